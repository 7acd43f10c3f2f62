/**
 * What a floor is made of: plain data, fixed for the life of the floor, stored with it as JSON.
 * `createInstruments` (instrument.ts) checks it and derives the integer scales.
 */
import type { ExecutionRules } from './execution-rule-definition.ts';
import type { FeeDefinition, SymbolFeeDefinition } from './fee-definition.ts';
import type { FloorFilters, SymbolFilters } from './filter-definition.ts';

export interface AssetDefinition {
  /** Upper-case name, `[A-Z0-9]{1,20}`. */
  readonly name: string;
  /** Decimals of the smallest unit; 8 for every asset unless there is a reason. */
  readonly decimals: number;
  /** MAX_ASSET: most of it in one order, as quantity or as notional; a decimal string. */
  readonly orderAmountMax?: string;
}

/**
 * One market. Prices are whole ticks and quantities whole lots, and one tick times one lot must be a whole number of
 * the quote asset's smallest unit, so that no trade is ever rounded.
 */
export interface SymbolDefinition extends SymbolFilters, ExecutionRules {
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  /** PRICE_FILTER. Decimal strings, in quote per base; a limit of "0" is no limit. */
  readonly tickSize: string;
  readonly minPrice: string;
  readonly maxPrice: string;
  /** LOT_SIZE, and the most of MARKET_LOT_SIZE. Decimal strings, in base. */
  readonly stepSize: string;
  readonly minQuantity: string;
  readonly maxQuantity: string;
  readonly marketMaxQuantity: string;
  /** NOTIONAL. Decimal strings, in quote. */
  readonly minNotional: string;
  readonly maxNotional: string;
  /** Minutes of the weighted mean price that PERCENT_PRICE and notional filters ask for; 0: the last price instead. */
  readonly averagePriceMinutes: number;
  /** MAX_NUM_ORDERS: open orders of one account in this symbol. */
  readonly ordersMax: number;
  readonly defaultSelfTradePrevention: SelfTradePrevention;
  /** What an order may ask for, the default among them; without it, every mode. */
  readonly allowedSelfTradePreventions?: readonly SelfTradePrevention[];
  /** Where they differ from the floor's. */
  readonly fees?: SymbolFeeDefinition;
}

/** Position in the list is the code in snapshots, in the journal and in the matching loop: add at the end only. */
export const selfTradePreventions = [
  'none',
  'expire_taker',
  'expire_maker',
  'expire_both',
  'decrement',
  'transfer',
] as const;
export type SelfTradePrevention = (typeof selfTradePreventions)[number];

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

/** Floor seconds per wall second. */
export const clockRateMin = 0.1;
export const clockRateMax = 1000;

export function isClockRate(rate: number): boolean {
  return rate >= clockRateMin && rate <= clockRateMax;
}

export interface ClockDefinition {
  readonly rate: number;
  readonly paused: boolean;
}

export interface FloorDefinition {
  readonly name: string;
  readonly rulesVersion: number;
  readonly seed: string;
  /** Floor time of its first moment, microseconds. */
  readonly startTimeUs: number;
  /** How its clock stands in that moment; without it, it runs as the wall's does. */
  readonly clock?: ClockDefinition;
  readonly assets: readonly AssetDefinition[];
  readonly symbols: readonly SymbolDefinition[];
  /** Exchange filters; none by default. */
  readonly filters?: FloorFilters;
  readonly fees: FeeDefinition;
  /** Without it there is neither faucet nor grant. */
  readonly money?: MoneyDefinition;
  readonly market: MarketDefinition;
  /** Which day's API the floor speaks; without it, what the server is set to. Nothing here depends on it. */
  readonly apiRules?: string;
}
