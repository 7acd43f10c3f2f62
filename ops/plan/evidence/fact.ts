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

/** `minor`: somebody notices; `major`: many can't work; `critical`: nobody can, or money may be wrong. */
export type IncidentSeverity = 'minor' | 'major' | 'critical';

/** One finding of a verification. */
export interface FoundFact {
  readonly check: string;
  readonly verdict: Verdict;
  readonly says: string;
  readonly measured: Measured;
  readonly details: readonly string[];
}

/** A floor of the running exchange at a moment, as the program itself told it. */
export interface RecordedState {
  readonly floor: string;
  readonly sequence: number;
  /** Floor time, microseconds. */
  readonly timeUs: number;
  readonly hash: string;
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
  /** The deployed system was looked at from outside (ops/verify). */
  | {
      readonly what: 'verification.ended';
      /** `smoke`, `security`, … */
      readonly kind: string;
      readonly by: string;
      readonly verdict: Verdict;
      readonly milliseconds: number;
      /** How many findings of each verdict. */
      readonly measured: Measured;
      readonly findings: readonly FoundFact[];
    }
  | {
      readonly what: 'backup.point';
      readonly by: string;
      readonly name: string;
      readonly lsn: string;
      /** The piece of WAL it stands in. */
      readonly wal: string;
      /** Milliseconds since 1970, by the database's clock. */
      readonly timeMs: number;
      /** Recorded just before; empty when no server of the exchange ran. */
      readonly floors: readonly RecordedState[];
    }
  | {
      readonly what: 'backup.made';
      readonly by: string;
      readonly label: string;
      readonly type: string;
      readonly milliseconds: number;
      readonly measured: Measured;
    }
  | {
      readonly what: 'backup.verified';
      readonly by: string;
      readonly verdict: Verdict;
      readonly measured: Measured;
      readonly faults: readonly string[];
    }
  /** A backup was restored and its state compared with a recorded one: only a pass makes the backup count. */
  | {
      readonly what: 'restore.tested';
      readonly by: string;
      readonly label: string;
      /** The end of the archive, a time, or a point. */
      readonly target: string;
      readonly point: string;
      readonly verdict: Verdict;
      /** Age, size, duration, and what a loss at that moment would have cost. */
      readonly measured: Measured;
      readonly faults: readonly string[];
    }
  | {
      readonly what: 'database.restored';
      readonly by: string;
      readonly label: string;
      readonly target: string;
      readonly verdict: Verdict;
      readonly measured: Measured;
      readonly reason: string;
    }
  | {
      readonly what: 'incident.opened';
      /** `incident-1` */
      readonly incident: string;
      readonly title: string;
      /** Whom it concerns: one user or all of them. */
      readonly severity: IncidentSeverity;
      readonly by: string;
      /** When it began, as far as one knows; ISO 8601. */
      readonly began: string;
      /** What steps, checks and alerts were then, by digest: closing names one that has changed since. */
      readonly known: Readonly<Record<string, string>>;
    }
  /** Somebody was told, in these words. */
  | {
      readonly what: 'incident.told';
      readonly incident: string;
      readonly by: string;
      readonly audience: string;
      readonly about: string;
      readonly text: string;
    }
  | {
      readonly what: 'incident.closed';
      readonly incident: string;
      readonly by: string;
      readonly ended: string;
      readonly cause: string;
      /** The steps, checks and alerts that are others now. */
      readonly changed: readonly string[];
      readonly measured: Measured;
      readonly attachments: readonly Attachment[];
    }
  /** Something was about to be broken on purpose (ops/drill). */
  | {
      readonly what: 'drill.started';
      /** `db-loss` */
      readonly drill: string;
      readonly run: string;
      readonly by: string;
      /** What is broken. */
      readonly subject: string;
      readonly goal: Measured;
      /** What will be done, breaking and healing. */
      readonly plan: readonly string[];
    }
  | {
      readonly what: 'drill.ended';
      readonly drill: string;
      readonly run: string;
      readonly verdict: Verdict;
      readonly reason: string;
      readonly measured: Measured;
      /** Milliseconds since the break, and what was done or seen then. */
      readonly timeline: readonly { readonly ms: number; readonly says: string }[];
      /** Ids of acknowledged orders that are gone. */
      readonly lost: readonly string[];
    }
  /** A step of a deployment, or of the way back from it. */
  | {
      readonly what: 'deploy.step';
      readonly deployment: string;
      readonly version: string;
      readonly stage: string;
      readonly verdict: Verdict;
      readonly reason: string;
      readonly measured: Measured;
      readonly milliseconds: number;
    }
  | {
      readonly what: 'deploy.ended';
      readonly deployment: string;
      readonly kind: 'deployment' | 'rollback';
      readonly version: string;
      readonly by: string;
      readonly why: string;
      readonly verdict: Verdict;
      readonly reason: string;
      /** The slot that serves now. */
      readonly slot: string;
      readonly milliseconds: number;
      /** Logs of the slot that was pulled back. */
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
