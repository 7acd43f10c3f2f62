/** Imports files given as text, in pieces of a few bytes, as a slow disk would hand them over. */
import { atOnce } from '../../src/core/snapshot/slices.ts';
import { ReplayImportError } from '../../src/market/replay/import/import-error.ts';
import {
  type ImportedSeries,
  type ImporterOptions,
  ReplayImporter,
} from '../../src/market/replay/import/replay-importer.ts';

export function importText(files: Readonly<Record<string, string>>, options: ImporterOptions = {}): ImportedSeries {
  const importer = new ReplayImporter(options);
  for (const [name, text] of Object.entries(files)) {
    const intake = importer.open(name);
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += 7) intake.push(bytes.slice(at, at + 7));
    intake.end();
  }
  return atOnce(importer.finish());
}

/** The refusal's message. */
export function refusalOf(files: Readonly<Record<string, string>>, options: ImporterOptions = {}): string {
  try {
    importText(files, options);
  } catch (error) {
    if (error instanceof ReplayImportError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}
