/**
 * Everything that can come to a floor from outside. A command is stamped once (time, sequence) at the engine's inbox,
 * journaled, then applied; applying it again gives the same events. Amounts are bigints in smallest units.
 */
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type {
  AccountId,
  Amount,
  AssetIndex,
  OrderId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
} from '../units/brand.ts';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';

/** What an order asks for. "No price" is another kind of order, never price zero. */
export type OrderTerms =
  | { readonly kind: 'limit'; readonly timeInForce: TimeInForce; readonly price: Price; readonly quantity: Quantity }
  | { readonly kind: 'limit_maker'; readonly price: Price; readonly quantity: Quantity }
  | { readonly kind: 'market'; readonly quantity: Quantity }
  /** Spend (buy) or receive (sell) at most this much of the quote asset. */
  | { readonly kind: 'market_quote'; readonly quoteAmount: Amount };

export interface PlaceOrder {
  readonly type: 'place_order';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  readonly side: Side;
  readonly terms: OrderTerms;
  /** Unique among the account's open orders of this floor, 1 to 36 characters. */
  readonly clientOrderId: string;
  /** Undefined: the symbol's default. */
  readonly selfTradePrevention?: SelfTradePrevention;
  /** Echoed, never interpreted. */
  readonly strategyId?: number;
  readonly strategyType?: number;
}

export interface CancelOrder {
  readonly type: 'cancel_order';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  /** At least one of the two; when both, both must fit. */
  readonly orderId?: OrderId;
  readonly clientOrderId?: string;
  /** The cancel's own client id. */
  readonly cancelId: string;
  readonly restriction?: 'only_new' | 'only_partially_filled';
}

export interface CancelAll {
  readonly type: 'cancel_all';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  /** The cancels' client ids are this, a dash and the order's id. */
  readonly cancelIdPrefix: string;
}

export interface OpenAccount {
  readonly type: 'open_account';
  readonly account: AccountId;
}

/** Moves an amount between the outside world and an account: positive in, negative out. */
export interface Deposit {
  readonly type: 'deposit';
  readonly account: AccountId;
  readonly asset: AssetIndex;
  readonly amount: Amount;
}

/** How floor time follows wall time; kept in the state so that it survives a restart. The core only remembers it. */
export interface SetClock {
  readonly type: 'set_clock';
  /** Floor seconds per wall second, 0.1 to 1000. */
  readonly rate: number;
  readonly paused: boolean;
}

/** Time may pass up to the stamp, even if nothing else comes: after a crash the floor runs to here before it answers. */
export interface GrantTime {
  readonly type: 'grant_time';
}

/** The floor was closed from its present time to the stamp: the market is carried over in coarse steps. */
export interface SkipTime {
  readonly type: 'skip_time';
}

export type UserCommand = PlaceOrder | CancelOrder | CancelAll | OpenAccount | Deposit | SetClock;
export type Command = UserCommand | GrantTime | SkipTime;

/** A command with its place in the journal and the floor time at which it takes effect. */
export interface StampedCommand {
  readonly sequence: number;
  readonly time: TimestampUs;
  readonly command: Command;
}
