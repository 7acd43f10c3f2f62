/**
 * What a plan is made of. A step says which lines of the plans it carries out, who answers for it, what must hold before, what it
 * does, how one sees that it worked, what is kept as evidence, and how it is taken back. Steps are data: they hold commands, never
 * functions, so a dry run shows exactly what a run would do.
 */
import type { Command } from '../command/command.ts';

export type Role = 'operations' | 'development' | 'security' | 'database' | 'product' | 'support' | 'stakeholder';

export const roles: readonly Role[] = [
  ...(['operations', 'development', 'security', 'database', 'product', 'support', 'stakeholder'] as const),
];

/** A value in the answer of a part's last command, which must be JSON: `manifest.commit`. */
export interface Measurement {
  readonly name: string;
  readonly from: 'act' | 'verify';
  readonly path: string;
}

interface StepBase {
  /** `release.build` */
  readonly id: string;
  readonly title: string;
  /** Lines of the plans, by id (lines/plan-lines.ts). */
  readonly lines: readonly string[];
  readonly owner: Role;
  /** Only where the hosts are a lab's, or only where they are not; without it everywhere. */
  readonly where?: 'lab' | 'real';
  /** The test that shows it: `path/of/file.test.ts: words of its title`. */
  readonly tests: readonly string[];
}

/** The engine does it. Words of commands may hold `{version}` and other values of the run. */
export interface AutomaticStep extends StepBase {
  readonly kind: 'automatic';
  readonly precheck: readonly Command[];
  readonly act: readonly Command[];
  /** Exit code 0 is a pass, 75 is inconclusive, anything else a failure. */
  readonly verify: readonly Command[];
  readonly evidence: readonly Measurement[];
  readonly undo: Undo;
  /** Whether `act` may be done again when nobody knows how far it came. */
  readonly repeatable: boolean;
}

/** Commands, or why there is nothing to take back. */
export type Undo = { readonly commands: readonly Command[] } | { readonly nothing: string };

/** A person does it and signs. */
export interface ManualStep extends StepBase {
  readonly kind: 'manual';
  /** What to do. */
  readonly task: string;
  /** What the signer has seen with his own eyes. */
  readonly confirms: readonly string[];
  /** What must be attached. */
  readonly attach: readonly string[];
  /** The work after which a program does it; until then a person does. */
  readonly later?: string;
}

export type Step = AutomaticStep | ManualStep;

export interface Phase {
  readonly id: string;
  readonly title: string;
  /** Whether a failure takes back what the phase has done, last first; otherwise it stays, and the run goes on from there. */
  readonly undoOnFailure: boolean;
  readonly steps: readonly Step[];
}

/** EX_TEMPFAIL of sysexits.h: a check that couldn't decide. */
export const inconclusiveCode = 75;
