/**
 * The sixteen candle intervals: names, lengths, where a candle starts and where the next one does.
 * Weeks start on Monday, months on the first, `3d` counts from 1970-01-01. All of them by the clock of a time zone: an offset moves
 * every candle that it is no multiple of, `12h` at +08:00 as well as `1h` at +05:30 (Binance, klines: "kline intervals are
 * interpreted in that timezone"). All times are microseconds of floor time; nothing here knows "now".
 */
const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const hourUs = 60 * minuteUs;
const dayUs = 24 * hourUs;

/** 1970-01-05, the first Monday. */
const mondayUs = 4 * dayUs;

const lengths = {
  '1s': secondUs,
  '1m': minuteUs,
  '3m': 3 * minuteUs,
  '5m': 5 * minuteUs,
  '15m': 15 * minuteUs,
  '30m': 30 * minuteUs,
  '1h': hourUs,
  '2h': 2 * hourUs,
  '4h': 4 * hourUs,
  '6h': 6 * hourUs,
  '8h': 8 * hourUs,
  '12h': 12 * hourUs,
  '1d': dayUs,
  '3d': 3 * dayUs,
  '1w': 7 * dayUs,
  /** The shortest month; the calendar decides (intervalStart, intervalEnd). */
  '1M': 28 * dayUs,
} as const;

export type Interval = keyof typeof lengths;

export const intervals = Object.keys(lengths) as readonly Interval[];

/** The intervals that are kept; the others are put together from them. */
export const baseIntervals = ['1s', '1m', '15m', '1h', '1d'] as const;
export type BaseInterval = (typeof baseIntervals)[number];

export function isInterval(text: string): text is Interval {
  return Object.hasOwn(lengths, text);
}

/** Microseconds; of `1M` the least it can be. */
export function intervalLength(interval: Interval): number {
  return lengths[interval];
}

/** Start of the candle that holds `time`. `offset` is local time minus UTC, in microseconds. */
export function intervalStart(interval: Interval, time: number, offset = 0): number {
  const length = lengths[interval];
  if (interval === '1M') return monthStart(time + offset, 0) - offset;
  const anchor = interval === '1w' ? mondayUs : 0;
  return time - ((time + offset - anchor) % length);
}

/** Start of the candle `count` further on (negative: back) from the one that starts at `start`. */
export function intervalShift(interval: Interval, start: number, count: number, offset = 0): number {
  if (interval !== '1M') return start + count * lengths[interval];
  return monthStart(start + offset, count) - offset;
}

/** The kept interval from which candles of `interval` are put together under this offset: the longest whose bounds are all of theirs. */
export function baseOf(interval: Interval, offset = 0): BaseInterval {
  const fits = (base: BaseInterval) => lengths[interval] % lengths[base] === 0 && offset % lengths[base] === 0;
  return baseIntervals.findLast(fits) ?? '1s';
}

function monthStart(time: number, shift: number): number {
  const date = new Date(Math.floor(time / 1000));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1) * 1000;
}
