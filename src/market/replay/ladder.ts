/**
 * The depth that is made up around the prints of a tape, which says nothing of resting orders.
 *
 * - The best ask is where a taker last bought and the best bid where one last sold, at most five basis points from the last print;
 *   when the other side's last print is farther or crossed, its touch is one tick away.
 * - Behind each touch stand 25 levels on a fixed grid of two basis points of the first price.
 * - The size of a level is drawn from the seed, its side and its price, once for all: 1 to 5 units at the touch, 10 to 30 on the
 *   grid. A unit is half a percent of a mean minute's volume, so a touch holds about a second's trading and the levels within ten
 *   basis points about half a minute's, as real books do; in thin tapes it is a mean trade.
 * - What users take is put back at the next print.
 * - Where prices end, at one tick and at the highest, there is no depth beyond.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { mixBits } from './digest.ts';
import { priceMax } from './feed.ts';
import type { HistoryLevels } from './history-levels.ts';

const gridShare = 0.0002;
const gridLevels = 25;
const spreadShare = 0.0005;
const touchUnits = [1, 5] as const;
const gridUnits = [10, 30] as const;
/** Units at the largest level. */
export const levelUnitsMost = gridUnits[1];

export class Ladder {
  readonly #levels: HistoryLevels;
  readonly #seed: number;
  readonly #unit: number;
  readonly #grid: number;
  /** Ticks; 0 for none. */
  readonly #touch: [bid: number, ask: number] = [0, 0];
  readonly #lastPrint: [bought: number, sold: number] = [0, 0];
  /** A user has taken something: levels that stand are filled up again. */
  #wounded = false;

  constructor(levels: HistoryLevels, seed: number, depthUnit: number, firstPrice: number) {
    this.#levels = levels;
    this.#seed = seed;
    this.#unit = depthUnit;
    this.#grid = Math.max(1, Math.round(firstPrice * gridShare));
  }

  wound(): void {
    this.#wounded = true;
  }

  /** Stands around a price at which nothing has been printed yet. */
  settle(access: MarketAccess, time: number, price: number): void {
    this.#retreat(access, time, price - 1, price + 1);
    this.fill(access, time);
  }

  /** Leaves every level that a taker of this side at this price shows to be gone. */
  makeWay(access: MarketAccess, time: number, side: SideCode, price: number): void {
    this.#lastPrint[side] = price;
    const other = this.#lastPrint[side === 0 ? 1 : 0];
    const distance = side === 0 ? price - other : other - price;
    const spread = other > 0 && distance > 0 && distance <= Math.max(1, price * spreadShare) ? distance : 1;
    if (side === 0) this.#retreat(access, time, price - spread, price);
    else this.#retreat(access, time, price, price + spread);
  }

  /** Puts up what is missing: both touches, new grid levels, and everything after a wound. */
  fill(access: MarketAccess, time: number): void {
    for (const side of [0, 1] as const) {
      const touch = this.#touch[side];
      if (touch > 0) this.#levels.raise(access, time, side, touch, this.#size(side, touch, touchUnits));
      const step = side === 0 ? -this.#grid : this.#grid;
      let price = this.#firstBehind(side, touch);
      for (let i = 0; i < gridLevels && touch > 0 && isPrice(price); i++) {
        if (this.#wounded || !this.#levels.has(side, price)) {
          this.#levels.raise(access, time, side, price, this.#size(side, price, gridUnits));
        }
        price += step;
      }
    }
    this.#wounded = false;
  }

  encode(out: ByteWriter): void {
    for (const price of [...this.#touch, ...this.#lastPrint]) out.i32(price);
    out.u8(this.#wounded ? 1 : 0);
  }

  decode(input: ByteReader): void {
    this.#touch[0] = input.i32();
    this.#touch[1] = input.i32();
    this.#lastPrint[0] = input.i32();
    this.#lastPrint[1] = input.i32();
    this.#wounded = input.u8() === 1;
  }

  #retreat(access: MarketAccess, time: number, bid: number, ask: number): void {
    this.#move(access, time, 0, isPrice(bid) ? bid : 0);
    this.#move(access, time, 1, isPrice(ask) ? ask : 0);
  }

  /** Takes down what doesn't belong to the new touch; what belongs stays where it is, with its place in the queue. */
  #move(access: MarketAccess, time: number, side: SideCode, touch: number): void {
    const old = this.#touch[side];
    if (old === touch) return;
    this.#touch[side] = touch;
    const step = side === 0 ? -this.#grid : this.#grid;
    const first = this.#firstBehind(side, touch);
    const last = first + step * (gridLevels - 1);
    const stays = (price: number) =>
      price === touch || (touch > 0 && (price - first) * (price - last) <= 0 && price % this.#grid === 0);
    if (old > 0 && !stays(old)) this.#levels.clear(access, time, side, old);
    let price = this.#firstBehind(side, old);
    for (let i = 0; i < gridLevels && old > 0 && isPrice(price); i++) {
      if (!stays(price)) this.#levels.clear(access, time, side, price);
      price += step;
    }
  }

  /** The first multiple of the grid strictly behind a touch. */
  #firstBehind(side: SideCode, touch: number): number {
    const grid = this.#grid;
    return side === 0 ? (Math.ceil(touch / grid) - 1) * grid : (Math.floor(touch / grid) + 1) * grid;
  }

  #size(side: SideCode, price: number, [low, high]: readonly [number, number]): number {
    const drawn = mixBits(this.#seed ^ mixBits(price * 2 + side)) >>> 0;
    return this.#unit * (low + (drawn % (high - low + 1)));
  }
}

function isPrice(price: number): boolean {
  return price > 0 && price <= priceMax;
}
