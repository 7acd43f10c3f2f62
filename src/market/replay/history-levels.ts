/**
 * What history has resting in one symbol's book, per side and price, as orders of its one account, oldest first.
 *
 * The rule of queues: what history adds to a level goes to its end, behind users who wait there. What history takes away comes
 * off its newest orders first, so from behind the users as long as anything of it stands there, and only then from before them.
 * A user therefore never advances by a cancel that may as well have happened behind him; he advances by trades.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import type { Background } from './background.ts';

/** Orders at one price beyond which they are put together, if no user waits between them. */
const ordersMax = 8;

export class HistoryLevels {
  readonly #background: Background;
  readonly #symbol: number;
  readonly #sides: readonly [Map<number, number[]>, Map<number, number[]>] = [new Map(), new Map()];

  constructor(background: Background, symbol: number) {
    this.#background = background;
    this.#symbol = symbol;
  }

  has(side: SideCode, price: number): boolean {
    return this.#sides[side].has(price);
  }

  /** Lots of history at a price. */
  quantity(access: MarketAccess, side: SideCode, price: number): number {
    const ids = this.#sides[side].get(price);
    if (ids === undefined) return 0;
    let sum = 0;
    for (const id of ids) sum += access.orderLeaves(this.#symbol, id);
    return sum;
  }

  /** Brings history's lots at a price to this many. */
  set(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    const have = this.quantity(access, side, price);
    if (lots > have) this.#add(access, time, side, price, lots - have, have);
    else if (lots < have) this.#remove(access, time, side, price, have - lots);
  }

  /** Brings history's lots at a price to at least this many. */
  raise(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    const have = this.quantity(access, side, price);
    if (lots > have) this.#add(access, time, side, price, lots - have, have);
  }

  clear(access: MarketAccess, time: number, side: SideCode, price: number): void {
    const ids = this.#sides[side].get(price);
    if (ids === undefined) return;
    for (const id of ids) access.cancel(time, this.#symbol, id);
    this.#sides[side].delete(price);
  }

  /** One order of at least `lots` at a price where only history rests, so that one print against it is one trade. */
  unite(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    const ids = this.#live(access, side, price);
    const front = ids[0];
    if (front !== undefined && access.orderLeaves(this.#symbol, front) >= lots) return;
    const have = this.quantity(access, side, price);
    const united: number[] = [];
    this.#background.rest(access, time, this.#symbol, side, price, Math.max(have, lots), united);
    for (const id of ids) access.cancel(time, this.#symbol, id);
    this.#sides[side].set(price, united);
  }

  encode(out: ByteWriter): void {
    for (const side of [0, 1] as const) {
      const prices = this.prices(side);
      out.u32(prices.length);
      for (const price of prices) {
        const ids = this.#sides[side].get(price) ?? [];
        out.i32(price);
        out.u32(ids.length);
        for (const id of ids) out.f64(id);
      }
    }
  }

  decode(input: ByteReader): void {
    for (const side of [0, 1] as const) {
      this.#sides[side].clear();
      const count = input.u32();
      for (let i = 0; i < count; i++) {
        const price = input.i32();
        this.#sides[side].set(
          price,
          Array.from({ length: input.u32() }, () => input.f64()),
        );
      }
    }
  }

  /** Rising. */
  prices(side: SideCode): number[] {
    return [...this.#sides[side].keys()].sort((a, b) => a - b);
  }

  #add(access: MarketAccess, time: number, side: SideCode, price: number, lots: number, have: number): void {
    const ids = this.#live(access, side, price);
    const alone = access.levelQuantity(this.#symbol, side, price) === have;
    if (alone && ids.length >= ordersMax) {
      this.unite(access, time, side, price, have + lots);
      return;
    }
    this.#background.rest(access, time, this.#symbol, side, price, lots, ids);
    if (ids.length > 0) this.#sides[side].set(price, ids);
    else this.#sides[side].delete(price);
  }

  #remove(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    const ids = this.#live(access, side, price);
    let left = lots;
    while (left > 0) {
      const newest = ids.at(-1);
      if (newest === undefined) break;
      const leaves = access.orderLeaves(this.#symbol, newest);
      if (leaves > left) {
        access.reduce(time, this.#symbol, newest, left);
        break;
      }
      access.cancel(time, this.#symbol, newest);
      ids.pop();
      left -= leaves;
    }
    if (ids.length === 0) this.#sides[side].delete(price);
    else this.#sides[side].set(price, ids);
  }

  /** Ids that still rest. */
  #live(access: MarketAccess, side: SideCode, price: number): number[] {
    const ids = this.#sides[side].get(price);
    if (ids === undefined) return [];
    return ids.filter((id) => access.orderLeaves(this.#symbol, id) > 0);
  }
}
