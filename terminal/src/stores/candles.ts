/**
 * The candles of one symbol and interval, oldest first. Figures are doubles here and nowhere else: they end as pixels of
 * the chart and as its legend, never as money. On a fast floor candles of a second come by the thousand: the oldest are forgotten.
 * A reader who scrolls back fetches them again, as far as so many reach.
 */
import type { WireCandle } from '../wire/rest.ts';
import type { CandleEvent } from '../wire/stream.ts';

/** Candles kept when the oldest are forgotten, and how many more may gather before. */
export const candlesMax = 20_000;
export const candlesSpare = 5_000;

export interface Candle {
  /** Seconds since 1970, the open time. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export const intervals = ['1s', '1m', '5m', '15m', '1h', '4h', '1d'] as const;
export type Interval = (typeof intervals)[number];

export const intervalMs: Readonly<Record<Interval, number>> = {
  '1s': 1_000,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

/** What changed: the whole series, its beginning, which was forgotten, or only its last candle. */
export type CandleChange =
  | { readonly kind: 'all' }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'last'; readonly candle: Candle };

export class Candles {
  #candles: Candle[] = [];
  #loaded = false;

  get list(): readonly Candle[] {
    return this.#candles;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /**
   * A page of the REST API: older pages come before what is here, overlaps are replaced. What is older than the page and
   * does not touch it goes: after a long interruption there would be a gap that nothing fills.
   */
  page(rows: readonly WireCandle[]): CandleChange {
    const merged = new Map(rows.map((row) => [row[0] / 1000, ofRow(row)]));
    const newest = rows.at(-1)?.[0] ?? 0;
    for (const candle of this.#touching(rows[0])) {
      // What came by stream while the page was on its way is at least as new as the page's last, unfinished candle.
      if (!merged.has(candle.time) || candle.time >= newest / 1000) merged.set(candle.time, candle);
    }
    this.#candles = [...merged.values()].sort((a, b) => a.time - b.time);
    this.#loaded = true;
    return { kind: 'all' };
  }

  /** An event of the stream. A candle older than the last is a late message and is dropped. */
  event(event: CandleEvent): CandleChange | undefined {
    const candle = ofEvent(event);
    const last = this.#candles.at(-1);
    if (last !== undefined && candle.time < last.time) return undefined;
    if (last !== undefined && candle.time === last.time) this.#candles[this.#candles.length - 1] = candle;
    else this.#candles.push(candle);
    if (this.#candles.length > candlesMax + candlesSpare) {
      this.#candles = this.#candles.slice(-candlesMax);
      return { kind: 'forgotten' };
    }
    return { kind: 'last', candle };
  }

  /**
   * A trade moves the close of the candle it falls into at once; volume waits for the candle's own event, which is exact.
   * `spanMs` is the candle's length.
   */
  trade(timeMs: number, price: number, spanMs: number): CandleChange | undefined {
    const last = this.#candles.at(-1);
    if (last === undefined || timeMs < last.time * 1000 || timeMs >= last.time * 1000 + spanMs) return undefined;
    const candle = { ...last, close: price, high: Math.max(last.high, price), low: Math.min(last.low, price) };
    this.#candles[this.#candles.length - 1] = candle;
    return { kind: 'last', candle };
  }

  /** What of the candles here reaches, without a gap, to where a page begins, and what comes after that. */
  #touching(first: WireCandle | undefined): readonly Candle[] {
    if (first === undefined) return this.#candles;
    const span = (first[6] + 1 - first[0]) / 1000;
    let from = first[0] / 1000;
    let begin = this.#candles.findIndex((candle) => candle.time >= from);
    if (begin < 0) begin = this.#candles.length;
    for (; begin > 0; begin -= 1) {
      const before = this.#candles[begin - 1];
      if (before === undefined || before.time + span < from) break;
      from = before.time;
    }
    return this.#candles.slice(begin);
  }

  clear(): void {
    this.#candles = [];
    this.#loaded = false;
  }
}

function ofRow([time, open, high, low, close, volume]: WireCandle): Candle {
  return {
    time: time / 1000,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  };
}

function ofEvent({ k }: CandleEvent): Candle {
  return {
    time: k.t / 1000,
    open: Number(k.o),
    high: Number(k.h),
    low: Number(k.l),
    close: Number(k.c),
    volume: Number(k.v),
  };
}
