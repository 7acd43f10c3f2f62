/** `{version}` in the words of a step's commands, filled from the values of the run. */
import type { Command } from '../../command/command.ts';
import { OpsUsageError } from '../../command/problem.ts';
import type { Step } from '../step.ts';

const placeholder = /\{([a-z][a-zA-Z]*)\}/g;

export type Values = Readonly<Record<string, string>>;

/** Throws `OpsUsageError` for a name without a value. */
export function fill(command: Command, values: Values): Command {
  return replace(command, (name) => values[name] ?? missing(name));
}

/** Leaves what has no value as it is written, for a plan that is only shown. */
export function fillKnown(command: Command, values: Values): Command {
  return replace(command, (name) => values[name] ?? `{${name}}`);
}

function replace({ program, args, input }: Command, wordFor: (name: string) => string): Command {
  const filled = (text: string) => text.replace(placeholder, (_, name: string) => wordFor(name));
  return {
    program: filled(program),
    args: args.map(filled),
    ...(input === undefined ? {} : { input: filled(input) }),
  };
}

/** Names that the commands of these steps need, in order. */
export function placeholdersOf(steps: readonly Step[]): string[] {
  const texts = steps.flatMap(commandsOf).flatMap(({ program, args, input }) => [program, ...args, input ?? '']);
  const names = texts.flatMap((text) => [...text.matchAll(placeholder)].map(([, name = '']) => name));
  return [...new Set(names)].sort();
}

/** Every command a step can run. */
export function commandsOf(step: Step): readonly Command[] {
  if (step.kind === 'manual') return [];
  const undo = 'commands' in step.undo ? step.undo.commands : [];
  return [...step.precheck, ...step.act, ...step.verify, ...undo];
}

/** Throws `OpsUsageError` naming every value that is missing, before anything is done. */
export function checkValues(steps: readonly Step[], values: Values): void {
  const needed = placeholdersOf(steps).filter((name) => values[name] === undefined);
  if (needed.length === 0) return;
  throw new OpsUsageError(
    `these steps need ${needed.map((name) => `--set ${name}=…`).join(' ')}`,
    `paperfloor ops plan run --env NAME ${needed.map((name) => `--set ${name}=VALUE`).join(' ')}`,
  );
}

function missing(name: string): never {
  throw new OpsUsageError(`no value for {${name}}`, `--set ${name}=VALUE`);
}
