/**
 * Filters that a floor may have beside those every symbol has (definition.ts): plain data, checked by `createFilters`. The
 * names in capitals are Binance's ("Filters" in its REST documentation). What is left out is not enforced and not shown.
 */

/** Of one symbol. Multipliers are decimal strings with at most four decimals, such as "5" and "0.2". */
export interface SymbolFilters {
  /** PERCENT_PRICE_BY_SIDE: multipliers of the mean price; all four or none. */
  readonly bidMultiplierUp?: string;
  readonly bidMultiplierDown?: string;
  readonly askMultiplierUp?: string;
  readonly askMultiplierDown?: string;
  /** PERCENT_PRICE: the same for both sides; both or none. */
  readonly multiplierUp?: string;
  readonly multiplierDown?: string;
  /** MARKET_LOT_SIZE: least quantity and step of market orders; decimal strings, in base. */
  readonly marketMinQuantity?: string;
  readonly marketStepSize?: string;
  /** NOTIONAL: whether its limits apply to market orders; they do unless this is false. */
  readonly minNotionalToMarket?: boolean;
  readonly maxNotionalToMarket?: boolean;
  /** MIN_NOTIONAL: a least notional of its own, beside NOTIONAL's. */
  readonly leastNotional?: { readonly amount: string; readonly toMarket: boolean };
  /** ICEBERG_PARTS: most parts an iceberg order shows one after the other. */
  readonly icebergPartsMax?: number;
  /** MAX_NUM_ALGO_ORDERS, MAX_NUM_ICEBERG_ORDERS, MAX_NUM_ORDER_LISTS: open ones of an account in this symbol. */
  readonly algoOrdersMax?: number;
  readonly icebergOrdersMax?: number;
  readonly orderListsMax?: number;
  /** MAX_NUM_ORDER_AMENDS: of one order. */
  readonly amendsMax?: number;
  /** MAX_POSITION: most an account may have of the base asset; a decimal string. */
  readonly positionMax?: string;
  readonly trailingDelta?: TrailingDeltaFilter;
}

/** TRAILING_DELTA: basis points. Above the price: stop buys and take-profit sells; below it: stop sells and take-profit buys. */
export interface TrailingDeltaFilter {
  readonly minAbove: number;
  readonly maxAbove: number;
  readonly minBelow: number;
  readonly maxBelow: number;
}

/** EXCHANGE_MAX_NUM_…: open ones of an account on the whole floor. */
export interface FloorFilters {
  readonly ordersMax?: number;
  readonly algoOrdersMax?: number;
  readonly icebergOrdersMax?: number;
  readonly orderListsMax?: number;
}
