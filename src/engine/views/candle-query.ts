/**
 * Candles of any interval, put together from a kept series. The answer's last candle is the unfinished one whenever the
 * query reaches that far. A candle whose beginning the series has already dropped is left out, never shown short.
 */
import type { Candle, CandleForm, CandleQuery } from './candle.ts';
import { at, type CandleSeries } from './candle-series.ts';
import { type Interval, intervalShift, intervalStart } from './interval.ts';
import { joinQuote, quoteLimb } from './quote-sum.ts';

/** In `form`, which is asked once a candle; `now` is the floor time the series has reached. */
export function readCandles<Row>(
  series: CandleSeries,
  interval: Interval,
  query: CandleQuery,
  now: number,
  form: CandleForm<Row>,
): Row[] {
  if (series.count === 0 || query.limit < 1) return [];
  const offset = query.offsetUs ?? 0;
  const newest = intervalStart(interval, at(series.openTime, series.count - 1), offset);
  const oldest = firstStart(series, interval, offset);
  const end = query.endUs === undefined ? newest : Math.min(newest, intervalStart(interval, query.endUs, offset));
  let start = oldest;
  if (query.startUs === undefined) start = Math.max(oldest, intervalShift(interval, end, 1 - query.limit, offset));
  else if (query.startUs > oldest) start = startAtOrAfter(interval, query.startUs, offset);
  const rows: Row[] = [];
  let row = series.rowFrom(start);
  while (row < series.count && rows.length < query.limit) {
    const open = intervalStart(interval, at(series.openTime, row), offset);
    if (open > end) break;
    const next = intervalShift(interval, open, 1, offset);
    const until = Math.min(series.count, rowAfter(series, row, next));
    const kept = next <= now ? form.kept(open) : undefined;
    rows.push(kept ?? form.make(sumRows(series, row, until, open, next, now)));
    row = until;
  }
  return rows;
}

/** One candle over the rows `from` to `until - 1` (at least one row). */
export function sumRows(
  series: CandleSeries,
  from: number,
  until: number,
  openTimeUs: number,
  endTimeUs: number,
  now: number,
): Candle {
  let high = at(series.high, from);
  let low = at(series.low, from);
  let open = at(series.open, from);
  let volume = 0;
  let trades = 0;
  let takerVolume = 0;
  let quoteHigh = 0;
  let quoteLow = 0;
  let takerHigh = 0;
  let takerLow = 0;
  let firstTradeId = -1;
  let lastTradeId = -1;
  for (let row = from; row < until; row++) {
    const count = at(series.trades, row);
    if (count === 0) continue;
    if (trades === 0) {
      open = at(series.open, row);
      high = at(series.high, row);
      low = at(series.low, row);
    } else {
      high = Math.max(high, at(series.high, row));
      low = Math.min(low, at(series.low, row));
    }
    trades += count;
    volume += at(series.volume, row);
    takerVolume += at(series.takerVolume, row);
    quoteHigh += at(series.quoteHigh, row);
    quoteLow += at(series.quoteLow, row);
    if (quoteLow >= quoteLimb) {
      quoteLow -= quoteLimb;
      quoteHigh++;
    }
    takerHigh += at(series.takerQuoteHigh, row);
    takerLow += at(series.takerQuoteLow, row);
    if (takerLow >= quoteLimb) {
      takerLow -= quoteLimb;
      takerHigh++;
    }
    if (firstTradeId === -1) firstTradeId = at(series.firstTradeId, row);
    lastTradeId = Math.max(lastTradeId, at(series.lastTradeId, row));
  }
  return {
    openTimeUs,
    endTimeUs,
    open,
    high,
    low,
    close: at(series.close, until - 1),
    volume,
    quoteVolume: joinQuote(quoteHigh, quoteLow),
    trades,
    takerBuyVolume: takerVolume,
    takerBuyQuoteVolume: joinQuote(takerHigh, takerLow),
    firstTradeId,
    lastTradeId,
    closed: endTimeUs <= now,
  };
}

function startAtOrAfter(interval: Interval, time: number, offset: number): number {
  const start = intervalStart(interval, time, offset);
  return start === time ? start : intervalShift(interval, start, 1, offset);
}

function firstStart(series: CandleSeries, interval: Interval, offset: number): number {
  const first = at(series.openTime, 0);
  return series.dropped === 0 ? intervalStart(interval, first, offset) : startAtOrAfter(interval, first, offset);
}

/** First row at or after `time`, looked for from `row` on: candles are short, a walk beats a search. */
function rowAfter(series: CandleSeries, row: number, time: number): number {
  let next = row + 1;
  while (next < series.count && at(series.openTime, next) < time) next++;
  return next;
}
