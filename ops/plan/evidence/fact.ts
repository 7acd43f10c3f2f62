/**
 * What can stand in the ledger. A fact says what was done or found, by whom, and with which result; it never says more than was
 * seen. The ledger adds place, time and hash.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'waived';

/** The four parts of a step that run commands. */
export type Part = 'precheck' | 'act' | 'verify' | 'undo';

export type Measured = Readonly<Record<string, string | number | boolean>>;

export interface Attachment {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export type Fact =
  | {
      readonly what: 'run.started';
      readonly run: string;
      readonly by: string;
      readonly reason: string;
      readonly steps: readonly string[];
      /** What the steps' commands were given: version, directories. */
      readonly values: Readonly<Record<string, string>>;
      /** SHA-256 of the plan as it stood. */
      readonly plan: string;
    }
  | { readonly what: 'run.stopped'; readonly run: string; readonly verdict: Verdict; readonly reason: string }
  | { readonly what: 'run.resumed'; readonly run: string; readonly by: string; readonly reason: string }
  | { readonly what: 'run.ended'; readonly run: string; readonly verdict: Verdict; readonly reason: string }
  | {
      readonly what: 'step.started';
      readonly run: string;
      readonly step: string;
      /** Lines of the plans it carries out. */
      readonly lines: readonly string[];
      /** How it will be taken back, said before it begins. */
      readonly undo: readonly string[];
    }
  /** From here on the system may have been changed. */
  | { readonly what: 'step.acting'; readonly run: string; readonly step: string }
  | { readonly what: 'step.acted'; readonly run: string; readonly step: string; readonly measured: Measured }
  | {
      readonly what: 'command.ended';
      readonly run: string;
      readonly step: string;
      readonly part: Part;
      readonly command: string;
      readonly code: number;
      readonly milliseconds: number;
      /** The end of what it printed, without secrets. */
      readonly output: string;
      /** SHA-256 of all it printed, without secrets. */
      readonly outputDigest: string;
    }
  | {
      readonly what: 'step.ended';
      readonly run: string;
      readonly step: string;
      readonly part: Part;
      readonly verdict: Verdict;
      readonly reason: string;
      readonly measured: Measured;
      /** Found done after an interruption, not done again. */
      readonly recovered: boolean;
    }
  | { readonly what: 'step.undoing'; readonly run: string; readonly step: string }
  | {
      readonly what: 'step.undone';
      readonly run: string;
      readonly step: string;
      readonly verdict: Verdict;
      readonly reason: string;
    }
  | {
      readonly what: 'step.signed';
      readonly run: string;
      readonly step: string;
      readonly by: string;
      readonly role: string;
      readonly verdict: Verdict;
      readonly note: string;
      readonly attachments: readonly Attachment[];
    }
  | { readonly what: 'lock.broken'; readonly by: string; readonly reason: string; readonly holder: string }
  /** An append was cut off by a crash; the torn bytes were put aside. */
  | { readonly what: 'ledger.repaired'; readonly bytes: number; readonly digest: string };

/** A fact in its place. */
export type Entry = Fact & {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly environment: string;
  /** Hash of the entry before. */
  readonly previous: string;
  readonly hash: string;
};
