/**
 * What servers on one database say to each other, as the engine needs it: a follower passes commands on and hears at once
 * what the writer has committed. Everything here only makes things quicker or is refused: what counts is in the journal, and a
 * follower without a link reads it there. Carried over WebSockets by src/gateway/peers.
 */
import type { UserCommand } from '../core/messages/command.ts';
import type { StoredBatch } from '../journal/batch.ts';

/** `number` is this server's own and never used twice; `epoch` is the one the sender believes the floor to be in. */
export type PeerRequest = {
  readonly floorId: number;
  readonly number: number;
  readonly epoch: number;
} & (
  | { readonly kind: 'command'; readonly command: UserCommand }
  /** Lets floor time pass while the floor is paused. */
  | { readonly kind: 'step'; readonly microseconds: number }
  /** Writes the history of everything done so far. */
  | { readonly kind: 'project' }
  /** Gives the floor up to the server that asks; the answer is the seal (seal.ts). */
  | { readonly kind: 'yield' }
);

/**
 * `refused`, `cancel_only`, `moving`: nothing was done. `done`: a step, the history or a seal; what became of a command stands in
 * the journal and is not told here.
 */
export interface PeerAnswer {
  readonly number: number;
  readonly outcome: 'done' | 'refused' | 'cancel_only' | 'moving';
  readonly message: string;
}

/** What the writer of a floor tells. */
export interface WriterNews {
  batch(batch: StoredBatch): void;
  /** Floor time worked out when `batchNo` was the newest batch: no later command is stamped before it. */
  reached(batchNo: number, timeUs: number): void;
  answer(answer: PeerAnswer): void;
}

export interface PeerLink {
  /** Whether something can be sent now. */
  readonly isOpen: boolean;
  /** False: it was not sent, and never will be. */
  send(request: PeerRequest): boolean;
  /** Hears of a floor until the returned function is called, through however many connections. */
  listen(floorId: number, news: WriterNews): () => void;
}

export interface PeerLinks {
  /** The link to a server, made with the first call. `own`: the number of this one. */
  to(server: number, address: string, own: number): PeerLink;
  close(): void;
}
