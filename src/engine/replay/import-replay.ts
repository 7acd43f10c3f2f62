/**
 * Recorded market data from files: finds them, unpacks gzip, and hands the bytes to the importer in src/market/replay/import.
 * Everything is read and checked before anything is made of it; nothing is written.
 */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import { systemTimers } from '../../journal/timers.ts';
import { definitionFromReplay } from '../../market/replay/definition-from-replay.ts';
import { createFeed } from '../../market/replay/encode-replay.ts';
import type { ReplayFeed } from '../../market/replay/feed.ts';
import { ReplayImportError } from '../../market/replay/import/import-error.ts';
import type { ImportNote } from '../../market/replay/import/import-notes.ts';
import { type ImporterOptions, ReplayImporter } from '../../market/replay/import/replay-importer.ts';
import { splitSymbol, symbolOfFile } from '../../market/replay/import/symbol-name.ts';
import { inTurns } from '../in-turns.ts';

export interface ReplayImportOptions extends ImporterOptions {
  /** Name and seed of the floor to be. */
  readonly name: string;
  readonly seed: string;
  /** Floor time of its first moment, microseconds; default: the first record. */
  readonly startTimeUs?: number;
  /** Called as bytes are read, with how many of all files' bytes so far. */
  readonly progress?: (bytesRead: number, bytesTotal: number) => void;
}

export interface ImportedReplay {
  readonly definition: FloorDefinition;
  readonly feed: ReplayFeed;
  /** What was left out or put right on the way. */
  readonly notes: readonly ImportNote[];
  readonly files: readonly string[];
}

/** Endings of files that are taken from a directory; others in it are left alone. */
const dataFile = /\.(csv|jsonl|ndjson)(\.gz)?$/i;

/**
 * Reads a file, a directory, or several of them. Throws `ReplayImportError` with file, line, what was expected and what was
 * found, and `MarketDefinitionError` for a start outside the data.
 */
export async function importReplay(
  paths: string | readonly string[],
  options: ReplayImportOptions,
): Promise<ImportedReplay> {
  const importer = new ReplayImporter(options);
  const files = await listFiles(typeof paths === 'string' ? [paths] : paths, options.symbol);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  for (const { path } of files) {
    await readReplayFile(importer, path, (bytes) => {
      read += bytes;
      options.progress?.(read, total);
    });
  }
  const { series, notes } = await inTurns(importer.finish(), systemTimers);
  const feed = await inTurns(createFeed(series), systemTimers);
  return { definition: definitionFromReplay(feed, options), feed, notes, files: files.map(({ path }) => path) };
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

/** Sorted by name within a directory, so that daily files of a capture come in their order. */
async function listFiles(paths: readonly string[], symbol: string | undefined): Promise<FoundFile[]> {
  const wanted = symbol === undefined ? undefined : splitSymbol(symbol)?.symbol;
  const files: FoundFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => refuseUnreadable(path, error));
    if (!found.isDirectory()) {
      files.push({ path, bytes: found.size });
      continue;
    }
    const names = (await readdir(path)).filter((name) => dataFile.test(name)).sort();
    if (names.length === 0) {
      throw new ReplayImportError(path, 0, 'files ending in .csv, .jsonl or either with .gz', 'none');
    }
    for (const name of names) {
      const ofFile = symbolOfFile(name)?.symbol;
      if (wanted !== undefined && ofFile !== undefined && ofFile !== wanted) continue;
      files.push({ path: join(path, name), bytes: (await stat(join(path, name))).size });
    }
  }
  if (files.length === 0) {
    throw new ReplayImportError(paths.join(', '), 0, `files of ${wanted ?? 'any symbol'}`, 'none');
  }
  return files;
}

async function readReplayFile(
  importer: ReplayImporter,
  path: string,
  progress: (bytes: number) => void,
): Promise<void> {
  const packing = await packingOf(path);
  if (packing === 'zip') {
    throw new ReplayImportError(path, 0, 'CSV, a captured stream, or gzip', 'a zip archive; unpack it');
  }
  if (packing === 'plain' && /\.gz$/i.test(path)) {
    throw new ReplayImportError(path, 0, 'gzip data, as the name says', 'something else');
  }
  const intake = importer.open(path);
  const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
  source.on('data', (bytes) => progress(bytes.length));
  const sink = async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) intake.push(piece);
  };
  try {
    if (packing === 'gzip') await pipeline(source, createGunzip({ chunkSize: 256 * 1024 }), sink);
    else await pipeline(source, sink);
  } catch (error) {
    if (error instanceof ReplayImportError) throw error;
    refuseUnreadable(path, error as NodeJS.ErrnoException);
  }
  intake.end();
}

type Packing = 'plain' | 'gzip' | 'zip';

/** By the first two bytes, whatever the name says. */
async function packingOf(path: string): Promise<Packing> {
  const head = createReadStream(path, { start: 0, end: 1 });
  try {
    for await (const bytes of head as AsyncIterable<Buffer>) {
      const magic = bytes.toString('latin1');
      return magic === '\x1f\x8b' ? 'gzip' : magic === 'PK' ? 'zip' : 'plain';
    }
  } catch (error) {
    refuseUnreadable(path, error as NodeJS.ErrnoException);
  }
  throw new ReplayImportError(path, 0, 'data', 'an empty file');
}

function refuseUnreadable(path: string, error: NodeJS.ErrnoException): never {
  const code = error.code ?? '';
  const found = code.startsWith('Z_') ? `damaged or cut gzip data (${code})` : (unreadable.get(code) ?? error.message);
  throw new ReplayImportError(path, 0, 'a readable file or directory', found);
}

const unreadable: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'nothing there'],
  ['EACCES', 'no permission to read it'],
  ['EISDIR', 'a directory inside'],
]);
