/**
 * Candles of a floor's past from its bars: minutes of the last day or two, quarters and hours of the last 30 days, days of
 * all. All are sums of the same bars. The last of each list is the one that is open at the floor's first moment, up to that
 * moment; there is none when the moment falls on its boundary.
 */
import type { PastCandle, SymbolPast } from '../../core/market-source.ts';
import { BAR_FIELDS, barField } from './past-bars.ts';
import type { PastSchedule } from './past-schedule.ts';

const MINUTE_US = 60_000_000;
const QUARTER_US = 15 * MINUTE_US;
const HOUR_US = 4 * QUARTER_US;
const DAY_US = 24 * HOUR_US;

export function pastCandles(bars: Float64Array, schedule: PastSchedule): SymbolPast {
  const endUs = schedule.timeUs(schedule.count);
  const yesterday = Math.floor(endUs / DAY_US) * DAY_US - DAY_US;
  const fineStart = schedule.timeUs(schedule.quarters);
  const candles = (length: number, from: number) => sumBars(bars, schedule, length, from);
  return {
    minutes: candles(MINUTE_US, Math.max(yesterday, fineStart)),
    quarters: candles(QUARTER_US, fineStart),
    hours: candles(HOUR_US, fineStart),
    days: candles(DAY_US, schedule.timeUs(0)),
  };
}

/** Candles of a length, from the first bar at or after a time. Bars never cross a candle's boundary. */
function sumBars(bars: Float64Array, schedule: PastSchedule, length: number, from: number): PastCandle[] {
  const candles: PastCandle[] = [];
  let first = from < schedule.timeUs(schedule.quarters) ? 0 : schedule.quarters;
  while (first < schedule.count && schedule.timeUs(first) < from) first++;
  for (let bar = first; bar < schedule.count; ) {
    const openTimeUs = schedule.timeUs(bar);
    let end = bar + 1;
    while (end < schedule.count && schedule.timeUs(end) < openTimeUs + length) end++;
    candles.push(sumCandle(bars, bar, end, openTimeUs));
    bar = end;
  }
  return candles;
}

function sumCandle(bars: Float64Array, first: number, end: number, openTimeUs: number): PastCandle {
  const field = (bar: number, name: number): number => bars[bar * BAR_FIELDS + name] as number;
  let high = 0;
  let low = Infinity;
  let volume = 0;
  let quoteVolume = 0;
  let trades = 0;
  let takerBuyVolume = 0;
  let takerBuyQuoteVolume = 0;
  for (let bar = first; bar < end; bar++) {
    high = Math.max(high, field(bar, barField.high));
    low = Math.min(low, field(bar, barField.low));
    volume += field(bar, barField.volume);
    quoteVolume += field(bar, barField.quoteVolume);
    trades += field(bar, barField.trades);
    takerBuyVolume += field(bar, barField.takerBuyVolume);
    takerBuyQuoteVolume += field(bar, barField.takerBuyQuoteVolume);
  }
  const open = field(first, barField.open);
  const close = field(end - 1, barField.close);
  return { openTimeUs, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, takerBuyQuoteVolume };
}
