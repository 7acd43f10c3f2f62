/** Where real market data and recorded answers lie, if this machine has them: PAPERFLOOR_DATA, or beside the repository. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const candidates = [process.env['PAPERFLOOR_DATA'], join(import.meta.dirname, '../../../shared/data')];

/** Path of a file or folder in the data; undefined when it is absent. */
export function referenceData(path: string): string | undefined {
  return candidates.flatMap((root) => (root === undefined ? [] : [join(root, path)])).find((full) => existsSync(full));
}
