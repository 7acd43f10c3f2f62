/** Small recordings in plain numbers, and the floors that play them. Tick 0.01, step 0.001; times are milliseconds after the start. */

import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { MarketSource } from '../../src/core/market-source.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../src/core/messages/market-event.ts';
import { atOnce } from '../../src/core/snapshot/slices.ts';
import { createReplayMarket } from '../../src/market/replay/create-replay-market.ts';
import { definitionFromReplay } from '../../src/market/replay/definition-from-replay.ts';
import { createFeed } from '../../src/market/replay/encode-replay.ts';
import { bookRow, type ReplayFeed, type ReplaySeries, type SeriesKind } from '../../src/market/replay/feed.ts';
import { SmallFloor } from '../core/small-floor.ts';

export const startUs = 1_700_000_000_000_000 - (1_700_000_000_000_000 % 86_400_000_000);

/** [milliseconds, taker, ticks, lots] */
export type TradeRow = readonly [number, 'buy' | 'sell', number, number];
/** [open, high, low, close, volume], or undefined for a bar that is missing */
export type BarRow = readonly [number, number, number, number, number] | undefined;
/** A trade, or all levels that change at one time: [side, ticks, lots] */
export type BookMoment = TradeRow | readonly [number, readonly (readonly ['bid' | 'ask', number, number])[]];

export function tradeFeed(rows: readonly TradeRow[]): ReplayFeed {
  return feedOf({
    kind: 'trades',
    times: rows.map(([time]) => time),
    prices: rows.map(([, , price]) => price),
    quantities: rows.map(([, , , lots]) => lots),
    flags: rows.map(([, side]) => (side === 'buy' ? 0 : 1)),
  });
}

export function barFeed(rows: readonly BarRow[], barMs = 60_000): ReplayFeed {
  const bars = rows.flatMap((bar, i) => (bar === undefined ? [] : [{ time: i * barMs, bar }]));
  return feedOf({
    kind: 'bars',
    barUs: barMs * 1000,
    times: bars.map(({ time }) => time),
    prices: bars.flatMap(({ bar }) => bar.slice(0, 4)),
    quantities: bars.map(({ bar }) => bar[4]),
    flags: [],
  });
}

export function bookFeed(moments: readonly BookMoment[]): ReplayFeed {
  const rows = moments.flatMap((moment) => {
    if (moment.length === 4) {
      const [time, side, price, lots] = moment;
      return [{ time, price, lots, flag: side === 'buy' ? bookRow.buy : bookRow.sell }];
    }
    return moment[1].map(([side, price, lots], i) => {
      return { time: moment[0], price, lots, flag: bookRow[side] + (i === 0 ? bookRow.first : 0) };
    });
  });
  return feedOf({
    kind: 'book',
    times: rows.map(({ time }) => time),
    prices: rows.map(({ price }) => price),
    quantities: rows.map(({ lots }) => lots),
    flags: rows.map(({ flag }) => flag),
  });
}

interface PlainSeries {
  readonly kind: SeriesKind;
  readonly barUs?: number;
  readonly times: readonly number[];
  readonly prices: readonly number[];
  readonly quantities: readonly number[];
  readonly flags: readonly number[];
}

function feedOf({ kind, barUs = 0, times, prices, quantities, flags }: PlainSeries): ReplayFeed {
  const series: ReplaySeries = {
    symbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    kind,
    tickSize: '0.01',
    stepSize: '0.001',
    barUs,
    rows: times.length,
    times: Float64Array.from(times, (time) => startUs + time * 1000),
    prices: Int32Array.from(prices),
    quantities: Float64Array.from(quantities),
    flags: Uint8Array.from(flags),
  };
  return atOnce(createFeed([series]));
}

export interface SeenTrade {
  readonly symbol: number;
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly makerAccount: number;
  readonly takerAccount: number;
}

/** A floor that plays a feed, with an account 1000 that owns plenty of both assets. Keeps all trades; checks the book's sides. */
export class ReplayFloor extends SmallFloor {
  readonly source: MarketSource;
  readonly trades: SeenTrade[] = [];

  constructor(feed: ReplayFeed, definition: FloorDefinition = replayDefinition(feed)) {
    const { source } = createReplayMarket(definition, feed);
    super(definition, source);
    this.source = source;
    this.open(1000, ...definition.assets.map(() => 10n ** 15n));
    this.collect();
  }

  /** Plays up to so many milliseconds after the start. */
  play(milliseconds: number): void {
    this.advance(milliseconds * 1000);
    this.collect();
  }

  collect(): void {
    const ring = this.floor.marketEvents;
    for (let i = 0; i < ring.count; i++) {
      const at = (field: keyof typeof marketField) => ring.records[i * marketEventStride + marketField[field]] ?? 0;
      if (!isTrade(at('kind'))) continue;
      this.trades.push({
        symbol: symbolOf(at('kind')),
        time: at('time'),
        side: sideOf(at('kind')) === 0 ? 'buy' : 'sell',
        price: at('price'),
        quantity: at('quantity'),
        makerAccount: at('makerAccount'),
        takerAccount: at('takerAccount'),
      });
    }
    ring.drain();
  }
}

export function replayDefinition(feed: ReplayFeed, startTimeUs?: number): FloorDefinition {
  return definitionFromReplay(feed, {
    name: 'replay',
    seed: 'seed',
    ...(startTimeUs === undefined ? {} : { startTimeUs }),
  });
}

/** Candles of a symbol's trades by open time: [open, high, low, close, volume]; goes on with those already in `candles`. */
export function candlesOf(
  trades: readonly SeenTrade[],
  symbol: number,
  barUs: number,
  candles: Map<number, number[]> = new Map(),
): Map<number, number[]> {
  for (const { symbol: of, time, price, quantity } of trades) {
    if (of !== symbol) continue;
    const openTime = Math.floor(time / barUs) * barUs;
    const [open = price, high = price, low = price, , volume = 0] = candles.get(openTime) ?? [];
    candles.set(openTime, [open, Math.max(high, price), Math.min(low, price), price, volume + quantity]);
  }
  return candles;
}
