/**
 * The matcher that knows the right answer: one array slot per price in a fixed window, orders linked per price. Written for
 * certainty and for the generator's needs (a list of live orders to pick from), not as a contender.
 */
import { Fingerprint } from './answer.ts';

export class PlainMatcher {
  /** Ids of resting orders; order of no meaning beyond the generator's draws. */
  readonly live: number[] = [];
  readonly #lowest: number;
  readonly #levels: number;
  readonly #onTrade: (taker: number, maker: number, price: number, quantity: number) => void;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #prices: Int32Array;
  readonly #leaves: Int32Array;
  readonly #sides: Uint8Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** Place in `live`, -1 when not resting. */
  readonly #places: Int32Array;
  /** Best levels as window positions. */
  #bid = -1;
  #ask: number;

  constructor(
    lowest: number,
    levels: number,
    capacity: number,
    onTrade: (taker: number, maker: number, price: number, quantity: number) => void,
  ) {
    this.#lowest = lowest;
    this.#levels = levels;
    this.#onTrade = onTrade;
    this.#ask = levels;
    this.#heads = new Int32Array(levels).fill(-1);
    this.#tails = new Int32Array(levels).fill(-1);
    this.#prices = new Int32Array(capacity);
    this.#leaves = new Int32Array(capacity);
    this.#sides = new Uint8Array(capacity);
    this.#next = new Int32Array(capacity).fill(-1);
    this.#previous = new Int32Array(capacity).fill(-1);
    this.#places = new Int32Array(capacity).fill(-1);
  }

  get hasBid(): boolean {
    return this.#bid >= 0;
  }

  get hasAsk(): boolean {
    return this.#ask < this.#levels;
  }

  get bestBid(): number {
    return this.#bid + this.#lowest;
  }

  get bestAsk(): number {
    return this.#ask + this.#lowest;
  }

  isLive(id: number): boolean {
    return (this.#places[id] ?? -1) >= 0;
  }

  sideOf(id: number): 0 | 1 {
    return this.#sides[id] as 0 | 1;
  }

  priceOf(id: number): number {
    return this.#prices[id] as number;
  }

  /** Returns the lots left. */
  match(id: number, side: 0 | 1, limit: number, quantity: number): number {
    let leaves = quantity;
    while (leaves > 0) {
      const level = side === 0 ? this.#ask : this.#bid;
      const price = level + this.#lowest;
      if (side === 0 ? level >= this.#levels || price > limit : level < 0 || price < limit) break;
      const maker = this.#heads[level] as number;
      const resting = this.#leaves[maker] as number;
      const traded = Math.min(leaves, resting);
      this.#onTrade(id, maker, price, traded);
      leaves -= traded;
      this.#leaves[maker] = resting - traded;
      if (traded === resting) this.remove(maker);
    }
    return leaves;
  }

  rest(id: number, side: 0 | 1, price: number, quantity: number): void {
    const level = price - this.#lowest;
    this.#prices[id] = price;
    this.#leaves[id] = quantity;
    this.#sides[id] = side;
    const tail = this.#tails[level] as number;
    this.#previous[id] = tail;
    this.#next[id] = -1;
    if (tail >= 0) this.#next[tail] = id;
    else this.#heads[level] = id;
    this.#tails[level] = id;
    this.#places[id] = this.live.length;
    this.live.push(id);
    if (side === 0) this.#bid = Math.max(this.#bid, level);
    else this.#ask = Math.min(this.#ask, level);
  }

  remove(id: number): void {
    const level = this.priceOf(id) - this.#lowest;
    const before = this.#previous[id] as number;
    const behind = this.#next[id] as number;
    if (before >= 0) this.#next[before] = behind;
    else this.#heads[level] = behind;
    if (behind >= 0) this.#previous[behind] = before;
    else this.#tails[level] = before;
    while (this.#bid >= 0 && this.#heads[this.#bid] === -1) this.#bid--;
    while (this.#ask < this.#levels && this.#heads[this.#ask] === -1) this.#ask++;
    const place = this.#places[id] as number;
    const last = this.live.pop() as number;
    if (last !== id) {
      this.live[place] = last;
      this.#places[last] = place;
    }
    this.#places[id] = -1;
  }

  hash(): number {
    const print = new Fingerprint();
    for (let level = this.#bid; level >= 0; level--) this.#printLevel(print, level);
    for (let level = this.#ask; level < this.#levels; level++) this.#printLevel(print, level);
    return print.hash;
  }

  #printLevel(print: Fingerprint, level: number): void {
    for (let id = this.#heads[level] as number; id >= 0; id = this.#next[id] as number) {
      print.order(id, level + this.#lowest, this.#leaves[id] as number);
    }
  }
}
