/**
 * What the cache holds is made once and never written to again: made aside and renamed when whole, so what is there is whole. The remains
 * of a broken attempt are cleared by the next, or by the end of a lab.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createGroup, endGroup } from './control-group.ts';
import { inTurn } from './sole-worker.ts';

/** Has the directory made unless it is there: `build` fills another one, its processes in a control group of their own. */
export async function makeOnce(
  directory: string,
  group: string,
  build: (building: string, builders: string) => Promise<void>,
): Promise<void> {
  if (existsSync(directory)) return;
  await inTurn(directory, async () => {
    if (existsSync(directory)) return;
    const { building, builders } = await clear(directory, group);
    mkdirSync(building, { recursive: true, mode: 0o700 });
    createGroup(builders);
    try {
      await build(building, builders);
      renameSync(building, directory);
    } finally {
      await clear(directory, group);
    }
  });
}

/** Ends and removes what an attempt left whose command was killed. One that is still under way is waited for. */
export async function clearAttempt(directory: string, group: string): Promise<void> {
  await inTurn(directory, () => clear(directory, group));
}

async function clear(directory: string, group: string) {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const attempt = { building: `${directory}.building`, builders: `${group}/base-${name}` };
  await endGroup(attempt.builders);
  rmSync(attempt.building, { recursive: true, force: true });
  return attempt;
}
