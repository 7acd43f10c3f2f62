/** Short ways to write the steps of the plan: one done by a person, and one that a person does until its program is there. */
import { type Command, command } from '../../command/command.ts';
import type { AutomaticStep, ManualStep } from '../step.ts';

type Words = Pick<ManualStep, 'id' | 'title' | 'lines' | 'owner' | 'task' | 'confirms'> &
  Partial<Pick<ManualStep, 'attach' | 'where'>>;

const signing = 'ops/plan/engine/engine.test.ts: a manual step waits for its signature';

export function byHand(words: Words): ManualStep {
  return { kind: 'manual', attach: [], tests: [signing], ...words };
}

/** `by` is the work that will do it. */
export function later(by: string, words: Words): ManualStep {
  return { ...byHand(words), later: by };
}

/** A verb of operations. */
export function ops(...words: readonly string[]): Command {
  return command('paperfloor', 'ops', ...words);
}

/** The release before, in the other slot. */
export const goBack: Command = ops(
  ...['rollback', '--env', '{environment}', '--state', '{state}', '--reason', 'the plan goes back', '--json'],
);

/** Looks at the system from outside and changes nothing; `only` names some of the checks. */
export function verified(
  kind: 'smoke' | 'integration' | 'performance' | 'security',
  words: Pick<AutomaticStep, 'id' | 'title' | 'lines' | 'owner' | 'tests'>,
  only?: string,
): AutomaticStep {
  const chosen = only === undefined ? [] : ['--only', only];
  return {
    ...{ kind: 'automatic', precheck: [], act: [], repeatable: true, undo: { nothing: 'it only looks' }, ...words },
    verify: [ops('verify', kind, '--env', '{environment}', '--state', '{state}', ...chosen, '--json')],
    evidence: [
      { name: 'verdict', from: 'verify', path: 'verdict' },
      { name: 'passed', from: 'verify', path: 'counts.pass' },
      { name: 'waived', from: 'verify', path: 'counts.waived' },
      { name: 'milliseconds', from: 'verify', path: 'milliseconds' },
    ],
  };
}

/** Looks whether the watching works; what it finds wrong fails the step. */
export function watched(
  look: 'check' | 'logs',
  words: Pick<AutomaticStep, 'id' | 'title' | 'lines' | 'owner' | 'tests'>,
): AutomaticStep {
  return {
    ...{ kind: 'automatic', precheck: [], act: [], repeatable: true, undo: { nothing: 'it only looks' }, ...words },
    verify: [ops('watch', look, '--env', '{environment}', '--state', '{state}')],
    evidence: [],
  };
}

/** Broken on purpose in a lab, and measured; it fails when a figure is beyond its goal. */
export function drilled(
  names: readonly string[],
  words: Pick<AutomaticStep, 'id' | 'title' | 'lines' | 'owner' | 'tests'>,
): AutomaticStep {
  const here = ['--env', '{environment}', '--lab', '{lab}', '--state', '{state}'];
  return {
    ...{ kind: 'automatic', where: 'lab', repeatable: true, undo: { nothing: 'what it breaks it heals' }, ...words },
    precheck: names.map((name) => ops('drill', name, ...here, '--dry-run')),
    act: names.map((name) => ops('drill', name, ...here, '--json')),
    verify: [ops('verify', 'smoke', '--env', '{environment}', '--state', '{state}', '--json')],
    evidence: [
      { name: 'verdict', from: 'act', path: 'verdict' },
      { name: 'why', from: 'act', path: 'reason' },
    ],
  };
}
