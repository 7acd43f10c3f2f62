/**
 * Paperfloor's own small API beside the exchange's: what this floor is, the demo account, keys for bots. Answers are read
 * tolerantly: a field a server does not give is undefined, and what depends on it is not shown.
 */
export interface FloorClock {
  /** Floor seconds per wall second. */
  readonly rate: number;
  readonly paused: boolean;
  readonly timeMs: number;
}

export interface FloorStatus {
  readonly name: string;
  readonly rulesVersion?: number;
  readonly sequence?: number;
  readonly hash?: string;
  /** Whether the server that answered writes the floor; one that follows may be behind. */
  readonly isWriter: boolean;
  readonly clock: FloorClock;
  /** Symbols that do not trade, and their status. */
  readonly closed: Readonly<Record<string, string>>;
  /** Whether visitors may have a demo account, and whether they may control the clock. */
  readonly demo: boolean;
  readonly clockControl: boolean;
}

export interface DemoAccount {
  readonly account: number | string;
  readonly apiKey: string;
}

/** A key as listed: never its secret. */
export interface ListedKey {
  readonly apiKey: string;
  readonly label: string;
  readonly createTime: number;
}

export interface BotKey {
  readonly apiKey: string;
  readonly secretKey: string;
}
