/** A plan in words: what `plan show`, `plan status` and a dry run print. It shows commands exactly as a run would start them. */
import { type Command, shellText } from '../command/command.ts';
import { mannerOf } from './coverage/coverage.ts';
import { fillKnown, type Values } from './engine/placeholders.ts';
import type { StepProgress } from './engine/progress.ts';
import type { AutomaticStep, Phase, Step } from './step.ts';

export function planText(
  phases: readonly Phase[],
  values: Values,
  progress: ((step: string) => StepProgress) | undefined,
): string {
  return phases.map((phase) => phaseText(phase, values, progress)).join('\n\n');
}

function phaseText(phase: Phase, values: Values, progress: ((step: string) => StepProgress) | undefined): string {
  const onFailure = phase.undoOnFailure ? 'a failure takes back the whole phase' : 'a failure takes back its own step';
  const steps = phase.steps.map((step) => {
    const state = progress?.(step.id).state;
    return stepText(step, values, state === undefined || state === 'open' ? '' : `  [${state}]`);
  });
  return [`${phase.title} (${phase.id}; ${onFailure})`, ...steps].join('\n');
}

function stepText(step: Step, values: Values, state: string): string {
  const head = `  ${step.id}: ${step.title}${state}`;
  const who = `    ${mannerOf(step)}; ${step.owner}; ${step.lines.join(', ')}`;
  if (step.kind === 'automatic') return [head, who, ...commandLines(step, values)].join('\n');
  const attach = step.attach.map((what) => `    attach  ${what}`);
  return [head, who, `    do      ${step.task}`, ...step.confirms.map((what) => `    sign    ${what}`), ...attach].join(
    '\n',
  );
}

function commandLines(step: AutomaticStep, values: Values): string[] {
  const lines = (name: string, commands: readonly Command[]) =>
    commands.map((each) => `    ${name.padEnd(7)} ${shellText(fillKnown(each, values))}`);
  const undo =
    'nothing' in step.undo ? [`    undo    nothing: ${step.undo.nothing}`] : lines('undo', step.undo.commands);
  return [...lines('check', step.precheck), ...lines('act', step.act), ...lines('verify', step.verify), ...undo];
}
