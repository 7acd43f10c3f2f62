/**
 * One automatic step: precheck, act, verify, evidence; and its undo. Before the first thing that may change the system it is written
 * down that it begins, and after the last that it is done, so that after a crash one knows what is not known.
 */
import { createHash } from 'node:crypto';
import { type Command, shellText } from '../../command/command.ts';
import { OpsProblem } from '../../command/problem.ts';
import type { Outcome } from '../../command/run.ts';
import type { Measured, Part, Verdict } from '../evidence/fact.ts';
import type { Ledger } from '../evidence/ledger.ts';
import { type AutomaticStep, inconclusiveCode } from '../step.ts';
import { measure } from './measure.ts';
import { fill, type Values } from './placeholders.ts';
import type { StepProgress } from './progress.ts';

/** What carries out a command. Tests give one of their own. */
export type Hands = (command: Command) => Promise<Outcome>;

export interface StepWork {
  readonly run: string;
  readonly values: Values;
  readonly ledger: Ledger;
  readonly hands: Hands;
  /** Milliseconds, only for how long things take. */
  readonly now: () => number;
  /** Somebody asked to stop: nothing new is begun. */
  readonly stopping: () => boolean;
}

/** The run was asked to stop in the middle of a step; the next one goes on from the evidence. */
export class Interrupted extends OpsProblem {
  override readonly name = 'Interrupted';
}

const outputCharactersMax = 2_000;

export interface StepVerdict {
  readonly verdict: Verdict;
  readonly part: Part;
  readonly reason: string;
}

/** Carries the step out from where the evidence says it stands. Doesn't take anything back: that is the engine's to decide. */
export async function runStep(work: StepWork, step: AutomaticStep, progress: StepProgress): Promise<StepVerdict> {
  const { state } = progress;
  if (state === 'acted' || state === 'held') return verifyStep(work, step, progress.measured, true);
  if (state === 'undoing' && (await undoStep(work, step)) === 'fail') return notTakenBack;
  if (state === 'acting') {
    const found = await recover(work, step);
    if (found !== undefined) return found;
  } else {
    const refused = await begin(work, step);
    if (refused !== undefined) return refused;
  }
  return actAndVerify(work, step);
}

const notTakenBack: StepVerdict = {
  ...{ verdict: 'inconclusive', part: 'undo' },
  reason: 'it was interrupted while it was taken back, and could not be taken back now',
};

/** Takes back what the step did; its commands may be done twice. A failure to do so is a verdict, and left to people. */
export async function undoStep(work: StepWork, step: AutomaticStep): Promise<Verdict> {
  const { run } = work;
  if ('nothing' in step.undo) {
    work.ledger.append({ what: 'step.undone', run, step: step.id, verdict: 'waived', reason: step.undo.nothing });
    return 'waived';
  }
  work.ledger.append({ what: 'step.undoing', run, step: step.id });
  const { failed } = await runPart(work, step, 'undo', step.undo.commands);
  const verdict = failed === undefined ? 'pass' : 'fail';
  work.ledger.append({ what: 'step.undone', run, step: step.id, verdict, reason: failed?.reason ?? 'taken back' });
  return verdict;
}

/** How the step will be taken back, in words. */
export function undoWords({ undo }: AutomaticStep, values: Values): string[] {
  return 'nothing' in undo ? [`nothing: ${undo.nothing}`] : undo.commands.map((each) => shellText(fill(each, values)));
}

/** Nothing has been changed when this answers a verdict. */
async function begin(work: StepWork, step: AutomaticStep): Promise<StepVerdict | undefined> {
  const { run, ledger, values } = work;
  const undo = undoWords(step, values);
  ledger.append({ what: 'step.started', run, step: step.id, lines: step.lines, undo });
  const { failed } = await runPart(work, step, 'precheck', step.precheck);
  return failed === undefined ? undefined : end(work, step, 'precheck', failed, {}, false);
}

/**
 * It was interrupted while acting: perhaps the work is done. When it is not, it is done again if it may be.
 * Undefined means: act.
 */
async function recover(work: StepWork, step: AutomaticStep): Promise<StepVerdict | undefined> {
  const wantsAnswer = step.evidence.some(({ from }) => from === 'act');
  if (step.verify.length > 0 && !wantsAnswer) {
    const { failed, answer } = await runPart(work, step, 'verify', step.verify);
    const { measured, missing } = measure(step, 'verify', answer);
    if (failed === undefined && missing.length === 0) return end(work, step, 'verify', passed, measured, true);
  }
  if (step.repeatable) return undefined;
  const reason = 'interrupted while acting; it is not known how far it came, and it must not be done twice';
  return end(work, step, 'act', { verdict: 'inconclusive', reason }, {}, true);
}

async function actAndVerify(work: StepWork, step: AutomaticStep): Promise<StepVerdict> {
  const { run, ledger } = work;
  if (work.stopping()) throw stopped();
  ledger.append({ what: 'step.acting', run, step: step.id });
  const { failed, answer } = await runPart(work, step, 'act', step.act);
  if (failed !== undefined) return end(work, step, 'act', failed, {}, false);
  const { measured, missing } = measure(step, 'act', answer);
  ledger.append({ what: 'step.acted', run, step: step.id, measured });
  if (missing.length > 0) return end(work, step, 'act', withoutEvidence(missing), measured, false);
  return verifyStep(work, step, measured, false);
}

async function verifyStep(
  work: StepWork,
  step: AutomaticStep,
  before: Measured,
  recovered: boolean,
): Promise<StepVerdict> {
  const { failed, answer } = await runPart(work, step, 'verify', step.verify);
  const { measured, missing } = measure(step, 'verify', answer);
  const all = { ...before, ...measured };
  const absent = [...missing, ...step.evidence.filter(({ name }) => !(name in all)).map(({ name }) => name)];
  const result = failed ?? (absent.length > 0 ? withoutEvidence([...new Set(absent)]) : passed);
  return end(work, step, 'verify', result, all, recovered);
}

interface Result {
  readonly verdict: Verdict;
  readonly reason: string;
}

const passed: Result = { verdict: 'pass', reason: 'verified' };

/** What leaves no evidence doesn't count as done. */
function withoutEvidence(missing: readonly string[]): Result {
  return { verdict: 'inconclusive', reason: `no evidence of ${missing.join(', ')} in the answer` };
}

function end(
  { run, ledger }: StepWork,
  step: AutomaticStep,
  part: Part,
  result: Result,
  measured: Measured,
  recovered: boolean,
): StepVerdict {
  ledger.append({ what: 'step.ended', run, step: step.id, part, ...result, measured, recovered });
  return { part, ...result };
}

/** Runs the commands of a part up to the first that fails, each one an entry. */
async function runPart(
  work: StepWork,
  step: AutomaticStep,
  part: Part,
  commands: readonly Command[],
): Promise<{ failed: Result | undefined; answer: string }> {
  let answer = '';
  for (const each of commands) {
    if (work.stopping()) throw stopped();
    const command = fill(each, work.values);
    const begun = work.now();
    const { code, stdout, stderr } = await outcomeOf(work, command);
    // A signal that stops us has stopped the command too; what it answers then says nothing about the step.
    if (work.stopping()) throw stopped();
    const output = `${stdout}${stderr}`.trim();
    work.ledger.append({
      ...{ what: 'command.ended', run: work.run, step: step.id, part, command: shellText(command), code },
      milliseconds: Math.round(work.now() - begun),
      output: output.slice(-outputCharactersMax),
      outputDigest: createHash('sha256').update(output).digest('hex'),
    });
    if (code !== 0) return { failed: failureOf(command, code, output), answer };
    answer = stdout;
  }
  return { failed: undefined, answer };
}

/** A program that can't be started is a failed command, with the words that say why. */
async function outcomeOf({ hands }: StepWork, command: Command): Promise<Outcome> {
  try {
    return await hands(command);
  } catch (error) {
    if (!(error instanceof OpsProblem)) throw error;
    return { code: 127, stdout: '', stderr: `${error.message}; ${error.hint ?? ''}` };
  }
}

function failureOf(command: Command, code: number, output: string): Result {
  const lines = output.split('\n');
  const line = lines.findLast((each) => each.startsWith('error: ')) ?? lines.at(-1) ?? '';
  const verdict = code === inconclusiveCode ? 'inconclusive' : 'fail';
  return { verdict, reason: `${shellText(command)} ended with ${code}${line === '' ? '' : `: ${line}`}` };
}

function stopped(): Interrupted {
  return new Interrupted('stopped as asked, in the middle of a step', 'the same command goes on from here');
}
