/** Plays a tape: made-up depth around the last print, and every print a taker that goes through the book. */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import type { Background } from './background.ts';
import { pricesPerRow, type ReplaySeries } from './feed.ts';
import { HistoryLevels } from './history-levels.ts';
import { Ladder } from './ladder.ts';
import type { Player } from './player.ts';
import { printThrough } from './print-through.ts';
import { seekTime, type Tape } from './tape.ts';

export class TapePlayer implements Player {
  readonly #background: Background;
  readonly #symbol: number;
  readonly #tape: Tape;
  readonly #series: ReplaySeries;
  readonly #levels: HistoryLevels;
  readonly #ladder: Ladder;

  /** `tape` plays `series`. */
  constructor(background: Background, symbol: number, series: ReplaySeries, tape: Tape, seed: number) {
    this.#background = background;
    this.#symbol = symbol;
    this.#tape = tape;
    this.#series = series;
    this.#levels = new HistoryLevels(background, symbol);
    this.#ladder = new Ladder(this.#levels, seed, tape.depthUnit, tape.price);
  }

  nextTime(): number {
    return this.#tape.time;
  }

  open(access: MarketAccess, startUs: number): void {
    // A symbol whose recording begins later has no price yet.
    if (this.#tape.time > startUs) return;
    seekTime(this.#tape, this.#series.times, startUs);
    const { row, step, price } = this.#tape;
    const before = this.#series.prices[row * pricesPerRow(this.#series.kind) - 1];
    this.#ladder.settle(access, startUs, step === 0 ? (before ?? price) : price);
  }

  play(access: MarketAccess): void {
    const { time, side, price, quantity } = this.#tape;
    this.#tape.next();
    this.#print(access, time, side, price, quantity);
    this.#ladder.fill(access, time);
  }

  pass(): void {
    this.#tape.next();
    this.#ladder.wound();
  }

  playCoarse(access: MarketAccess): void {
    if (access.userOrders(this.#symbol) > 0) {
      this.play(access);
      return;
    }
    const { time, side, price, quantity } = this.#tape;
    this.#tape.next();
    this.#ladder.makeWay(access, time, side, price);
    this.#background.print(access, time, this.#symbol, side, price, quantity);
  }

  endCoarse(access: MarketAccess, time: number): void {
    this.#ladder.fill(access, time);
  }

  userTraded(): void {
    this.#ladder.wound();
  }

  encode(out: ByteWriter): void {
    out.u32(this.#tape.row);
    out.u32(this.#tape.step);
    this.#ladder.encode(out);
    this.#levels.encode(out);
  }

  decode(input: ByteReader): void {
    this.#tape.seek(input.u32(), input.u32());
    this.#ladder.decode(input);
    this.#levels.decode(input);
  }

  #print(access: MarketAccess, time: number, side: SideCode, price: number, quantity: number): void {
    this.#ladder.makeWay(access, time, side, price);
    printThrough(access, this.#background, this.#levels, time, this.#symbol, side, price, quantity);
  }
}
