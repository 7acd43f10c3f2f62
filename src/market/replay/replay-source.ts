/**
 * Recorded history as a floor's background: one player per symbol, merged by the time of their next record (at one instant in
 * the order of the symbols). It acts at the records' own times whatever pieces floor time is cut into, and at the end of the
 * recording it stops: the book stays as it stands, and users go on trading in it.
 */
import { defined } from '../../core/assert.ts';
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { MarketAccess, MarketSource } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { Background } from './background.ts';
import { BarTape } from './bar-tape.ts';
import { BookPlayer } from './book-player.ts';
import { digestText } from './digest.ts';
import type { ReplayFeed, ReplaySeries } from './feed.ts';
import type { Player } from './player.ts';
import type { Tape } from './tape.ts';
import { TapePlayer } from './tape-player.ts';
import { TradeTape } from './trade-tape.ts';

export class ReplaySource implements MarketSource {
  readonly #background: Background;
  /** By symbol index. */
  readonly #players: readonly Player[];

  /** The feed's series stand in the order of the floor's symbols. */
  constructor(instruments: Instruments, feed: ReplayFeed) {
    this.#background = new Background(instruments);
    this.#players = feed.series.map((series, symbol) => {
      const seed = seedOf(instruments.floor.seed, series);
      const tape = createTape(series, instruments.floor.seed);
      if (tape === undefined) return new BookPlayer(this.#background, symbol, series);
      return new TapePlayer(this.#background, symbol, series, tape, seed);
    });
  }

  open(access: MarketAccess, time: number): void {
    this.#background.open(access);
    for (const player of this.#players) player.open(access, time);
  }

  nextTime(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const player of this.#players) {
      const time = player.nextTime();
      if (time < next) next = time;
    }
    return next;
  }

  run(access: MarketAccess, time: number): void {
    for (let symbol = this.#next(time); symbol >= 0; symbol = this.#next(time)) {
      const player = this.#player(symbol);
      if (access.isOpen(symbol)) player.play(access);
      else player.pass();
    }
  }

  skip(access: MarketAccess, _from: number, to: number): void {
    for (let symbol = this.#next(to); symbol >= 0; symbol = this.#next(to)) {
      const player = this.#player(symbol);
      if (access.isOpen(symbol)) player.playCoarse(access);
      else player.pass();
    }
    this.#players.forEach((player, symbol) => {
      if (access.isOpen(symbol)) player.endCoarse(access, to);
    });
  }

  userTraded(symbol: number): void {
    this.#players[symbol]?.userTraded();
  }

  orderGone(): void {}

  encode(out: ByteWriter): void {
    this.#background.encode(out);
    for (const player of this.#players) player.encode(out);
  }

  decode(input: ByteReader): void {
    this.#background.decode(input);
    for (const player of this.#players) player.decode(input);
  }

  /** The symbol whose record is next, -1 when none is due by `time`. */
  #next(time: number): number {
    let next = time;
    let chosen = -1;
    for (let symbol = 0; symbol < this.#players.length; symbol++) {
      const at = this.#player(symbol).nextTime();
      if (at > next || (at === next && chosen >= 0)) continue;
      next = at;
      chosen = symbol;
    }
    return chosen;
  }

  #player(symbol: number): Player {
    return defined(this.#players[symbol], `the player of symbol ${symbol}`);
  }
}

/** The prints of a series; undefined for a book, which isn't a tape. */
export function createTape(series: ReplaySeries, floorSeed: string): Tape | undefined {
  switch (series.kind) {
    case 'trades':
      return new TradeTape(series);
    case 'bars':
      return new BarTape(series, seedOf(floorSeed, series));
    case 'book':
      return undefined;
  }
}

function seedOf(floorSeed: string, series: ReplaySeries): number {
  return digestText(`${floorSeed}/${series.symbol}`);
}
