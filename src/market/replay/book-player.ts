/**
 * Plays a recorded book: history's quantity at each level follows the record, and recorded trades go through the book.
 *
 * - A recorded change sets levels: what shrinks or goes is taken down first, on both sides, then what grew is put up (rules of
 *   queues: history-levels.ts). Where history's new quote crosses a user's order, it trades with it.
 * - A recorded trade comes up to 100 ms before the change that counts it. History's own quotes that it proves to be gone (better
 *   than its price, or on its taker's side at it) are taken down, what lacks at its price is put up, and the next recorded change
 *   brings all levels that were touched this way back to the record.
 * - What a user takes stays gone until the record next sets that level.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import type { Background } from './background.ts';
import { bookRow, type ReplaySeries } from './feed.ts';
import { HistoryLevels } from './history-levels.ts';
import type { Player } from './player.ts';
import { printThrough } from './print-through.ts';

export class BookPlayer implements Player {
  readonly #background: Background;
  readonly #symbol: number;
  readonly #series: ReplaySeries;
  readonly #levels: HistoryLevels;
  /** What the record says rests: lots by price. */
  readonly #recorded: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  /** Prices where history had to differ from the record since its last change. */
  readonly #differing: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  #row = 0;

  constructor(background: Background, symbol: number, series: ReplaySeries) {
    this.#background = background;
    this.#symbol = symbol;
    this.#series = series;
    this.#levels = new HistoryLevels(background, symbol);
  }

  nextTime(): number {
    return this.#series.times[this.#row] ?? Number.POSITIVE_INFINITY;
  }

  open(access: MarketAccess, startUs: number): void {
    while (this.nextTime() < startUs || (this.nextTime() === startUs && !this.#isTrade(this.#row))) {
      if (!this.#isTrade(this.#row)) this.#record(this.#row);
      this.#row++;
    }
    for (const side of [0, 1] as const) {
      for (const [price, lots] of this.#recorded[side]) this.#put(access, startUs, side, price, lots);
    }
  }

  play(access: MarketAccess): void {
    const time = this.nextTime();
    if (this.#isTrade(this.#row)) this.#playTrade(access, time);
    else this.#playChange(access, time);
  }

  /** What was recorded meanwhile differs from the book until the next change is played. */
  pass(): void {
    if (!this.#isTrade(this.#row)) {
      const side = this.#record(this.#row);
      this.#differing[side].add(this.#series.prices[this.#row] ?? 0);
    }
    this.#row++;
  }

  playCoarse(access: MarketAccess): void {
    this.play(access);
  }

  endCoarse(): void {}

  userTraded(): void {}

  encode(out: ByteWriter): void {
    out.u32(this.#row);
    for (const side of [0, 1] as const) {
      const recorded = [...this.#recorded[side]].sort(([a], [b]) => a - b);
      out.u32(recorded.length);
      for (const [price, lots] of recorded) {
        out.i32(price);
        out.f64(lots);
      }
      const differing = rising(this.#differing[side]);
      out.u32(differing.length);
      for (const price of differing) out.i32(price);
    }
    this.#levels.encode(out);
  }

  decode(input: ByteReader): void {
    this.#row = input.u32();
    for (const side of [0, 1] as const) {
      this.#recorded[side].clear();
      for (let left = input.u32(); left > 0; left--) this.#recorded[side].set(input.i32(), input.f64());
      this.#differing[side].clear();
      for (let left = input.u32(); left > 0; left--) this.#differing[side].add(input.i32());
    }
    this.#levels.decode(input);
  }

  #playTrade(access: MarketAccess, time: number): void {
    const { prices, quantities, flags } = this.#series;
    const side: SideCode = flags[this.#row] === bookRow.sell ? 1 : 0;
    const price = prices[this.#row] ?? 0;
    const lots = quantities[this.#row] ?? 0;
    const resting: SideCode = side === 0 ? 1 : 0;
    this.#row++;
    this.#takeDown(access, time, resting, price, false);
    this.#takeDown(access, time, side, price, true);
    this.#differing[resting].add(price);
    printThrough(access, this.#background, this.#levels, time, this.#symbol, side, price, lots);
  }

  #playChange(access: MarketAccess, time: number): void {
    const changed: readonly [Set<number>, Set<number>] = [this.#differing[0], this.#differing[1]];
    do {
      const side = this.#record(this.#row);
      changed[side].add(this.#series.prices[this.#row] ?? 0);
      this.#row++;
    } while (this.#row < this.#series.rows && !this.#isTrade(this.#row) && !this.#isFirst(this.#row));
    const ordered = [rising(changed[0]), rising(changed[1])] as const;
    changed[0].clear();
    changed[1].clear();
    for (const side of [0, 1] as const) {
      for (const price of ordered[side]) {
        const lots = this.#recorded[side].get(price) ?? 0;
        if (lots < this.#levels.quantity(access, side, price)) this.#levels.set(access, time, side, price, lots);
      }
    }
    for (const side of [0, 1] as const) {
      for (const price of ordered[side]) this.#put(access, time, side, price, this.#recorded[side].get(price) ?? 0);
    }
  }

  /** Takes history's part of a book row into the record; returns its side. */
  #record(row: number): SideCode {
    const side: SideCode = ((this.#series.flags[row] ?? 0) & ~bookRow.first) === bookRow.ask ? 1 : 0;
    const price = this.#series.prices[row] ?? 0;
    const lots = this.#series.quantities[row] ?? 0;
    if (lots === 0) this.#recorded[side].delete(price);
    else this.#recorded[side].set(price, lots);
    return side;
  }

  /** Raises a level; history's own quotes that would be crossed are older than this one, and go. */
  #put(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    if (lots <= this.#levels.quantity(access, side, price)) return;
    this.#takeDown(access, time, side === 0 ? 1 : 0, price, true);
    this.#levels.raise(access, time, side, price, lots);
  }

  /** Takes down history's levels of a side that are better than a price, or at it. */
  #takeDown(access: MarketAccess, time: number, side: SideCode, price: number, andAt: boolean): void {
    let at = side === 0 ? access.bestBid(this.#symbol) : access.bestAsk(this.#symbol);
    const isBetter = (level: number) => (side === 0 ? level > price : level < price) || (andAt && level === price);
    while (at > 0 && isBetter(at)) {
      const behind = access.nextLevel(this.#symbol, side, at);
      if (this.#levels.has(side, at)) {
        this.#levels.clear(access, time, side, at);
        this.#differing[side].add(at);
      }
      at = behind;
    }
  }

  #isTrade(row: number): boolean {
    return (this.#series.flags[row] ?? 0) <= bookRow.sell;
  }

  #isFirst(row: number): boolean {
    return ((this.#series.flags[row] ?? 0) & bookRow.first) !== 0;
  }
}

function rising(prices: Set<number>): number[] {
  return [...prices].sort((a, b) => a - b);
}
