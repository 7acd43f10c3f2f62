/**
 * Statistics of a rolling window, from the one-minute candles. The window opens on a full minute and ends now, so it can
 * be up to a minute longer than its name: its sums are exactly those of its candles. A new floor has minutes of the last day or two
 * of its past only: what a longer window has before them comes from the quarters of an hour that are wholly in it.
 */
import type { Candle } from './candle.ts';
import { sumRows } from './candle-query.ts';
import { at, type CandleSeries } from './candle-series.ts';

const minuteUs = 60_000_000;
const quarterUs = 15 * minuteUs;
export const dayWindowUs = 1440 * minuteUs;

export interface RollingTicker {
  readonly openTimeUs: number;
  readonly closeTimeUs: number;
  /** Ticks. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  /** Ticks: the last price before the window; the window's open when there is none. */
  readonly previousClose: number;
  /** Lots; ticks times lots. */
  readonly volume: number;
  readonly quoteVolume: bigint;
  readonly trades: number;
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}

/** Remembers the finished part of one window, which changes once a minute. */
export class RollingWindow {
  readonly #windowUs: number;
  #finished: Finished | undefined;
  #finishedEnd = -1;
  #stamp = -1;

  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** Undefined when the symbol never had a price. Both series have been brought up to `now`. */
  read(minutes: CandleSeries, quarters: CandleSeries, now: number): RollingTicker | undefined {
    if (minutes.count === 0) return undefined;
    const last = minutes.count - 1;
    const wanted = now - this.#windowUs;
    const opens = wanted - (((wanted % minuteUs) + minuteUs) % minuteUs);
    const stamp = minutes.dropped + last;
    let finished = this.#finished;
    if (finished === undefined || this.#stamp !== stamp || this.#finishedEnd !== opens) {
      finished = sumFinished(minutes, quarters, opens, now);
      this.#stamp = stamp;
      this.#finishedEnd = opens;
      this.#finished = finished;
    }
    const open = sumRows(minutes, last, last + 1, opens, now, now);
    const both = finished.sum === undefined ? open : join(finished.sum, open);
    return {
      openTimeUs: finished.openTimeUs,
      closeTimeUs: now,
      open: both.open,
      high: both.high,
      low: both.low,
      last: open.close,
      previousClose: finished.previousClose ?? both.open,
      volume: both.volume,
      quoteVolume: both.quoteVolume,
      trades: both.trades,
      firstTradeId: both.firstTradeId,
      lastTradeId: both.lastTradeId,
    };
  }
}

/** All of a window but its open minute. */
interface Finished {
  readonly openTimeUs: number;
  /** Undefined when nothing is finished in it. */
  readonly sum: Candle | undefined;
  /** The price before it; undefined when there is none. */
  readonly previousClose: number | undefined;
}

function sumFinished(minutes: CandleSeries, quarters: CandleSeries, opens: number, now: number): Finished {
  const last = minutes.count - 1;
  const oldest = at(minutes.openTime, 0);
  const seam = Math.ceil(oldest / quarterUs) * quarterUs;
  const older = quarters.rowFrom(opens);
  const until = quarters.rowFrom(seam);
  const isShort = opens < oldest && older < until && at(quarters.openTime, older) + quarterUs <= oldest;
  if (!isShort || seam > at(minutes.openTime, last)) {
    const from = minutes.rowFrom(opens);
    return {
      openTimeUs: Math.max(opens, oldest),
      sum: from < last ? sumRows(minutes, from, last, opens, now, now) : undefined,
      previousClose: from > 0 ? at(minutes.close, from - 1) : undefined,
    };
  }
  const from = minutes.rowFrom(seam);
  const before = sumRows(quarters, older, until, opens, now, now);
  return {
    openTimeUs: at(quarters.openTime, older),
    sum: from < last ? join(before, sumRows(minutes, from, last, opens, now, now)) : before,
    previousClose: older > 0 ? at(quarters.close, older - 1) : undefined,
  };
}

function join(before: Candle, after: Candle): Candle {
  if (after.trades === 0) return before;
  if (before.trades === 0) return after;
  return {
    ...after,
    open: before.open,
    high: Math.max(before.high, after.high),
    low: Math.min(before.low, after.low),
    volume: before.volume + after.volume,
    quoteVolume: before.quoteVolume + after.quoteVolume,
    trades: before.trades + after.trades,
    takerBuyVolume: before.takerBuyVolume + after.takerBuyVolume,
    takerBuyQuoteVolume: before.takerBuyQuoteVolume + after.takerBuyQuoteVolume,
    firstTradeId: before.firstTradeId === -1 ? after.firstTradeId : before.firstTradeId,
  };
}
