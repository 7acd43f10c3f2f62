/**
 * Where real market data and recorded answers lie, if this machine has them: the directory named by MARKET_DATA, or
 * `shared/data` beside the repository. They are no part of the project: without them those tests skip, and say so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env['MARKET_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

/** Path of a file or folder in the data, whether it is there or not. */
export function referencePath(path: string): string {
  return join(root, path);
}

/** The same; undefined when it is absent. */
export function referenceData(path: string): string | undefined {
  return existsSync(referencePath(path)) ? referencePath(path) : undefined;
}

/** For a test's `skip` option: false, or why it can't run here. */
export function skipWithout(path: string): string | false {
  return referenceData(path) === undefined ? `no recorded market data at ${referencePath(path)} (MARKET_DATA)` : false;
}
