/** What a monitor wants to know of a running floor. */
export interface FloorFigures {
  readonly commands: number;
  readonly batches: number;
  readonly inbox: number;
  readonly projectionBacklog: number;
  readonly lastCommitMs: number;
  /** Audits so far, and how long the last one took. */
  readonly audits: number;
  readonly auditMs: number;
  /** The audit has found a fault: the floor takes cancels only. */
  readonly auditFailed: boolean;
  /** Floor microseconds by which the market is behind the clock. */
  readonly lagUs: number;
}
