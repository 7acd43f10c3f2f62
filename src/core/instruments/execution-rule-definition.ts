/**
 * Rules that are asked when an order trades, not when it is placed: plain data, checked by
 * `readPriceRange` and `checkReferencePrice`. Binance, "Price Range Execution Rule". What is left out is not enforced.
 */

/** Of one symbol. */
export interface ExecutionRules {
  /** PRICE_RANGE: between which multiples of the reference price a taker may trade. */
  readonly priceRange?: PriceRangeMultipliers;
  /** How the reference price is taken from the trades; without it the symbol has none, and the rule is asleep. */
  readonly referencePrice?: ReferencePriceWindow;
}

/** Decimal strings with at most four decimals; each that is left out does not bound its side in its direction. */
export interface PriceRangeMultipliers {
  readonly bidLimitMultUp?: string;
  readonly bidLimitMultDown?: string;
  readonly askLimitMultUp?: string;
  readonly askLimitMultDown?: string;
}

/** The plain mean of the trades' prices, over so many buckets of so many milliseconds of floor time. */
export interface ReferencePriceWindow {
  readonly bucketCount: number;
  readonly bucketWidthMs: number;
}
