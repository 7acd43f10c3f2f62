/**
 * States of the running floors as they were recorded when a point was set: what a restored journal must lead to. The running program
 * told sequence, floor time and hash of the state in its memory; everything up to there was durable before the point.
 */
import { OpsProblem } from '../command/problem.ts';
import type { Entry, Fact } from '../plan/evidence/fact.ts';
import type { RestoreTarget } from './restore-plan.ts';
import type { Backup } from './stanza.ts';

export type PointFact = Extract<Fact, { what: 'backup.point' }>;

/** Oldest first. */
export function pointsOf(entries: readonly Entry[]): PointFact[] {
  return entries.filter((entry) => entry.what === 'backup.point');
}

/** What was recorded last that a restore to the target contains. Throws `OpsProblem` when nothing was. */
export function recordedAt(points: readonly PointFact[], target: RestoreTarget): PointFact {
  const inside = points.filter((point) => {
    if (target.kind === 'point') return point.name === target.name;
    return point.floors.length > 0 && (target.kind === 'end' || point.timeMs <= target.timeMs);
  });
  const found = inside.at(-1);
  if (found !== undefined && found.floors.length > 0) return found;
  throw new OpsProblem(
    target.kind === 'time'
      ? `no state was recorded before ${new Date(target.timeMs).toISOString()}, so nothing could be compared`
      : 'no state was recorded, so nothing could be compared',
    'paperfloor ops backup point NAME, with the exchange running; then try the restore again',
  );
}

/** `--to`: nothing is the end of the archive. Throws `OpsProblem` for a point that was never set. */
export function readTarget(text: string | undefined, points: readonly PointFact[]): RestoreTarget {
  if (text === undefined) return { kind: 'end' };
  const point = points.findLast(({ name }) => name === text);
  if (point !== undefined) return { kind: 'point', name: text, timeline: timelineOf(point.wal) };
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) && !Number.isNaN(Date.parse(text))) {
    return { kind: 'time', timeMs: Date.parse(text) };
  }
  const known = points.map(({ name }) => name).slice(-10);
  throw new OpsProblem(
    `no restore point named ${text}, and it is no time such as 2026-11-22T10:09:00Z`,
    known.length === 0 ? 'paperfloor ops backup point NAME sets one' : `one of these: ${known.join(', ')}`,
  );
}

function timelineOf(wal: string): number {
  return Number.parseInt(wal.slice(0, 8), 16);
}

/** The newest backup that a restore to the target can begin with. Throws `OpsProblem` when there is none. */
export function backupFor(backups: readonly Backup[], target: RestoreTarget, points: readonly PointFact[]): Backup {
  const sound = backups.filter(({ isDamaged }) => !isDamaged);
  if (sound.length === 0) {
    throw new OpsProblem('there is no backup yet', 'paperfloor ops backup run --type full --env ENVIRONMENT');
  }
  const found = sound.findLast((backup) => isBefore(backup, target, points));
  if (found !== undefined) return found;
  throw new OpsProblem(
    `the oldest backup ended at ${new Date(sound[0]?.endedMs ?? 0).toISOString()}, after the target`,
    'paperfloor ops backup list shows how far back one can go',
  );
}

function isBefore(backup: Backup, target: RestoreTarget, points: readonly PointFact[]): boolean {
  switch (target.kind) {
    case 'end':
      return true;
    case 'time':
      return backup.endedMs <= target.timeMs;
    case 'point': {
      const lsn = points.findLast(({ name }) => name === target.name)?.lsn ?? '0/0';
      return timelineOf(backup.lastWal) <= target.timeline && bytesOf(backup.endLsn) <= bytesOf(lsn);
    }
  }
}

/** A place in the WAL as PostgreSQL writes it, `0/5000158`, in bytes. */
function bytesOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export interface Comparison {
  readonly floor: string;
  readonly sequence: number;
  readonly recorded: string;
  /** Undefined when the copy doesn't lead there. */
  readonly found: string | undefined;
}

/** One sentence for each floor that is not what was recorded; empty when the copy counts. */
export function compareStates(comparisons: readonly Comparison[]): string[] {
  return comparisons
    .filter(({ recorded, found }) => recorded !== found)
    .map(({ floor, sequence, recorded, found }) =>
      found === undefined
        ? `floor ${floor}: the copy does not reach sequence ${sequence}`
        : `floor ${floor} at sequence ${sequence}: hash ${recorded} was recorded, the copy makes ${found}`,
    );
}
