/** What a monitor wants to know of a running floor. */
export interface FloorFigures {
  readonly commands: number;
  readonly batches: number;
  readonly inbox: number;
  readonly projectionBacklog: number;
  readonly lastCommitMs: number;
  /** Floor microseconds by which the market is behind the clock. */
  readonly lagUs: number;
}
