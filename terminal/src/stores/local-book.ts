/**
 * The order book of one symbol, stitched from a REST snapshot and the diff stream by the documented recipe: buffer diffs,
 * drop those the snapshot already holds, let the first straddle it, then require each to follow on. A hole empties the
 * book and asks for a new snapshot: it never shows a guess.
 */
import type { DepthSnapshot, WireLevel } from '../wire/rest.ts';
import type { DepthUpdate } from '../wire/stream.ts';
import { BookSide } from './book-side.ts';
import { lotsOf, type Market, ticksOf } from './market.ts';

export type BookState = 'empty' | 'live';
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

  /** Forgets everything: the stream was interrupted. */
  reset(): void {
    this.#state = 'empty';
    this.#buffer = [];
    this.bids.clear();
    this.asks.clear();
  }

  /** A diff of the stream, in the order received. */
  update(update: DepthUpdate): BookNeed {
    if (this.#state === 'empty') {
      this.#buffer.push(update);
      if (this.#buffer.length > bufferedUpdatesMax) this.#buffer.shift();
      return 'nothing';
    }
    if (update.u <= this.#lastUpdateId) return 'nothing';
    if (update.U > this.#lastUpdateId + 1) {
      this.reset();
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
    this.reset();
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
