/**
 * Market events: fixed records of doubles in a growing ring, written without allocation. They are everybody's: no client
 * ids, no types. A reader drains them after each step (EventRing, event-ring.ts).
 *
 * `level` says that the quantity at (side, price) changed, and what it is now; a trade also changes the maker's level and is
 * followed by one `level` record for each level it touched.
 */
export const marketEvent = {
  trade: 1,
  level: 2,
} as const;

/** Doubles per record: two cache lines, some spare. */
export const marketEventStride = 16;

/** Where each field stands in a record. Fields that a type does not name hold nothing and are not to be read. */
export const marketField = {
  type: 0,
  symbol: 1,
  /** Floor time, microseconds. */
  time: 2,
  /** trade: side of the taker; level: side of the level. 0 buy, 1 sell. */
  side: 3,
  /** Ticks. */
  price: 4,
  /** trade: lots traded; level: lots now resting there, 0 when empty. */
  quantity: 5,
  /** trade only. */
  tradeId: 6,
  takerOrderId: 7,
  makerOrderId: 8,
  takerAccount: 9,
  makerAccount: 10,
  /** level: the book's update id after this change; contiguous per symbol. trade: the update id before it. */
  updateId: 11,
} as const;
