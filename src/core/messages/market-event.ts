/**
 * Market events: fixed records of doubles in a growing ring, written without allocation. They are everybody's: no client
 * ids, no types. A reader drains them after each step (EventRing, event-ring.ts).
 *
 * `level` says that the quantity at (side, price) changed, and what it is now; a trade also changes the maker's level and is
 * followed by one `level` record for each level it touched.
 */
import type { SideCode } from '../market-source.ts';

/** Doubles per record: two cache lines, some spare. */
export const marketEventStride = 16;

/** Where each field stands in a record. Fields that a type does not name hold nothing and are not to be read. */
export const marketField = {
  /** Symbol, side and type in one number, since each field costs an order seven instructions: `symbolOf`, `sideOf`, `isTrade`. */
  kind: 0,
  /** Floor time, microseconds. */
  time: 1,
  /** Ticks. */
  price: 2,
  /** trade: lots traded; level: lots now resting there, 0 when empty. */
  quantity: 3,
  /** level: the book's update id after this change; contiguous per symbol. trade: the update id before it. */
  updateId: 4,
  /** trade only. */
  tradeId: 5,
  takerOrderId: 6,
  makerOrderId: 7,
  takerAccount: 8,
  makerAccount: 9,
} as const;

/** Whether a kind is a trade's and not a level's. */
export function isTrade(kind: number): boolean {
  return (kind & 1) === 1;
}

/** Of a kind; trade: side of the taker; level: side of the level. 0 buy, 1 sell. */
export function sideOf(kind: number): SideCode {
  return ((kind >> 1) & 1) as SideCode;
}

/** Index of a kind's symbol. */
export function symbolOf(kind: number): number {
  return kind >> 2;
}
