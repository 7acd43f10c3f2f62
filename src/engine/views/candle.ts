/**
 * Candles as readers get them: prices in ticks, volumes in lots, quote volumes in ticks times lots. A quote volume is a
 * bigint because a busy day passes 2^53; inside, it is a pair of doubles (quote-sum.ts).
 */
import type { BaseInterval } from './interval.ts';

export interface Candle {
  readonly openTimeUs: number;
  /** First instant after it. */
  readonly endTimeUs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: bigint;
  readonly trades: number;
  readonly takerBuyVolume: number;
  readonly takerBuyQuoteVolume: bigint;
  /** -1 when no trade of the tape is in it (quiet, or before the floor's first moment). */
  readonly firstTradeId: number;
  readonly lastTradeId: number;
  /** Floor time has passed its end. */
  readonly closed: boolean;
}

/** The intervals that are stored (1s candles are not). */
export type StoredInterval = Exclude<BaseInterval, '1s'>;
export const storedIntervals: readonly StoredInterval[] = ['1m', '15m', '1h', '1d'];

/** A finished candle on its way to the store, or back from it. */
export interface ClosedCandle {
  readonly symbol: number;
  readonly interval: StoredInterval;
  readonly openTimeUs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: bigint;
  readonly trades: number;
  readonly takerBuyVolume: number;
  readonly takerBuyQuoteVolume: bigint;
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}

/** Which candles: opened at `startUs` or later, at `endUs` or earlier; oldest first. */
export interface CandleQuery {
  readonly startUs?: number;
  readonly endUs?: number;
  /** With a start the oldest so many, without the latest so many. */
  readonly limit: number;
  /** Time zone, local minus UTC, microseconds. */
  readonly offsetUs?: number;
}

/** What a reader makes of candles. A closed one never changes: who keeps what was made of it spares its adding up, too. */
export interface CandleForm<Row> {
  /** Of a closed candle, by its opening; undefined when it is to be made. */
  kept(openTimeUs: number): Row | undefined;
  make(candle: Candle): Row;
}

/** Candles as they are. */
export const plainCandles: CandleForm<Candle> = { kept: () => undefined, make: (candle) => candle };
