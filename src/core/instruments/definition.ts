/**
 * What a floor is made of: plain data, fixed for the life of the floor, stored with it as JSON.
 * `createInstruments` (instrument.ts) checks it and derives the integer scales.
 */
export interface AssetDefinition {
  /** Upper-case name, `[A-Z0-9]{1,20}`. */
  readonly name: string;
  /** Decimals of the smallest unit; 8 for every asset unless there is a reason. */
  readonly decimals: number;
}

/**
 * One market. Prices are whole ticks and quantities whole lots, and one tick times one lot must be a whole number of
 * the quote asset's smallest unit, so that no trade is ever rounded.
 */
export interface SymbolDefinition {
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  /** Decimal strings, in quote per base. */
  readonly tickSize: string;
  readonly minPrice: string;
  readonly maxPrice: string;
  /** Decimal strings, in base. */
  readonly stepSize: string;
  readonly minQuantity: string;
  readonly maxQuantity: string;
  readonly marketMaxQuantity: string;
  /** Decimal strings, in quote. */
  readonly minNotional: string;
  readonly maxNotional: string;
  /** PERCENT_PRICE_BY_SIDE multipliers of the weighted mean price, decimal strings such as "5" and "0.2". */
  readonly bidMultiplierUp: string;
  readonly bidMultiplierDown: string;
  readonly askMultiplierUp: string;
  readonly askMultiplierDown: string;
  /** Minutes of the weighted mean price. */
  readonly averagePriceMinutes: number;
  readonly ordersMax: number;
  readonly defaultSelfTradePrevention: SelfTradePrevention;
}

export type SelfTradePrevention = 'none' | 'expire_taker' | 'expire_maker' | 'expire_both';

export interface FeeDefinition {
  /** Millionths of the amount received: 1000 is 0.1 %. */
  readonly makerPpm: number;
  readonly takerPpm: number;
}

/** Paper money without an operator's hand. All decimal strings; what is left out is not given. */
export interface MoneyDefinition {
  /** What a visitor's account starts with: asset to amount. */
  readonly grant?: Readonly<Record<string, string>>;
  readonly faucet?: readonly FaucetDefinition[];
  /** How often an account may start again in a day of floor time; without it, as often as it likes. */
  readonly resetsPerDay?: number;
}

/** What an account may take of one asset by itself. A day is a UTC day of floor time. */
export interface FaucetDefinition {
  readonly asset: string;
  /** At once at most, and when no amount is named. */
  readonly perClaim: string;
  readonly perDay: string;
  /** The faucet fills an account up to here, what its orders hold included. */
  readonly balanceMax: string;
}

/** Chosen by `kind`; the rest belongs to the market source of that kind (src/market). */
export type MarketDefinition = { readonly kind: string; readonly [option: string]: unknown };

export interface FloorDefinition {
  readonly name: string;
  readonly rulesVersion: number;
  readonly seed: string;
  /** Floor time of its first moment, microseconds. */
  readonly startTimeUs: number;
  readonly assets: readonly AssetDefinition[];
  readonly symbols: readonly SymbolDefinition[];
  readonly fees: FeeDefinition;
  /** Without it there is neither faucet nor grant. */
  readonly money?: MoneyDefinition;
  readonly market: MarketDefinition;
}
