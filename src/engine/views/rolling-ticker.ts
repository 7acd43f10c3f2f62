/**
 * Statistics of a rolling window, from the one-minute candles. The window opens on a full minute and ends now, so it can
 * be up to a minute longer than its name: its sums are exactly those of its candles.
 */
import type { Candle } from './candle.ts';
import { sumRows } from './candle-query.ts';
import { at, type CandleSeries } from './candle-series.ts';

const minuteUs = 60_000_000;
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
  #finished: Candle | undefined;
  #finishedEnd = -1;
  #stamp = -1;

  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** Undefined when the symbol never had a price. `minutes` has been brought up to `now`. */
  read(minutes: CandleSeries, now: number): RollingTicker | undefined {
    if (minutes.count === 0) return undefined;
    const last = minutes.count - 1;
    const wanted = now - this.#windowUs;
    const opens = wanted - (((wanted % minuteUs) + minuteUs) % minuteUs);
    const from = minutes.rowFrom(opens);
    const stamp = minutes.dropped + last;
    if (this.#stamp !== stamp || this.#finishedEnd !== opens) {
      this.#stamp = stamp;
      this.#finishedEnd = opens;
      this.#finished = from < last ? sumRows(minutes, from, last, opens, now, now) : undefined;
    }
    const open = sumRows(minutes, last, last + 1, opens, now, now);
    const before = this.#finished;
    const both = before === undefined ? open : join(before, open);
    return {
      openTimeUs: Math.max(opens, at(minutes.openTime, 0)),
      closeTimeUs: now,
      open: both.open,
      high: both.high,
      low: both.low,
      last: open.close,
      previousClose: from > 0 ? at(minutes.close, from - 1) : both.open,
      volume: both.volume,
      quoteVolume: both.quoteVolume,
      trades: both.trades,
      firstTradeId: both.firstTradeId,
      lastTradeId: both.lastTradeId,
    };
  }
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
