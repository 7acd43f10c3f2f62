/**
 * The REST answers the terminal reads, as they stand on the wire: decimals are strings, times are milliseconds of floor
 * time. Only the fields in use are named. Nothing is converted here.
 */
export interface SymbolFilter {
  readonly filterType: string;
  readonly [field: string]: string | number | boolean;
}

export interface SymbolInfo {
  readonly symbol: string;
  readonly status: string;
  readonly baseAsset: string;
  readonly baseAssetPrecision: number;
  readonly quoteAsset: string;
  readonly quoteAssetPrecision: number;
  readonly filters: readonly SymbolFilter[];
}

export interface ExchangeInfo {
  readonly serverTime: number;
  readonly symbols: readonly SymbolInfo[];
}

/** Price and quantity. */
export type WireLevel = readonly [string, string];

export interface DepthSnapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
}

export interface DayTicker {
  readonly symbol: string;
  readonly openPrice: string;
  readonly highPrice: string;
  readonly lowPrice: string;
  readonly lastPrice: string;
  readonly volume: string;
  readonly quoteVolume: string;
}

export interface AggregateTrade {
  /** Id, price, quantity, time, and whether the buyer was the maker. */
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}

/** Open time, open, high, low, close, volume, close time, and more that is not used. */
export type WireCandle = readonly [number, string, string, string, string, string, number, ...unknown[]];

export interface WireOrder {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly price: string;
  /** What a pegged order took from the book; its `price` is what was asked for, mostly none. */
  readonly peggedPrice?: string;
  readonly origQty: string;
  readonly executedQty: string;
  readonly cummulativeQuoteQty: string;
  readonly status: string;
  readonly timeInForce: string;
  readonly type: string;
  readonly side: 'BUY' | 'SELL';
  /** Zero when the order has no trigger. */
  readonly stopPrice?: string;
  /** Basis points that a trailing trigger follows behind the market. */
  readonly trailingDelta?: number;
  /** False while the order waits for its trigger. */
  readonly isWorking?: boolean;
  /** -1 outside order lists. */
  readonly orderListId?: number;
  /** What self-trade prevention kept from trading so far. */
  readonly preventedQuantity?: string;
  readonly selfTradePreventionMode?: string;
  /** What an iceberg shows at a time; zero for any other order. */
  readonly icebergQty?: string;
  /** Only of an order whose price follows the book. */
  readonly pegPriceType?: string;
  readonly strategyId?: number;
  readonly strategyType?: number;
  readonly time: number;
  readonly updateTime: number;
}

/** The answer to a cancel: the order as it was when it ended. */
export type CanceledOrder = Pick<WireOrder, 'status' | 'origQty' | 'executedQty' | 'preventedQuantity'>;

/** The answer to a new order, in its full form. */
export interface PlacedOrder {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly transactTime: number;
  readonly price: string;
  readonly origQty: string;
  readonly executedQty: string;
  readonly cummulativeQuoteQty: string;
  readonly status: string;
  readonly timeInForce: string;
  readonly type: string;
  readonly side: 'BUY' | 'SELL';
}

/** The answer to a new order list: of a pair both, else the one that works first. */
export interface PlacedList {
  readonly orderReports: readonly [PlacedOrder, ...PlacedOrder[]];
}

export interface WireFill {
  readonly symbol: string;
  readonly id: number;
  readonly orderId: number;
  readonly price: string;
  readonly qty: string;
  readonly quoteQty: string;
  readonly commission: string;
  readonly commissionAsset: string;
  readonly time: number;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
}

export interface WireBalance {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
}

export interface WireAccount {
  readonly balances: readonly WireBalance[];
  readonly updateTime: number;
  readonly commissionRates?: { readonly maker: string; readonly taker: string };
}

export interface WireError {
  readonly code: number;
  readonly msg: string;
  /** What was done all the same, of a request that does two things. */
  readonly data?: unknown;
}

/** The data of a failed cancel-replace; a half that was not attempted is null. */
export interface ReplaceHalves {
  readonly cancelResponse: Partial<WireError & CanceledOrder> | null;
  readonly newOrderResponse: Partial<WireError> | null;
}
