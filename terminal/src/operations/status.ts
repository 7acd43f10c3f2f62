/** The answer of `/operator/v1/status`, as it comes, and what the page makes of its columns. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'waived';
export type Measured = Readonly<Record<string, string | number | boolean>>;

export interface FloorStatus {
  readonly name: string;
  readonly writes: boolean;
  readonly epoch: number;
  readonly behind: number;
  readonly inbox: number;
  readonly projectionBacklog: number;
  readonly lastCommitMs: number;
  readonly audits: number;
  readonly auditMs: number;
  readonly auditFailed: boolean;
  readonly lagUs: number;
}

export interface Release {
  readonly kind: string;
  readonly version: string;
  readonly slot: string | null;
  readonly at: string;
  readonly by: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly milliseconds: number | null;
}

export interface Drill {
  readonly name: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly measured: Measured;
}

export interface OperationsRecord {
  readonly environment: string;
  readonly madeAt: string;
  readonly entries: number;
  readonly hash: string;
  readonly releases: readonly Release[];
  readonly drills: readonly Drill[];
  readonly checks: readonly { kind: string; at: string; by: string; verdict: Verdict; measured: Measured }[];
  readonly backups: {
    readonly made: { readonly at: string; readonly label: string } | null;
    readonly verified: { readonly at: string; readonly verdict: Verdict } | null;
    readonly restored: { readonly at: string; readonly label: string; readonly verdict: Verdict } | null;
  };
  readonly incidents: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: string;
    readonly began: string;
    readonly ended: string | null;
  }[];
}

export type RecordAnswer =
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly reason: string }
  | { readonly state: 'given'; readonly record: OperationsRecord };

export interface Status {
  readonly server: {
    readonly name: string;
    readonly version: string;
    readonly startedMs: number;
    readonly nowMs: number;
  };
  readonly health: { readonly ready: boolean; readonly parts: Readonly<Record<string, string>> };
  readonly database: {
    readonly state: 'asking' | 'answers' | 'silent';
    readonly sinceMs: number;
    readonly milliseconds: number | null;
  };
  readonly floors: readonly FloorStatus[];
  readonly vitals: {
    readonly everySeconds: number;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (number | null)[])[];
  };
  readonly record: RecordAnswer;
}

export interface Point {
  readonly atMs: number;
  /** Null where there was nothing to measure. */
  readonly value: number | null;
}

/** One column as points in time; none when the server doesn't know it. `factor` changes its unit. */
export function columnOf({ vitals }: Status, name: string, factor = 1): readonly Point[] {
  const time = vitals.columns.indexOf('atMs');
  const column = vitals.columns.indexOf(name);
  if (time < 0 || column < 0) return [];
  return vitals.rows.map((row) => {
    const value = row[column] ?? null;
    return { atMs: row[time] ?? 0, value: value === null ? null : value * factor };
  });
}
