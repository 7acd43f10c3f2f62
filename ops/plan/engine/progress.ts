/**
 * How far a run has come, read from the evidence and from nothing else: after a crash the ledger is all there is.
 */
import type { Entry, Measured, Verdict } from '../evidence/fact.ts';

/**
 * `open`: not begun, or begun and nothing changed, or taken back. `acting`: interrupted while it may have changed things. `acted`: it
 * did its work, and nobody looked yet. `held`: the look was inconclusive. `undoing`: interrupted while it was taken back.
 */
export type StepState = 'open' | 'acting' | 'acted' | 'held' | 'undoing' | 'failed' | 'passed' | 'waived';

export interface StepProgress {
  readonly state: StepState;
  /** What was measured by its act, for a verification that comes later. */
  readonly measured: Measured;
}

export interface Run {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly steps: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly plan: string;
  readonly startedAt: string;
  /** Undefined while it is not ended. */
  readonly ended: { readonly verdict: Verdict; readonly at: string; readonly reason: string } | undefined;
}

/** Runs in the order they were started. */
export function runsIn(entries: readonly Entry[]): Run[] {
  const runs = new Map<string, Run>();
  for (const entry of entries) {
    if (entry.what === 'run.started') {
      const { run: id, by, reason, steps, values, plan, at } = entry;
      runs.set(id, { id, by, reason, steps, values, plan, startedAt: at, ended: undefined });
    }
    if (entry.what !== 'run.ended') continue;
    const run = runs.get(entry.run);
    const { verdict, at, reason } = entry;
    if (run !== undefined) runs.set(run.id, { ...run, ended: { verdict, at, reason } });
  }
  return [...runs.values()];
}

export function openRun(entries: readonly Entry[]): Run | undefined {
  return runsIn(entries).findLast((run) => run.ended === undefined);
}

const nothing: StepProgress = { state: 'open', measured: {} };

export function progressOf(entries: readonly Entry[], run: string): (step: string) => StepProgress {
  const steps = new Map<string, StepProgress>();
  for (const entry of entries) {
    if (!('step' in entry) || entry.run !== run) continue;
    const before = steps.get(entry.step) ?? nothing;
    steps.set(entry.step, after(before, entry));
  }
  return (step) => steps.get(step) ?? nothing;
}

function after(before: StepProgress, entry: Entry): StepProgress {
  switch (entry.what) {
    case 'step.started':
      return nothing;
    case 'step.acting':
      return { state: 'acting', measured: {} };
    case 'step.acted':
      return { state: 'acted', measured: entry.measured };
    case 'step.undone':
      return afterUndo(before, entry.verdict);
    case 'step.undoing':
      return { state: 'undoing', measured: {} };
    case 'step.signed':
    case 'step.ended':
      return { state: stateAfter(entry.verdict), measured: before.measured };
    default:
      return before;
  }
}

/** Where there was nothing to take back, what was done still stands. */
function afterUndo(before: StepProgress, verdict: Verdict): StepProgress {
  if (verdict === 'waived') return before;
  return verdict === 'pass' ? nothing : { state: 'failed', measured: {} };
}

function stateAfter(verdict: Verdict): StepState {
  switch (verdict) {
    case 'pass':
      return 'passed';
    case 'waived':
      return 'waived';
    case 'inconclusive':
      return 'held';
    case 'fail':
      return 'failed';
  }
}
