/** What a monitor wants to know of a running floor. */
export interface FloorFigures {
  /** Whether this server writes the floor, or follows another. */
  readonly writes: boolean;
  readonly epoch: number;
  /** Committed batches not applied here. */
  readonly behind: number;
  /** Commands passed on to the writer and not settled. */
  readonly forwarded: number;
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
