/**
 * Public market data of one symbol: tape, candles, tickers. A trade first lands in one part for its second; the five kept
 * series take that part when the second is over or somebody reads, so a burst costs a few additions per trade.
 */
import type { PastCandle, SymbolPast } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import {
  type CandleForm,
  type CandleQuery,
  type ClosedCandle,
  type StoredInterval,
  storedIntervals,
} from './candle.ts';
import { readCandles } from './candle-query.ts';
import { type CandlePart, CandleSeries } from './candle-series.ts';
import { type BaseInterval, baseIntervals, baseOf, type Interval } from './interval.ts';
import { dayWindowUs, type RollingTicker, RollingWindow } from './rolling-ticker.ts';
import { TradeTape } from './trade-tape.ts';

/** Rows kept in memory: an hour of seconds, two weeks of minutes, a year of quarters, five of hours, all days. */
export const candlesKept: Readonly<Record<BaseInterval, number>> = {
  '1s': 3600,
  '1m': 20_160,
  '15m': 35_040,
  '1h': 43_800,
  '1d': 36_500,
};

const secondUs = 1_000_000;

export class SymbolViews {
  readonly tape = new TradeTape();
  readonly #series: Readonly<Record<BaseInterval, CandleSeries>>;
  readonly #all: readonly CandleSeries[];
  readonly #windows = new Map<number, RollingWindow>();
  readonly #part: CandlePart = emptyPart();
  /** First instant after the second being gathered. */
  #partEnd = 0;

  constructor() {
    this.#series = {
      '1s': new CandleSeries('1s', candlesKept['1s']),
      '1m': new CandleSeries('1m', candlesKept['1m']),
      '15m': new CandleSeries('15m', candlesKept['15m']),
      '1h': new CandleSeries('1h', candlesKept['1h']),
      '1d': new CandleSeries('1d', candlesKept['1d']),
    };
    this.#all = baseIntervals.map((interval) => this.#series[interval]);
  }

  /** Takes one trade: ticks, lots, microseconds; `side` is the taker's, 0 buy and 1 sell. */
  trade(id: number, price: number, quantity: number, time: number, side: number, takerOrder: number): void {
    this.tape.add(id, price, quantity, time, side, takerOrder);
    const quote = price * quantity;
    const part = this.#part;
    if (time >= this.#partEnd || part.quote + quote >= Number.MAX_SAFE_INTEGER) this.#fold();
    if (part.trades === 0) {
      part.time = time;
      part.open = price;
      part.high = price;
      part.low = price;
      part.firstTradeId = id;
      this.#partEnd = time - (time % secondUs) + secondUs;
    } else if (price > part.high) part.high = price;
    else if (price < part.low) part.low = price;
    part.close = price;
    part.volume += quantity;
    part.quote += quote;
    part.trades++;
    part.lastTradeId = id;
    if (side === 0) {
      part.takerVolume += quantity;
      part.takerQuote += quote;
    }
  }

  /** Candles up to floor time `now`, oldest first. */
  candles<Row>(interval: Interval, query: CandleQuery, now: number, form: CandleForm<Row>): Row[] {
    return readCandles(this.#reached(baseOf(interval, query.offsetUs ?? 0), now), interval, query, now, form);
  }

  dayTicker(now: number): RollingTicker | undefined {
    return this.ticker(dayWindowUs, now);
  }

  /** Statistics of the last `windowUs` microseconds, a whole number of minutes up to 14 days. */
  ticker(windowUs: number, now: number): RollingTicker | undefined {
    let window = this.#windows.get(windowUs);
    if (window === undefined) {
      window = new RollingWindow(windowUs);
      this.#windows.set(windowUs, window);
    }
    return window.read(this.#reached('1m', now), this.#reached('15m', now), now);
  }

  seed(past: SymbolPast): void {
    for (const candle of past.minutes) this.#series['1m'].seed(candle);
    for (const candle of past.quarters) this.#series['15m'].seed(candle);
    for (const candle of past.hours) this.#series['1h'].seed(candle);
    for (const candle of past.days) this.#series['1d'].seed(candle);
    const last = past.minutes.at(-1);
    if (last !== undefined) this.#series['1s'].seed(quietSecond(last.openTimeUs, last.close));
  }

  takeClosed(symbol: number, now: number): ClosedCandle[] {
    return storedIntervals.flatMap((interval) => this.#reached(interval, now).takeClosed(symbol, interval));
  }

  load(interval: StoredInterval, candles: readonly ClosedCandle[]): void {
    this.#series[interval].load(candles);
    this.#windows.clear();
  }

  encode(out: ByteWriter, now: number): void {
    for (const interval of storedIntervals) this.#reached(interval, now).encodeOpen(out);
    this.tape.encode(out);
  }

  decode(input: ByteReader): void {
    for (const interval of storedIntervals) this.#series[interval].decodeOpen(input);
    this.tape.decode(input);
    this.#rebuildSeconds();
  }

  /** One-second candles are not saved: those the saved trades cover wholly are made again. */
  #rebuildSeconds(): void {
    const seconds = this.#series['1s'];
    const trades = this.tape.latest(Number.MAX_SAFE_INTEGER);
    const first = trades[0];
    if (first === undefined) return;
    const from = first.timeUs - (first.timeUs % secondUs) + secondUs;
    for (const trade of trades) {
      const { price, quantity, timeUs, tradeId } = trade;
      const taker = trade.buyerIsMaker ? 0 : quantity;
      if (timeUs < from) continue;
      seconds.add({
        time: timeUs,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: quantity,
        quote: price * quantity,
        trades: 1,
        takerVolume: taker,
        takerQuote: price * taker,
        firstTradeId: tradeId,
        lastTradeId: tradeId,
      });
    }
  }

  #reached(interval: BaseInterval, now: number): CandleSeries {
    this.#fold();
    const series = this.#series[interval];
    series.reach(now);
    return series;
  }

  #fold(): void {
    const part = this.#part;
    if (part.trades === 0) return;
    for (const series of this.#all) series.add(part);
    part.trades = 0;
    part.volume = 0;
    part.quote = 0;
    part.takerVolume = 0;
    part.takerQuote = 0;
  }
}

function emptyPart(): CandlePart {
  return {
    time: 0,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    volume: 0,
    quote: 0,
    trades: 0,
    takerVolume: 0,
    takerQuote: 0,
    firstTradeId: -1,
    lastTradeId: -1,
  };
}

function quietSecond(openTimeUs: number, price: number): PastCandle {
  return {
    openTimeUs,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
    takerBuyVolume: 0,
    takerBuyQuoteVolume: 0,
  };
}
