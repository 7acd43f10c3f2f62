/**
 * The migrations of a checkout, read as text: operations code doesn't run the program's modules. A migration that the release
 * before can't live with says so itself by exporting `breaking = true` (src/storage/migrate.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MigrationNote {
  /** `0008-order-lists` */
  readonly id: string;
  readonly breaking: boolean;
  /** The file's own first sentence. */
  readonly says: string;
}

export function readMigrations(root: string): MigrationNote[] {
  const directory = join(root, 'src/storage/migrations');
  return readdirSync(directory)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.ts$/.test(name))
    .sort()
    .map((name) => noteOf(name.slice(0, -3), readFileSync(join(directory, name), 'utf8')));
}

export function noteOf(id: string, source: string): MigrationNote {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(source) ?? [];
  const text = comment.replace(/\n\s*\* ?/g, ' ').trim();
  const [sentence = ''] = /^.*?[.:](?=\s|$)/.exec(text) ?? [text];
  return { id, breaking: /^export const breaking = true\b/m.test(source), says: sentence.replace(/:$/, '.').trim() };
}

/** The rules version a checkout's core applies. */
export function readRulesVersion(root: string): number {
  const text = readFileSync(join(root, 'src/core/rules-version.ts'), 'utf8');
  const [, version] = /^export const rulesVersion = (\d+);/m.exec(text) ?? [];
  if (version === undefined)
    throw new TypeError('expected src/core/rules-version.ts to export rulesVersion as a number');
  return Number(version);
}
