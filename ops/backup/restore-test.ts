/**
 * Restores a backup on a throw-away host, has the journal applied again there, and compares the state with the recorded one. Only then the
 * backup counts. The environment itself is read, never changed, except that the monitor is told.
 */

import type { Fact } from '../plan/evidence/fact.ts';
import { stanzaOf } from './make-backup.ts';
import { askHost, findPrimary, hostOf, type Place } from './place.ts';
import { askRecovery } from './point-plan.ts';
import { proveCopy } from './proof.ts';
import { backupFor, compareStates, type PointFact, recordedAt } from './recorded-state.ts';
import { restoreCluster } from './restore-cluster.ts';
import { askDatabase, commitsStatement, type LastCommit, type RestoreTarget, readCommits } from './restore-plan.ts';
import { markDone } from './stanza-plan.ts';

const recoveredWithinMs = 600_000;

export interface Scratch {
  /** Makes the host ready to restore on; resolves to its name. */
  prepare(): Promise<string>;
  /** Throws the copy away. */
  discard(host: string): Promise<void>;
}

export type TestedFact = Extract<Fact, { what: 'restore.tested' }>;

/**
 * Rejects with `OpsProblem` for what is missing before anything is made, and when the copy doesn't come up; a wrong copy is a verdict.
 * `lookAt` is called while the copy is there.
 */
export async function testRestore(
  place: Place,
  {
    target,
    by,
    points,
  }: { readonly target: RestoreTarget; readonly by: string; readonly points: readonly PointFact[] },
  scratch: Scratch,
  lookAt: (host: string) => Promise<void> = async () => {},
): Promise<TestedFact> {
  const backup = backupFor((await stanzaOf(place)).backups, target, points);
  const point = recordedAt(points, target);
  const begunMs = Date.now();
  const host = await scratch.prepare();
  const preparedMs = Date.now();
  try {
    place.talk(`restoring ${backup.label} on ${host}, ${targetText(target)}`);
    const times = await restoreCluster(place, host, { label: backup.label, target, isCopy: true }, recoveredWithinMs);
    const copied = await lastCommits(place, host);
    const live = await lastCommits(place, await findPrimary(place, askRecovery).catch(() => undefined));
    place.talk('applying the journal again');
    const proof = await proveCopy(place, host, point.floors);
    const faults = [...proof.faults, ...compareStates(proof.comparisons)];
    await lookAt(host);
    const verdict = faults.length === 0 ? 'pass' : 'fail';
    if (verdict === 'pass') await askHost(place, hostOf(place, 'backup'), markDone('restored'));
    return {
      ...{
        what: 'restore.tested',
        by,
        label: backup.label,
        target: targetText(target),
        point: point.name,
        verdict,
        faults,
      },
      measured: {
        ageSeconds: seconds(begunMs - backup.endedMs),
        databaseBytes: backup.databaseBytes,
        prepareSeconds: seconds(preparedMs - begunMs),
        filesSeconds: seconds(times.filesMs),
        recoverySeconds: seconds(times.recoveryMs),
        proofSeconds: seconds(proof.milliseconds),
        totalSeconds: seconds(Date.now() - begunMs),
        floors: point.floors.length,
        sequence: point.floors[0]?.sequence ?? 0,
        hash: point.floors[0]?.hash ?? '',
        provedFrom: proof.provedFrom,
        ...(target.kind === 'end' && live !== undefined && copied !== undefined ? lossOf(live, copied) : {}),
      },
    };
  } finally {
    await scratch.discard(host);
  }
}

async function lastCommits(place: Place, host: string | undefined): Promise<LastCommit[] | undefined> {
  if (host === undefined) return undefined;
  return readCommits(await askHost(place, host, askDatabase(place.databaseName, commitsStatement)));
}

/** What would be lost if the database host were lost now: RPO in commands and in seconds. */
export function lossOf(
  live: readonly LastCommit[],
  copied: readonly LastCommit[],
): { rpoCommands: number; rpoSeconds: number } {
  let [rpoCommands, rpoMs] = [0, 0];
  for (const { floor, sequence, committedMs } of live) {
    const copy = copied.find((each) => each.floor === floor);
    rpoCommands += Math.max(0, sequence - (copy?.sequence ?? 0));
    rpoMs = Math.max(rpoMs, committedMs - (copy?.committedMs ?? 0));
  }
  return { rpoCommands, rpoSeconds: seconds(rpoMs) };
}

export function targetText(target: RestoreTarget): string {
  switch (target.kind) {
    case 'end':
      return 'to the end of the archive';
    case 'time':
      return `to ${new Date(target.timeMs).toISOString()}`;
    case 'point':
      return `to the point ${target.name}`;
  }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
