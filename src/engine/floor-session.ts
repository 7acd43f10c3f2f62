/**
 * A running floor as the rest of the program sees it: read the state, submit commands, hear what happened.
 * Everything read here has been committed to the journal; an answer to `submit` comes after its batch is committed and
 * applied. Implemented by `LiveFloor` (live-floor.ts); the gateway and the command line know only this.
 */

import type { EventRing } from '../core/floor/event-ring.ts';
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { AccountEvent } from '../core/messages/account-event.ts';
import type { Applied } from '../core/messages/applied.ts';
import type { UserCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { HistoryReader } from '../journal/history-reader.ts';
import type { MarketViews } from './views/market-views.ts';

/**
 * The engine can't take a command now (inbox full, stopping, lost its lease, audit failed). Nothing was done. `moving`: the floor is
 * changing its writer, so it can be tried again in a moment.
 */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  readonly kind: UnavailableKind;
  constructor(kind: UnavailableKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export type UnavailableKind = 'busy' | 'stopping' | 'not_writer' | 'cancel_only' | 'moving';

/** The batch may or may not have been committed (database gone half way). Ask again by client order id. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/**
 * Called after each step of the floor, in order, synchronously: first `market` with the undrained records, then `account`.
 * Listeners must not keep the ring and must not throw; they copy what they need.
 */
export interface FloorListener {
  market?(events: EventRing): void;
  account?(events: readonly AccountEvent[]): void;
  /** After all events of the step, with the floor time reached. */
  flushed?(time: TimestampUs): void;
}

/** This server's part in a floor that several servers hold. */
export interface FloorStanding {
  readonly role: 'writer' | 'follower';
  /** Of the floor's writer; rises with every take-over. */
  readonly epoch: number;
  /** Committed batches that this server knows of and has not applied. */
  readonly behind: number;
}

export interface FloorSession {
  readonly name: string;
  readonly definition: FloorDefinition;
  readonly floor: FloorReader;
  readonly views: MarketViews;
  readonly history: HistoryReader;
  /** What the audit found: the floor then takes cancels only, and its time stands. Undefined while all is well. */
  readonly auditFault: string | undefined;
  /** Floor time now: what a client sees as the server's time. Moves with the clock even between steps; never falls. */
  now(): TimestampUs;
  readonly standing: FloorStanding;
  /**
   * Undefined while this server surely holds everything that any server has acknowledged; else resolves when it does, within
   * about a second, or rejects with `EngineUnavailable`.
   */
  current(): Promise<void> | undefined;
  /** Journaled, applied, then answered. Rejects with `EngineUnavailable` (nothing done) or `OutcomeUnknown`. */
  submit(command: UserCommand): Promise<Result<Applied>>;
  /** While paused: lets this much floor time pass, then resolves. */
  step(microseconds: number): Promise<void>;
  listen(listener: FloorListener): () => void;
  /**
   * Becomes the floor's writer in place of the one that is, handed over in order: commands wait meanwhile, and the two copies are
   * compared before anything is written here. Rejects with `EngineUnavailable`, or with `FloorsDiffer`; the writer then goes on.
   */
  take(): Promise<TakenFloor>;
}

/** How a floor came to be written here. */
export interface TakenFloor {
  readonly epoch: number;
  /** Of both copies when they were compared; undefined when it was written here already. */
  readonly stateHash: string | undefined;
  readonly sequence: number;
  /** For how long commands waited, wall milliseconds. */
  readonly milliseconds: number;
}

/** All floors of this server, by name; the first is the default. */
export interface Floors {
  /** Of the floor that is meant where none is named: the first one made. */
  readonly defaultName: string;
  /** Undefined where there is none of that name, or it is closed. */
  get(name: string): FloorSession | undefined;
  list(): readonly FloorSession[];
  /** Floors of the database that are not open on this server. Their journals can be read. */
  closed(): readonly ClosedFloor[];
}

export interface ClosedFloor {
  readonly name: string;
  /** `chosen`: by whoever runs this server. `broken`: it could not be opened, or has failed since. */
  readonly why: 'chosen' | 'broken';
  /** A sentence about it, for whoever runs this server. */
  readonly reason: string;
}
