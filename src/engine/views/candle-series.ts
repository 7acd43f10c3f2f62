/**
 * The candles of one symbol and one kept interval, in columns, oldest first; the last row is the one still open.
 * Quiet intervals are rows too, flat at the previous close, so that there is never a hole between two rows. It keeps at most
 * `max` rows (it drops the oldest quarter when full) and makes no objects until somebody reads.
 */

import type { PastCandle } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import type { ClosedCandle, StoredInterval } from './candle.ts';
import type { BaseInterval } from './interval.ts';
import { intervalLength, intervalStart } from './interval.ts';
import { highOf, joinQuote, lowOf, quoteLimb, splitQuote } from './quote-sum.ts';

/** What one or more trades add to a candle. Quote amounts below 2^53. */
export interface CandlePart {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quote: number;
  trades: number;
  takerVolume: number;
  takerQuote: number;
  firstTradeId: number;
  lastTradeId: number;
}

const none = -1;

export class CandleSeries {
  readonly interval: BaseInterval;
  readonly lengthUs: number;
  readonly #max: number;
  count = 0;
  /** Rows dropped from the front so far: row 0 is number `dropped` of the series. */
  dropped = 0;
  /** Number (not row) of the first closed candle that has not been handed to the store. */
  stored = 0;
  /** Closed candles that were dropped before they were handed to the store. */
  #unstored: ClosedCandle[] = [];
  openTime: Float64Array;
  open: Int32Array;
  high: Int32Array;
  low: Int32Array;
  close: Int32Array;
  volume: Float64Array;
  quoteHigh: Int32Array;
  quoteLow: Float64Array;
  trades: Float64Array;
  takerVolume: Float64Array;
  takerQuoteHigh: Int32Array;
  takerQuoteLow: Float64Array;
  firstTradeId: Float64Array;
  lastTradeId: Float64Array;

  constructor(interval: BaseInterval, max: number) {
    this.interval = interval;
    this.lengthUs = intervalLength(interval);
    this.#max = max;
    const size = Math.min(max, 256);
    this.openTime = new Float64Array(size);
    this.open = new Int32Array(size);
    this.high = new Int32Array(size);
    this.low = new Int32Array(size);
    this.close = new Int32Array(size);
    this.volume = new Float64Array(size);
    this.quoteHigh = new Int32Array(size);
    this.quoteLow = new Float64Array(size);
    this.trades = new Float64Array(size);
    this.takerVolume = new Float64Array(size);
    this.takerQuoteHigh = new Int32Array(size);
    this.takerQuoteLow = new Float64Array(size);
    this.firstTradeId = new Float64Array(size);
    this.lastTradeId = new Float64Array(size);
  }

  /** Opens whatever candles `time` calls for. Does nothing before the first trade or seed. */
  reach(time: number): void {
    if (this.count === 0) return;
    const last = this.count - 1;
    let next = at(this.openTime, last) + this.lengthUs;
    if (time < next) return;
    const price = at(this.close, last);
    const missing = Math.floor((time - next) / this.lengthUs) + 1;
    const kept = this.#max - (this.#max >> 2);
    if (missing > kept) {
      // Rows from before the quiet time would be dropped on the way.
      this.#drop(this.count);
      next += (missing - kept) * this.lengthUs;
    }
    for (; next <= time; next += this.lengthUs) this.#append(next, price);
  }

  /** Adds trades to the candle that holds `part.time`, which is the last one or later. */
  add(part: CandlePart): void {
    this.reach(part.time);
    if (this.count === 0) this.#append(intervalStart(this.interval, part.time), part.open);
    const row = this.count - 1;
    if (at(this.trades, row) === 0) {
      this.open[row] = part.open;
      this.high[row] = part.high;
      this.low[row] = part.low;
    } else {
      if (part.high > at(this.high, row)) this.high[row] = part.high;
      if (part.low < at(this.low, row)) this.low[row] = part.low;
    }
    this.close[row] = part.close;
    this.volume[row] = at(this.volume, row) + part.volume;
    this.trades[row] = at(this.trades, row) + part.trades;
    this.takerVolume[row] = at(this.takerVolume, row) + part.takerVolume;
    if (this.firstTradeId[row] === none) this.firstTradeId[row] = part.firstTradeId;
    this.lastTradeId[row] = part.lastTradeId;
    addQuote(this.quoteHigh, this.quoteLow, row, part.quote);
    addQuote(this.takerQuoteHigh, this.takerQuoteLow, row, part.takerQuote);
  }

  /** Appends a candle of the past, behind quiet ones where some lack; the last one given may still be open. */
  seed(past: PastCandle): void {
    this.reach(past.openTimeUs - 1);
    this.#append(past.openTimeUs, past.open);
    const row = this.count - 1;
    this.high[row] = past.high;
    this.low[row] = past.low;
    this.close[row] = past.close;
    this.volume[row] = past.volume;
    this.trades[row] = past.trades;
    this.takerVolume[row] = past.takerBuyVolume;
    addQuote(this.quoteHigh, this.quoteLow, row, past.quoteVolume);
    addQuote(this.takerQuoteHigh, this.takerQuoteLow, row, past.takerBuyQuoteVolume);
  }

  /** First row whose candle opened at `time` or later; `count` when there is none. */
  rowFrom(time: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(this.openTime, middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Finished candles that were not handed out before, oldest first. */
  takeClosed(symbol: number, interval: StoredInterval): ClosedCandle[] {
    const taken = this.#unstored.map((candle) => ({ ...candle, symbol, interval }));
    this.#unstored = [];
    const end = this.dropped + this.count - 1;
    for (let number = Math.max(this.stored, this.dropped); number < end; number++) {
      taken.push(this.#closed(symbol, interval, number - this.dropped));
    }
    this.stored = Math.max(this.stored, end);
    return taken;
  }

  /**
   * Puts stored candles (oldest first) before the rows that are here; those not older than row 0 are passed over. Where some lack, because
   * the floor leapt over more than is kept, quiet ones stand.
   */
  load(candles: readonly ClosedCandle[]): void {
    const rows: ClosedCandle[] = [];
    for (let row = 0; row < this.count; row++) rows.push(this.#closed(0, '1m', row));
    const first = this.count === 0 ? Number.POSITIVE_INFINITY : at(this.openTime, 0);
    const older = candles.filter((candle) => candle.openTimeUs < first).slice(-(this.#max - rows.length));
    this.count = 0;
    this.dropped = 0;
    this.stored = Number.POSITIVE_INFINITY;
    for (const candle of older) this.#restore(candle);
    this.stored = this.dropped + this.count;
    for (const candle of rows) this.#restore(candle);
  }

  /** The open candle alone: the finished ones are in the store. */
  encodeOpen(out: ByteWriter): void {
    out.u8(this.count === 0 ? 0 : 1);
    if (this.count === 0) return;
    const row = this.count - 1;
    for (const column of this.#columns()) out.f64(at(column, row));
  }

  decodeOpen(input: ByteReader): void {
    if (input.u8() === 0) return;
    this.#append(0, 0);
    for (const column of this.#columns()) column[0] = input.f64();
  }

  #closed(symbol: number, interval: StoredInterval, row: number): ClosedCandle {
    return {
      symbol,
      interval,
      openTimeUs: at(this.openTime, row),
      open: at(this.open, row),
      high: at(this.high, row),
      low: at(this.low, row),
      close: at(this.close, row),
      volume: at(this.volume, row),
      quoteVolume: joinQuote(at(this.quoteHigh, row), at(this.quoteLow, row)),
      trades: at(this.trades, row),
      takerBuyVolume: at(this.takerVolume, row),
      takerBuyQuoteVolume: joinQuote(at(this.takerQuoteHigh, row), at(this.takerQuoteLow, row)),
      firstTradeId: at(this.firstTradeId, row),
      lastTradeId: at(this.lastTradeId, row),
    };
  }

  #restore(candle: ClosedCandle): void {
    this.reach(candle.openTimeUs - 1);
    this.#append(candle.openTimeUs, candle.open);
    const row = this.count - 1;
    const quote = splitQuote(candle.quoteVolume);
    const taker = splitQuote(candle.takerBuyQuoteVolume);
    this.high[row] = candle.high;
    this.low[row] = candle.low;
    this.close[row] = candle.close;
    this.volume[row] = candle.volume;
    this.quoteHigh[row] = quote.high;
    this.quoteLow[row] = quote.low;
    this.trades[row] = candle.trades;
    this.takerVolume[row] = candle.takerBuyVolume;
    this.takerQuoteHigh[row] = taker.high;
    this.takerQuoteLow[row] = taker.low;
    this.firstTradeId[row] = candle.firstTradeId;
    this.lastTradeId[row] = candle.lastTradeId;
  }

  #append(openTime: number, price: number): void {
    if (this.count === this.openTime.length) this.#makeRoom();
    const row = this.count++;
    this.openTime[row] = openTime;
    this.open[row] = price;
    this.high[row] = price;
    this.low[row] = price;
    this.close[row] = price;
    this.volume[row] = 0;
    this.quoteHigh[row] = 0;
    this.quoteLow[row] = 0;
    this.trades[row] = 0;
    this.takerVolume[row] = 0;
    this.takerQuoteHigh[row] = 0;
    this.takerQuoteLow[row] = 0;
    this.firstTradeId[row] = none;
    this.lastTradeId[row] = none;
  }

  #makeRoom(): void {
    const size = this.openTime.length;
    if (size === this.#max) {
      this.#drop(this.#max >> 2);
      return;
    }
    const grown = Math.min(size * 2, this.#max);
    this.openTime = grow(this.openTime, grown);
    this.open = growInt(this.open, grown);
    this.high = growInt(this.high, grown);
    this.low = growInt(this.low, grown);
    this.close = growInt(this.close, grown);
    this.volume = grow(this.volume, grown);
    this.quoteHigh = growInt(this.quoteHigh, grown);
    this.quoteLow = grow(this.quoteLow, grown);
    this.trades = grow(this.trades, grown);
    this.takerVolume = grow(this.takerVolume, grown);
    this.takerQuoteHigh = growInt(this.takerQuoteHigh, grown);
    this.takerQuoteLow = grow(this.takerQuoteLow, grown);
    this.firstTradeId = grow(this.firstTradeId, grown);
    this.lastTradeId = grow(this.lastTradeId, grown);
  }

  /** Lets the oldest rows go, all of them closed. */
  #drop(rows: number): void {
    if (this.interval !== '1s') {
      const first = Math.max(this.stored - this.dropped, 0);
      for (let row = first; row < rows; row++) this.#unstored.push(this.#closed(0, this.interval, row));
    }
    for (const column of this.#columns()) column.copyWithin(0, rows);
    this.count -= rows;
    this.dropped += rows;
  }

  #columns(): readonly (Float64Array | Int32Array)[] {
    return [
      this.openTime,
      this.open,
      this.high,
      this.low,
      this.close,
      this.volume,
      this.quoteHigh,
      this.quoteLow,
      this.trades,
      this.takerVolume,
      this.takerQuoteHigh,
      this.takerQuoteLow,
      this.firstTradeId,
      this.lastTradeId,
    ];
  }
}

/** A column's value at a row below `count`. */
export function at(column: Float64Array | Int32Array, row: number): number {
  return column[row] ?? 0;
}

function addQuote(high: Int32Array, low: Float64Array, row: number, part: number): void {
  const sum = at(low, row) + lowOf(part);
  const carry = sum < quoteLimb ? 0 : 1;
  low[row] = sum - carry * quoteLimb;
  if (carry + part >= quoteLimb || carry === 1) high[row] = at(high, row) + carry + highOf(part);
}

function grow(column: Float64Array, size: number): Float64Array {
  const grown = new Float64Array(size);
  grown.set(column);
  return grown;
}

function growInt(column: Int32Array, size: number): Int32Array {
  const grown = new Int32Array(size);
  grown.set(column);
  return grown;
}
