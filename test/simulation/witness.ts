/** Everything that was said to the outside in a run, for the checker to hold against the journal. */
import type { Request } from './request.ts';

/** A state that a process stood in. */
export interface Claim {
  readonly who: string;
  readonly sequence: number;
  readonly timeUs: number;
  readonly hash: string;
}

export interface HeardEvent {
  readonly process: string;
  readonly eventId: number;
  readonly text: string;
}

export interface HeardTrade {
  readonly process: string;
  readonly key: string;
  readonly text: string;
}

export class Witness {
  readonly claims: Claim[] = [];
  readonly events: HeardEvent[] = [];
  readonly trades: HeardTrade[] = [];
  readonly requests: Request[] = [];
}
