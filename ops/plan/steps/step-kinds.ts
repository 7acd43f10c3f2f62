/** Short ways to write the steps of the plan: one done by a person, and one that a person does until its program is there. */
import { type Command, command } from '../../command/command.ts';
import type { ManualStep } from '../step.ts';

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
