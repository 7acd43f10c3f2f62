/** What a benchmarked engine must offer. One process holds one contender, so that none is slowed by the shapes of another. */
export type OnTrade = (taker: number, maker: number, price: number, quantity: number) => void;

export interface Contender {
  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void;
  cancel(id: number): void;
  replace(id: number, side: 0 | 1, price: number, quantity: number): void;
  /** Called every `drainEvery` operations: events so far may be forgotten, after `onTrade` was told of the trades if given. */
  drain(onTrade?: OnTrade): void;
  /** Cancels and replaces of orders that were not resting. */
  readonly rejects: number;
  bestBid(): number;
  bestAsk(): number;
  /** Bids best to worst, then asks, oldest first. */
  eachResting(visit: (id: number, price: number, leaves: number) => void): void;
}

/** A new engine with an empty book, for a flow whose order ids end at `maxOrderId`. */
export type NewContender = (maxOrderId: number) => Contender;

export const drainEvery = 64;
