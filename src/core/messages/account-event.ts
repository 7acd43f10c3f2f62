/**
 * What happened to a user's account, one object per happening, in order. Background accounts have none of these: their
 * trades show in the market events only. Every event carries what a reader needs, so that no reader keeps rules of its own.
 */
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type {
  AccountId,
  Amount,
  AssetIndex,
  OrderId,
  OrderListId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
  TradeId,
} from '../units/brand.ts';
import type { OrderListKind, Peg, Side, TimeInForce } from './command.ts';
import type { Rejection } from './rejection.ts';

export type OrderKind =
  | 'limit'
  | 'limit_maker'
  | 'market'
  | 'stop_loss'
  | 'stop_loss_limit'
  | 'take_profit'
  | 'take_profit_limit';
export type OrderStatus =
  | 'new'
  /** Of a list, and waits for its working order. */
  | 'pending_new'
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'expired_in_match'
  /** Of a cancel-replace whose cancel was done: it never was an order of the floor. */
  | 'rejected';
export type ExpiryReason =
  | 'ioc_unfilled'
  | 'fok_unfilled'
  | 'insufficient_liquidity'
  /** Its next trade would have been outside the symbol's price range. */
  | 'price_out_of_range'
  | 'self_trade'
  /** Amended to the quantity that is executed already. */
  | 'amended'
  /** The other order of its pair began to work, or ended. */
  | 'oco_trigger'
  /** The working order it waited for was not filled. */
  | 'oto_phase_one'
  /** Triggered, or no longer pending, and could not be placed. */
  | 'rejected';

/** An order as it stands; in events a copy of that moment. Prices in ticks, quantities in lots, amounts in smallest units. */
export interface OrderState {
  readonly orderId: OrderId;
  /** Undefined when it is in none. */
  readonly orderListId: OrderListId | undefined;
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  /** 0 for market orders, also those that wait for a trigger, and for pegged orders without one. */
  readonly price: Price;
  /** What a pegged order's price is taken from, and from what level when one was asked for. */
  readonly pegTo: Peg['to'] | undefined;
  readonly pegLevels: number | undefined;
  /** The price that was taken; undefined while the order waits, and for others. */
  readonly peggedPrice: Price | undefined;
  /** For a market order by quote amount: what was executed. */
  readonly quantity: Quantity;
  /** 0n unless ordered by quote amount. */
  readonly quoteAmount: Amount;
  /** Shown at a time; 0 when all of it is. */
  readonly icebergQuantity: Quantity;
  /** 0 when the order waits for no stop price. */
  readonly stopPrice: Price;
  /** Basis points. */
  readonly trailingDelta: number | undefined;
  /** Since when a trailing order follows the price; undefined before. */
  readonly trailingSince: TimestampUs | undefined;
  /** Since when the order is live; undefined while it waits for its trigger. */
  readonly workingAt: TimestampUs | undefined;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  readonly status: OrderStatus;
  readonly expiryReason: ExpiryReason | undefined;
  readonly executed: Quantity;
  readonly cumulativeQuote: Amount;
  /** Quantity taken away by self-trade prevention, and the last match that did. */
  readonly prevented: Quantity;
  readonly preventedMatchId: number | undefined;
  readonly createdAt: TimestampUs;
  readonly updatedAt: TimestampUs;
}

export type OrderListStatus = 'executing' | 'done';

/** An order list as it stands; in events a copy of that moment. */
export interface OrderListState {
  readonly orderListId: OrderListId;
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  readonly listClientOrderId: string;
  readonly kind: OrderListKind;
  readonly status: OrderListStatus;
  readonly orders: readonly { readonly orderId: OrderId; readonly clientOrderId: string }[];
  readonly createdAt: TimestampUs;
  readonly updatedAt: TimestampUs;
}

/** One order's share of an execution. */
export interface Fill {
  readonly tradeId: TradeId;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly quoteAmount: Amount;
  readonly commission: Amount;
  readonly commissionAsset: AssetIndex;
  readonly isMaker: boolean;
}

/** Two orders of one owner that would have traded. Prices in ticks, quantities in lots. */
export interface PreventedMatch {
  /** Rises by one with each prevented match of its symbol, from 0 on. */
  readonly preventedMatchId: number;
  readonly takerOrderId: OrderId;
  readonly takerAccount: AccountId;
  readonly makerOrderId: OrderId;
  readonly makerAccount: AccountId;
  /** 0 for none. */
  readonly tradeGroup: number;
  /** In effect. */
  readonly mode: SelfTradePrevention;
  readonly price: Price;
  /** What would have traded, and its value in smallest units. */
  readonly quantity: Quantity;
  readonly quoteAmount: Amount;
  /** What each order lost; 0 when it stays as it was. */
  readonly takerPrevented: Quantity;
  readonly makerPrevented: Quantity;
  /** Quantity and value went from account to account, without a trade. */
  readonly isTransferred: boolean;
}

/** Absolute values after the change. */
export interface Balance {
  readonly asset: AssetIndex;
  readonly available: Amount;
  readonly held: Amount;
}

export type MovementKind = 'deposit' | 'withdrawal' | 'transfer' | 'faucet' | 'grant' | 'reset';

/** Paper money that came to an account or left it, other than by a trade. */
export interface MoneyMovement {
  /** Rises by one with each movement of the floor; both sides of a transfer have the same. */
  readonly movementId: number;
  readonly kind: MovementKind;
  readonly asset: AssetIndex;
  /** Negative when it left. */
  readonly amount: Amount;
  /** The other account of a transfer. */
  readonly counterparty: AccountId | undefined;
}

interface Happened {
  readonly account: AccountId;
  readonly time: TimestampUs;
  /** Rises by one with each account event of the floor: the execution id, and the idempotency key of projections. */
  readonly eventId: number;
}

export type AccountEvent =
  | (Happened & { readonly type: 'order_accepted'; readonly order: OrderState })
  /** A conditional order is live from here on. */
  | (Happened & { readonly type: 'order_triggered'; readonly order: OrderState })
  /** An order of a list is no longer pending: its working order is filled. */
  | (Happened & { readonly type: 'order_entered'; readonly order: OrderState })
  /** Its quantity was lowered; what it was called and how large it was before. */
  | (Happened & {
      readonly type: 'order_amended';
      readonly order: OrderState;
      readonly previousClientOrderId: string;
      readonly previousQuantity: Quantity;
    })
  | (Happened & { readonly type: 'order_filled'; readonly order: OrderState; readonly fill: Fill })
  | (Happened & { readonly type: 'order_canceled'; readonly order: OrderState; readonly cancelId: string })
  | (Happened & { readonly type: 'order_expired'; readonly order: OrderState })
  /** The new order of a cancel-replace was refused, and the cancel is done. No history keeps it. */
  | (Happened & {
      readonly type: 'order_rejected';
      readonly order: OrderState;
      readonly reason: Rejection['reason'];
    })
  /** Placed, or its pending orders entered, or it is done; or only that one of its orders has another client id. */
  | (Happened & { readonly type: 'list_changed'; readonly list: OrderListState; readonly isRenamed?: true })
  /** Self-trade prevention took lots from it: all it had left, and it is `expired_in_match`, or a part. */
  | (Happened & {
      readonly type: 'order_prevented';
      readonly order: OrderState;
      readonly match: PreventedMatch;
      readonly isTaker: boolean;
    })
  | (Happened & { readonly type: 'account_opened' })
  | (Happened & { readonly type: 'money_moved' } & MoneyMovement)
  /** After the events of one command (or of one background trade) that moved this account's balances: once each. */
  | (Happened & { readonly type: 'balances_changed'; readonly balances: readonly Balance[] });
