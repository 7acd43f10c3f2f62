/** Sets a named restore point and records what the running floors were just before: a restore to it can then be proved right. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import { askHost, findPrimary, type Place } from './place.ts';
import { askArchiver, askRecovery, readArchiver, readSetPoint, setPoint } from './point-plan.ts';
import type { PointFact } from './recorded-state.ts';
import { recordStates } from './running-state.ts';

const archivedWithinMs = 60_000;
const pollMs = 300;

/** Resolves when the archive has it. `points` are those set before: a name can't be used again, a restore stops at the first. */
export async function placePoint(
  place: Place,
  name: string,
  by: string,
  points: readonly PointFact[],
): Promise<PointFact> {
  if (points.some((point) => point.name === name)) {
    throw new OpsProblem(`there is a restore point ${name} already`, 'give it another name');
  }
  const primary = await findPrimary(place, askRecovery);
  const floors = await recordStates(place);
  if (floors.length === 0)
    place.talk('no server of the exchange runs: the point is set without a state to compare with');
  const point = readSetPoint(await askHost(place, primary, setPoint(name)));
  await waitForArchive(place, primary, point.wal);
  return { what: 'backup.point', by, name, ...point, floors };
}

async function waitForArchive(place: Place, primary: string, wal: string): Promise<void> {
  const untilMs = Date.now() + archivedWithinMs;
  for (;;) {
    const { isThere, failing } = readArchiver(await askHost(place, primary, askArchiver), wal);
    if (isThere) return;
    if (Date.now() > untilMs) {
      throw new OpsProblem(
        `WAL ${wal} did not arrive at the repository within ${archivedWithinMs / 1000} s${failing === undefined ? '' : `; archiving ${failing} fails`}`,
        `see whether the host of the backups runs and has space: paperfloor ops backup list --env ${place.environment}`,
      );
    }
    await sleep(pollMs);
  }
}
