/** What a drill has shown, against its goal. Pure. A drill in which nothing was written while it was broken has shown nothing. */
import type { Measured, Verdict } from '../plan/evidence/fact.ts';
import { type Attempt, acknowledged, compare, lengthOf, longestSilence } from './attempt.ts';
import type { Goal } from './drill.ts';

export interface Measurement {
  readonly goal: Goal;
  readonly attempts: readonly Attempt[];
  /** The exchange's number of each order it has, by the client's id. */
  readonly there: ReadonlyMap<string, number>;
  readonly brokenMs: number;
  readonly healedMs: number;
  readonly endedMs: number;
  /** When somebody was told; undefined when nobody was to be, or nobody was. */
  readonly toldMs?: number | undefined;
  /** Why it did not come to its end. */
  readonly trouble: string | undefined;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly measured: Measured;
  readonly lost: readonly string[];
}

/** The client outside hears something thirty times a second; what is shorter is no outage, whenever it was. */
const outageMs = 1_000;

export function judge({ goal, attempts, there, ...times }: Measurement): Judgement {
  const { brokenMs, healedMs, endedMs, toldMs, trouble } = times;
  const { lost, unknownDone } = compare(attempts, there);
  const silence = longestSilence(attempts, brokenMs, healedMs);
  const healing = longestSilence(attempts, healedMs, endedMs);
  const count = (outcome: Attempt['outcome']) => attempts.filter((attempt) => attempt.outcome === outcome).length;
  const gap = silence === undefined ? 0 : lengthOf(silence);
  const rto = secondsOf(silence === undefined || gap < outageMs ? gap : silence.toMs - brokenMs);
  const heal = secondsOf(healing === undefined ? 0 : lengthOf(healing));
  const rpo = secondsOf(reachOf(lost, brokenMs));
  const told = toldMs === undefined ? undefined : secondsOf(toldMs - brokenMs);
  const measured: Measured = {
    ...{
      acknowledged: acknowledged(attempts).length,
      refused: count('refused'),
      unknown: count('unknown'),
      unknownDone,
    },
    ...{ rpoOrders: lost.length, rpoSeconds: rpo, rtoSeconds: rto, healSeconds: heal },
    gapSeconds: secondsOf(gap),
    ...(told === undefined ? {} : { alertSeconds: told }),
  };
  const healMax = goal.healSecondsMax ?? goal.secondsMax;
  const wrong = [
    trouble,
    lost.length > (goal.lostMax ?? Number.POSITIVE_INFINITY)
      ? `${lost.length} acknowledged orders are gone, at most ${goal.lostMax} may`
      : undefined,
    rpo > (goal.lostSecondsMax ?? rpo) ? `they reach back ${rpo} s, at most ${goal.lostSecondsMax} s` : undefined,
    count('unknown') > (goal.unknownMax ?? Number.POSITIVE_INFINITY)
      ? `${count('unknown')} orders ended without an answer, at most ${goal.unknownMax} may`
      : undefined,
    (told ?? 0) > (goal.alertSecondsMax ?? Number.POSITIVE_INFINITY)
      ? `somebody was told after ${told} s, at most ${goal.alertSecondsMax} s`
      : undefined,
    secondsOf(gap) > (goal.gapSecondsMax ?? Number.POSITIVE_INFINITY)
      ? `nothing was acknowledged for ${secondsOf(gap)} s, at most ${goal.gapSecondsMax} s`
      : undefined,
    rto > goal.secondsMax ? `orders were acknowledged again after ${rto} s, at most ${goal.secondsMax} s` : undefined,
    heal > healMax ? `healing cost ${heal} s without an acknowledgement, at most ${healMax} s` : undefined,
  ].filter((each) => each !== undefined);
  const good = `${measured['acknowledged']} orders acknowledged, ${lost.length} gone; again after ${rto} s`;
  const ids = lost.map(({ id }) => id);
  if (wrong.length > 0) return { verdict: 'fail', reason: wrong.join('; '), measured, lost: ids };
  return { verdict: 'pass', reason: good, measured, lost: ids };
}

function secondsOf(milliseconds: number): number {
  return Math.round(milliseconds / 10) / 100;
}

/** How far back before the break, or the last one that is gone, the lost ones reach; milliseconds. */
function reachOf(lost: readonly Attempt[], brokenMs: number): number {
  const times = lost.map(({ endedMs }) => endedMs);
  return times.length === 0 ? 0 : Math.max(brokenMs, ...times) - Math.min(...times);
}
