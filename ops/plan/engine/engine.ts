/**
 * Carries a plan out: steps in their order, each from where the evidence says it stands, until the end, a failure, a look that could
 * not decide, or a signature that is missing. It keeps no state but the ledger, so the same call after a crash goes on.
 *
 * It does not take the lock and does not choose the steps: the caller does both.
 */
import { randomUUID } from 'node:crypto';
import { OpsProblem } from '../../command/problem.ts';
import type { Verdict } from '../evidence/fact.ts';
import type { AutomaticStep, Phase, Step } from '../step.ts';
import { checkValues, type Values } from './placeholders.ts';
import { openRun, progressOf, type Run } from './progress.ts';
import { Interrupted, runStep, type StepWork, undoStep } from './run-step.ts';

export interface PlanRequest {
  readonly phases: readonly Phase[];
  readonly by: string;
  readonly reason: string;
  readonly values: Values;
  /** SHA-256 of the plan. */
  readonly plan: string;
}

export interface PlanParts extends Omit<StepWork, 'run' | 'values'> {
  /** What happens, as it happens. */
  readonly tell: (line: string) => void;
}

export interface PlanVerdict {
  readonly run: string;
  /** `waiting`: a person must sign before it goes on. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'waiting';
  /** The step it stopped at. */
  readonly step: string | undefined;
  readonly reason: string;
}

/** Rejects with `OpsProblem` before anything is done when values are missing or another run is open. */
export async function runPlan(parts: PlanParts, request: PlanRequest): Promise<PlanVerdict> {
  const steps = request.phases.flatMap((phase) => phase.steps);
  checkValues(steps, request.values);
  const run = beginRun(parts, request, steps);
  const work: StepWork = { ...parts, run, values: request.values };
  try {
    for (const phase of request.phases) {
      const stop = await runPhase(parts, work, phase);
      if (stop !== undefined) return stopRun(parts, run, stop);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    parts.ledger.append({ what: 'run.stopped', run, verdict: 'inconclusive', reason: error.message });
    throw error;
  }
  const reason = steps.length === 1 ? 'one step' : `${steps.length} steps`;
  parts.ledger.append({ what: 'run.ended', run, verdict: 'pass', reason });
  return { run, verdict: 'pass', step: undefined, reason };
}

/** Ends an open run without its remaining steps; what was done stays. */
export function abandonRun(parts: Pick<PlanParts, 'ledger'>, by: string, reason: string): Run {
  const run = openRun(parts.ledger.entries);
  if (run === undefined) {
    const { environment } = parts.ledger;
    throw new OpsProblem(`no run is open on ${environment}`, `paperfloor ops plan run --env ${environment} --dry-run`);
  }
  parts.ledger.append({ what: 'run.ended', run: run.id, verdict: 'fail', reason: `abandoned by ${by}: ${reason}` });
  return run;
}

function beginRun({ ledger, tell }: PlanParts, request: PlanRequest, steps: readonly Step[]): string {
  const { by, reason, values, plan } = request;
  const ids = steps.map(({ id }) => id);
  const open = openRun(ledger.entries);
  if (open === undefined) {
    const run = randomUUID();
    ledger.append({ what: 'run.started', run, by, reason, steps: ids, values, plan });
    return run;
  }
  const environment = ledger.environment;
  const abandon = `paperfloor ops plan abandon --env ${environment} --by NAME --reason TEXT`;
  const difference = differenceOf(open, ids, values, plan);
  if (difference !== undefined) {
    throw new OpsProblem(
      `a run of ${open.by} on ${environment} is not finished (since ${open.startedAt}: ${open.reason}) and has ${difference}`,
      `go on with it as it was begun (paperfloor ops plan status --env ${environment}), or end it: ${abandon}`,
    );
  }
  tell(`going on with the run of ${open.startedAt}`);
  ledger.append({ what: 'run.resumed', run: open.id, by, reason });
  return open.id;
}

function differenceOf(open: Run, steps: readonly string[], values: Values, plan: string): string | undefined {
  if (open.steps.join(' ') !== steps.join(' ')) return 'other steps';
  const names = new Set([...Object.keys(open.values), ...Object.keys(values)]);
  const other = [...names].filter((name) => open.values[name] !== values[name]);
  if (other.length > 0) return `another value for ${other.join(', ')}`;
  return open.plan === plan ? undefined : 'another version of the plan';
}

interface Stop {
  readonly verdict: PlanVerdict['verdict'];
  readonly step: string;
  readonly reason: string;
}

async function runPhase(parts: PlanParts, work: StepWork, phase: Phase): Promise<Stop | undefined> {
  for (const step of phase.steps) {
    const progress = progressOf(parts.ledger.entries, work.run)(step.id);
    if (progress.state === 'passed' || progress.state === 'waived') continue;
    if (step.kind === 'manual') return { verdict: 'waiting', step: step.id, reason: waitingFor(step, progress.state) };
    parts.tell(`${step.id}: ${step.title}`);
    const { verdict, part, reason } = await runStep(work, step, progress);
    if (verdict === 'pass') continue;
    if (verdict === 'fail' && part !== 'precheck') await takeBack(parts, work, phase, step);
    return {
      verdict: verdict === 'inconclusive' ? 'inconclusive' : 'fail',
      step: step.id,
      reason: `${part}: ${reason}`,
    };
  }
  return undefined;
}

function waitingFor({ owner }: Step, state: string): string {
  return state === 'failed' ? `${owner} signed that it failed` : `${owner} has not signed`;
}

/** The step that failed, then, where the phase says so, the ones before it, last first. All are tried, whatever one of them says. */
async function takeBack(parts: PlanParts, work: StepWork, phase: Phase, failed: AutomaticStep): Promise<void> {
  const progress = progressOf(parts.ledger.entries, work.run);
  const before = phase.steps
    .slice(0, phase.steps.indexOf(failed))
    .filter((step) => step.kind === 'automatic')
    .filter((step) => progress(step.id).state === 'passed')
    .toReversed();
  for (const step of [failed, ...(phase.undoOnFailure ? before : [])]) {
    parts.tell(`${step.id}: taking it back`);
    const verdict = await undoStep(work, step);
    if (verdict === 'fail') parts.tell(`${step.id}: could not be taken back; see the evidence`);
  }
}

function stopRun({ ledger }: PlanParts, run: string, stop: Stop): PlanVerdict {
  const verdict: Verdict = stop.verdict === 'waiting' ? 'inconclusive' : stop.verdict;
  ledger.append({ what: 'run.stopped', run, verdict, reason: `${stop.step}: ${stop.reason}` });
  return { run, ...stop };
}
