/**
 * A rehearsal breaks nothing that orders depend on: it tries what would be needed on a bad day, and is timed. Its evidence is that of a
 * drill: planned, carried out moment by moment, judged against a goal.
 */
import { randomBytes } from 'node:crypto';
import type { Measured } from '../plan/evidence/fact.ts';
import type { DrillParts } from './drill.ts';
import type { DrillResult, DrillWork, Moment } from './run-drill.ts';

export interface Rehearsal {
  /** `pitr` */
  readonly name: string;
  readonly sentence: string;
  /** Figures and the most each may be. */
  readonly goal: Readonly<Record<string, number>>;
  /** Looks, and changes nothing. Rejects with `OpsProblem` when it can't be rehearsed now. */
  prepare(parts: DrillParts): Promise<Plan>;
}

export interface Plan {
  readonly subject: string;
  /** What will be done, in words. */
  readonly plan: readonly string[];
  /** `run` is a word that no other run has. */
  rehearse(run: string, note: (says: string) => void): Promise<Found>;
}

export interface Found {
  readonly measured: Measured;
  /** What went wrong, one sentence each. */
  readonly faults: readonly string[];
  /** Orders that are not where they should be, by the client's id. */
  readonly lost?: readonly string[];
}

const lostShown = 100;

export async function runRehearsal(rehearsal: Rehearsal, { parts, ledger, by, tell }: DrillWork): Promise<DrillResult> {
  const { name, goal } = rehearsal;
  const { subject, plan, rehearse } = await rehearsal.prepare(parts);
  const run = randomBytes(4).toString('hex');
  ledger.append({ what: 'drill.started', drill: name, run, by, subject, goal, plan });
  const begunMs = Date.now();
  const timeline: Moment[] = [];
  const found = await rehearse(run, (says) => {
    timeline.push({ ms: Date.now() - begunMs, says });
    tell(`${((Date.now() - begunMs) / 1000).toFixed(1).padStart(6)} s  ${says}`);
  });
  const result: DrillResult = {
    ...{ drill: name, ...judgeFound(goal, found), measured: found.measured, timeline },
    lost: (found.lost ?? []).slice(0, lostShown),
  };
  ledger.append({ what: 'drill.ended', run, ...result });
  return result;
}

/** A figure that is missing has shown nothing. */
export function judgeFound(
  goal: Rehearsal['goal'],
  { measured, faults }: Found,
): Pick<DrillResult, 'verdict' | 'reason'> {
  const over = Object.entries(goal).flatMap(([name, most]) => {
    const value = measured[name];
    if (typeof value !== 'number') return [`${name} was not measured`];
    return value > most ? [`${name} is ${value}, at most ${most}`] : [];
  });
  const wrong = [...faults, ...over];
  if (wrong.length > 0) return { verdict: 'fail', reason: wrong.join('; ') };
  const figures = Object.keys(goal).map((name) => `${name} ${String(measured[name])}`);
  return { verdict: 'pass', reason: figures.join(', ') };
}
