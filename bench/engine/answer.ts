/** What a right engine answers on a flow, and the hashes over it: 32-bit folds in the manner of FNV-1a. */
export interface Answer {
  readonly trades: number;
  readonly tradedLots: number;
  /** Over taker, maker, price and quantity of each trade, in order. */
  readonly tradeHash: number;
  readonly rejects: number;
  readonly resting: number;
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Over id, price and leaves of each resting order: bids best to worst, then asks, oldest first. */
  readonly bookHash: number;
}

export class Fingerprint {
  trades = 0;
  lots = 0;
  #hash = 0x811c9dc5;

  get hash(): number {
    return this.#hash >>> 0;
  }

  trade(taker: number, maker: number, price: number, quantity: number): void {
    this.trades++;
    this.lots += quantity;
    this.#mix(taker);
    this.#mix(maker);
    this.#mix(price);
    this.#mix(quantity);
  }

  order(id: number, price: number, leaves: number): void {
    this.#mix(id);
    this.#mix(price);
    this.#mix(leaves);
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ value, 0x01000193);
  }
}
