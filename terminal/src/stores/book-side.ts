/**
 * One side of the local order book: levels best first, in two parallel arrays, so that drawing and sweeping walk plain
 * numbers. A level's quantity is absolute; zero removes it. What lies beyond the last level kept is not known, as beyond a snapshot.
 */

/** Levels kept of a side: several times what a snapshot brings. */
export const levelsMax = 5_000;

export class BookSide {
  /** Ticks, best first. */
  readonly prices: number[] = [];
  /** Lots at the price of the same index. */
  readonly lots: number[] = [];
  readonly #direction: 1 | -1;

  constructor(side: 'bid' | 'ask') {
    this.#direction = side === 'ask' ? 1 : -1;
  }

  get size(): number {
    return this.prices.length;
  }

  /** Ticks of the best level; undefined when the side is empty. */
  get best(): number | undefined {
    return this.prices[0];
  }

  clear(): void {
    this.prices.length = 0;
    this.lots.length = 0;
  }

  set(price: number, lots: number): void {
    const at = this.#place(price);
    const found = this.prices[at] === price;
    if (lots === 0) {
      if (!found) return;
      this.prices.splice(at, 1);
      this.lots.splice(at, 1);
    } else if (found) {
      this.lots[at] = lots;
    } else {
      this.prices.splice(at, 0, price);
      this.lots.splice(at, 0, lots);
      if (this.prices.length > levelsMax) this.prices.length = this.lots.length = levelsMax;
    }
  }

  /** Lots resting at a price, 0 when none. */
  lotsAt(price: number): number {
    const at = this.#place(price);
    return this.prices[at] === price ? (this.lots[at] ?? 0) : 0;
  }

  /** Index of the price, or where it would stand. */
  #place(price: number): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.prices[middle] ?? 0) - price) * this.#direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
