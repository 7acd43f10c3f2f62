/** Runs a floor and keeps, per symbol, its trades and regular looks at its book. */
import { Floor } from '../../src/core/floor/floor.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../src/core/messages/market-event.ts';
import type { SymbolIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { createMarket } from '../../src/market/create-market.ts';
import { defaultFloorDefinition } from '../../src/market/default-floor.ts';

/** Fills of one taker in one millisecond. */
export interface Parent {
  readonly timeUs: number;
  readonly sign: number;
  readonly firstPrice: number;
  lastPrice: number;
  /** Quote units. */
  value: number;
  fills: number;
  /** Mid price before it. */
  readonly mid: number;
}

/** The book at the end of a second. */
export interface Look {
  readonly bid: number;
  readonly ask: number;
  /** Quote at the best prices; within 1, 2, 5, 10 bp of the mid on the bid side and the ask side; occupied ticks in 5 bp. */
  readonly bidQuote: number;
  readonly askQuote: number;
  readonly depth: readonly number[];
  readonly occupied: number;
}

export interface Tape {
  readonly parents: Parent[];
  readonly looks: Look[];
  /** Share of sampled instants with a spread of one tick; changes of a best price between samples. */
  oneTick: number;
  samples: number;
  bestChanges: number;
}

export interface Recording {
  readonly floor: Floor;
  readonly tapes: ReadonlyMap<string, Tape>;
  readonly seconds: number;
  /** Milliseconds of one core for a second of floor time, in the least disturbed minute. */
  readonly costMs: number;
}

const SAMPLE_US = 10_000;
const BANDS_BP = [1, 2, 5, 10];

export function createDefaultFloor(seed: string, startTimeUs: number): Floor {
  const definition = defaultFloorDefinition({ name: 'facts', seed, startTimeUs });
  return Floor.create(definition, createMarket(definition)?.source);
}

export function recordTapes(seed: string, startTimeUs: number, seconds: number, names: readonly string[]): Recording {
  const floor = createDefaultFloor(seed, startTimeUs);
  const tapes = new Map(
    names.map((name): [string, Tape] => [name, { parents: [], looks: [], oneTick: 0, samples: 0, bestChanges: 0 }]),
  );
  const symbols = names.map((name) => floor.instruments.symbolByName(name)).filter((one) => one !== undefined);
  const before = new Map<number, readonly [number, number]>();
  floor.marketEvents.drain();
  let spent = 0;
  let least = Infinity;
  for (let time = startTimeUs + SAMPLE_US; time <= startTimeUs + seconds * 1e6; time += SAMPLE_US) {
    const began = performance.now();
    floor.advance(time as TimestampUs);
    spent += performance.now() - began;
    if ((time - startTimeUs) % 60_000_000 === 0) {
      least = Math.min(least, spent / 60);
      spent = 0;
    }
    readTrades(floor, tapes, before);
    floor.marketEvents.drain();
    for (const { index, name } of symbols) {
      const tape = tapes.get(name) as Tape;
      const book = floor.book(index);
      const bid = book.bestBid();
      const ask = book.bestAsk();
      const last = before.get(index);
      if (last !== undefined) tape.bestChanges += Number(last[0] !== bid) + Number(last[1] !== ask);
      before.set(index, [bid, ask]);
      tape.samples++;
      if (ask - bid === 1) tape.oneTick++;
      if ((time - startTimeUs) % 1_000_000 === 0) tape.looks.push(lookAt(floor, index));
    }
  }
  return { floor, tapes, seconds, costMs: least };
}

function readTrades(
  floor: Floor,
  tapes: ReadonlyMap<string, Tape>,
  before: ReadonlyMap<number, readonly [number, number]>,
): void {
  const { records, count } = floor.marketEvents;
  for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
    const field = (name: number): number => records[at + name] as number;
    const kind = field(marketField.kind);
    if (!isTrade(kind)) continue;
    const instrument = floor.instruments.symbols[symbolOf(kind)];
    if (instrument === undefined) continue;
    const tape = tapes.get(instrument.name);
    if (tape === undefined) continue;
    const price = field(marketField.price);
    const value = (price * field(marketField.quantity) * instrument.quotePerTickLot) / 1e8;
    const timeUs = field(marketField.time);
    const sign = sideOf(kind) === 0 ? 1 : -1;
    const last = tape.parents.at(-1);
    if (last && last.sign === sign && Math.floor(last.timeUs / 1000) === Math.floor(timeUs / 1000)) {
      last.fills++;
      last.value += value;
      last.lastPrice = price;
      continue;
    }
    const best = before.get(instrument.index);
    const mid = best === undefined ? price : (best[0] + best[1]) / 2;
    tape.parents.push({ timeUs, sign, firstPrice: price, lastPrice: price, value, fills: 1, mid });
  }
}

function lookAt(floor: Floor, symbol: SymbolIndex): Look {
  const book = floor.book(symbol);
  const instrument = floor.instruments.symbols[symbol];
  const unit = (instrument?.quotePerTickLot ?? 0) / 1e8;
  const bid = book.bestBid();
  const ask = book.bestAsk();
  const mid = (bid + ask) / 2;
  const depth = BANDS_BP.map(() => 0);
  let occupied = 0;
  for (const side of ['buy', 'sell'] as const) {
    const levels = book.depth(side, 2000);
    for (let i = 0; i < levels.length; i += 2) {
      const price = levels[i] as number;
      const away = (Math.abs(price - mid) / mid) * 1e4;
      if (away <= 5) occupied++;
      BANDS_BP.forEach((band, k) => {
        if (away <= band) depth[k] = (depth[k] as number) + (price * (levels[i + 1] as number) * unit) / 2;
      });
    }
  }
  return {
    bid,
    ask,
    bidQuote: book.levelQuantity('buy', bid) * bid * unit,
    askQuote: book.levelQuantity('sell', ask) * ask * unit,
    depth,
    occupied: occupied / Math.max(1, Math.floor(mid * 1e-3)),
  };
}
