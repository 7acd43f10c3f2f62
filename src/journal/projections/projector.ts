/**
 * Carries account events into the projections, behind the journal and in batches: an order is answered when its batch is
 * committed, not when its rows are written. A query that must see them asks for `reached`. Rows that can't be written now
 * are kept and tried again; the engine stops taking orders when `backlog` grows past its limit.
 *
 * They are written in portions, a transaction each. A history that was 100,000 commands behind was written as one: the server then stood
 * for up to 0.8 s, and whoever asked for an order waited for the rows of all others.
 *
 * While another server writes the floor it stands by: rows gather here as well, and are dropped when that server has stored
 * them, so that nothing is missing when this one takes over. Rows may then be written twice, which changes nothing.
 */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { AccountId } from '../../core/units/brand.ts';
import { HistoryBehind } from '../journal-errors.ts';
import type { JournalStore } from '../journal-store.ts';
import type { Timers } from '../timers.ts';
import { ProjectionRows } from './project-event.ts';

/** Between two writes when nobody waits, so that an order's several states become one row. */
const pauseMs = 100;
const retryMs = 250;
const waitMs = 1_000;
/**
 * Events in a portion; about half of those of ordinary trading make no rows. Of 2,000 the database takes longer: more orders change again
 * in a later one.
 */
export const portionMax = 20_000;

export interface ProjectorOptions {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly instruments: Instruments;
  /** Last account event the projections hold already. */
  readonly position: number;
  readonly timers: Timers;
  readonly report: (error: unknown) => void;
}

/** Rows of consecutive events. */
interface Portion {
  readonly rows: ProjectionRows;
  readonly size: number;
  /** The last of its events. */
  readonly upTo: number;
}

export class Projector {
  readonly #options: ProjectorOptions;
  /** Oldest first, none of them known to be stored. */
  #portions: Portion[] = [];
  /** Rows of the events behind the last portion. */
  #rows = new ProjectionRows();
  /** Last event taken, and last one stored. */
  #taken: number;
  #stored: number;
  #standsBy = false;
  #writing = false;
  /** Calls off the next write. */
  #callOff: (() => void) | undefined;
  #closed = false;
  /** Last event taken of each account, as long as not everything is stored. */
  readonly #lastOf = new Map<AccountId, number>();
  #waiters: { readonly eventId: number; readonly resolve: () => void }[] = [];

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#taken = options.position;
    this.#stored = options.position;
  }

  /** Rows not yet stored. */
  get backlog(): number {
    return this.#portions.reduce((sum, { size }) => sum + size, this.#rows.size);
  }

  /** Last event taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Last event known to be stored. */
  get stored(): number {
    return this.#stored;
  }

  /** Writes no more until `resume`: another server does. */
  standBy(): void {
    this.#standsBy = true;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  /** While standing by: the projections hold everything up to this event. */
  storedElsewhere(eventId: number): void {
    this.#reach(Math.min(eventId, this.#taken));
    if (this.#portions.length === 0) this.#endPortion();
  }

  /** Writes again, beginning with what nobody is known to have stored. */
  resume(): void {
    this.#standsBy = false;
    if (this.#taken > this.#stored) this.#schedule(0);
  }

  /** Events up to the position are there already and are passed over. */
  take(events: readonly AccountEvent[]): void {
    for (const event of events) {
      if (event.eventId <= this.#taken) continue;
      this.#rows.add(event, this.#options.instruments);
      this.#taken = event.eventId;
      this.#lastOf.set(event.account, event.eventId);
      if (event.eventId - (this.#portions.at(-1)?.upTo ?? this.#stored) >= portionMax) this.#endPortion();
    }
    if (this.#taken > this.#stored) this.#schedule(pauseMs);
  }

  /**
   * Resolves when everything taken so far is stored, or everything of one account: others may be busier than the database is fast. Rejects
   * with `HistoryBehind` after a second.
   */
  reached(account?: AccountId): Promise<void> {
    const eventId = account === undefined ? this.#taken : (this.#lastOf.get(account) ?? 0);
    if (this.#stored >= eventId) return Promise.resolve();
    const behind = eventId - this.#stored;
    return new Promise((resolve, reject) => {
      const callOff = this.#options.timers.after(waitMs, () =>
        reject(new HistoryBehind(`the history is ${behind} events behind: try again in a moment`)),
      );
      void this.#storedUpTo(eventId).then(() => {
        callOff();
        resolve();
      });
    });
  }

  /** Everything, without a limit of time. */
  allStored(): Promise<void> {
    return this.#storedUpTo(this.#taken);
  }

  /** Writes nothing more. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
  }

  #storedUpTo(eventId: number): Promise<void> {
    if (this.#stored >= eventId) return Promise.resolve();
    this.#schedule(0);
    return new Promise((resolve) => this.#waiters.push({ eventId, resolve }));
  }

  #schedule(delayMs: number): void {
    if (this.#closed || this.#writing || this.#standsBy) return;
    if (this.#callOff !== undefined && delayMs > 0) return;
    this.#callOff?.();
    this.#callOff = this.#options.timers.after(delayMs, () => void this.#write());
  }

  async #write(): Promise<void> {
    this.#callOff = undefined;
    if (this.#portions.length === 0) this.#endPortion();
    const [portion] = this.#portions;
    if (portion === undefined) return;
    this.#writing = true;
    let delayMs = retryMs;
    try {
      await this.#options.store.project(this.#options.floorId, portion.rows, portion.upTo);
      this.#reach(portion.upTo);
      delayMs = this.#waiters.length > 0 || this.#portions.length > 0 ? 0 : pauseMs;
    } catch (error) {
      this.#options.report(error);
    }
    this.#writing = false;
    if (this.#taken > this.#stored) this.#schedule(delayMs);
  }

  #endPortion(): void {
    const { upTo } = this.#portions.at(-1) ?? { upTo: this.#stored };
    if (this.#taken === upTo) return;
    this.#portions.push({ rows: this.#rows, size: this.#rows.size, upTo: this.#taken });
    this.#rows = new ProjectionRows();
  }

  #reach(eventId: number): void {
    this.#stored = Math.max(this.#stored, eventId);
    this.#portions = this.#portions.filter(({ upTo }) => upTo > this.#stored);
    if (this.#stored >= this.#taken) {
      this.#rows = new ProjectionRows();
      this.#lastOf.clear();
    }
    const done = this.#waiters.filter((waiter) => waiter.eventId <= this.#stored);
    if (done.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.eventId > this.#stored);
    for (const waiter of done) waiter.resolve();
  }
}
