/**
 * The order book of one symbol, stitched from a REST snapshot and the diff stream by the documented recipe: buffer diffs,
 * drop those the snapshot already holds, let the first straddle it, then require each to follow on. After a hole or an
 * interruption the levels stay to be looked at, marked stale, until a new snapshot replaces them; no diff touches them.
 */
import type { DepthSnapshot, WireLevel } from '../wire/rest.ts';
import type { DepthUpdate } from '../wire/stream.ts';
import { BookSide } from './book-side.ts';
import { lotsOf, type Market, ticksOf } from './market.ts';

/** Stale: what stands here was true once. Only a live book may be reckoned with. */
export type BookState = 'empty' | 'stale' | 'live';
/** What the caller must do after a step: nothing, or fetch a snapshot. */
export type BookNeed = 'nothing' | 'snapshot';

const bufferedUpdatesMax = 2000;

export class LocalBook {
  readonly market: Market;
  readonly bids = new BookSide('bid');
  readonly asks = new BookSide('ask');
  #state: BookState = 'empty';
  #lastUpdateId = 0;
  #buffer: DepthUpdate[] = [];

  constructor(market: Market) {
    this.market = market;
  }

  get state(): BookState {
    return this.#state;
  }

  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** The stream was interrupted: diffs are gathered anew for the next snapshot. */
  interrupt(): void {
    if (this.#state === 'live') this.#state = 'stale';
    this.#buffer = [];
  }

  /** A diff of the stream, in the order received. */
  update(update: DepthUpdate): BookNeed {
    if (this.#state !== 'live') {
      this.#buffer.push(update);
      if (this.#buffer.length > bufferedUpdatesMax) this.#buffer.shift();
      return 'nothing';
    }
    if (update.u <= this.#lastUpdateId) return 'nothing';
    if (update.U > this.#lastUpdateId + 1) {
      this.interrupt();
      this.#buffer.push(update);
      return 'snapshot';
    }
    this.#apply(update);
    return 'nothing';
  }

  /** A snapshot fetched after the stream was subscribed. Asks for another when it is older than the first diff held. */
  snapshot(snapshot: DepthSnapshot): BookNeed {
    const waiting = this.#buffer;
    const first = waiting[0];
    if (first !== undefined && first.U > snapshot.lastUpdateId + 1) return 'snapshot';
    this.#buffer = [];
    this.bids.clear();
    this.asks.clear();
    this.#state = 'live';
    this.#lastUpdateId = snapshot.lastUpdateId;
    this.#levels(this.bids, snapshot.bids);
    this.#levels(this.asks, snapshot.asks);
    for (const update of waiting) if (this.update(update) === 'snapshot') return 'snapshot';
    return 'nothing';
  }

  #apply(update: DepthUpdate): void {
    this.#levels(this.bids, update.b);
    this.#levels(this.asks, update.a);
    this.#lastUpdateId = update.u;
  }

  #levels(side: BookSide, levels: readonly WireLevel[]): void {
    for (const [price, quantity] of levels) side.set(ticksOf(this.market, price), lotsOf(this.market, quantity));
  }
}
