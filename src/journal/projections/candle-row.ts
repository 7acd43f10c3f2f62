/** A finished candle as it is stored: prices in ticks, volumes in lots, quote volumes in ticks times lots. */
export interface CandleRow<Interval extends string = string> {
  readonly symbol: number;
  readonly interval: Interval;
  /** Microseconds of floor time. */
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
  /** -1 when no trade is in it. */
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}
