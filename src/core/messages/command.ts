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
  OrderListId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
} from '../units/brand.ts';
import type { SymbolStatus } from './symbol-status.ts';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'gtc' | 'ioc' | 'fok';

/**
 * What a conditional order waits for: a stop price, or a fall from the highest (a rise from the lowest) price by some basis
 * points. With both, the second is watched from the trade that reaches the first. At least one is given.
 */
export interface Trigger {
  readonly stopPrice?: Price;
  /** Basis points, 1 is 0.01 %. */
  readonly trailingDelta?: number;
}

/** An iceberg order shows so much of its quantity at a time; without, all of it. Good till cancelled only. */
interface Showing {
  readonly icebergQuantity?: Quantity;
}

/** A price of the book: the best on the order's own side (primary) or on the other (market), or one so many levels behind it. */
export interface Peg {
  readonly to: 'primary' | 'market';
  /** 0 to 100. */
  readonly levels?: number;
}

/** A pegged order takes its price from the book when it goes live; its `price` is then 0, or one for the filters to judge. */
interface Pegging {
  readonly peg?: Peg;
}

/** What an order asks for. "No price" is another kind of order, never price zero, unless the price is pegged. */
export type OrderTerms =
  | (Showing &
      Pegging & {
        readonly kind: 'limit';
        readonly timeInForce: TimeInForce;
        readonly price: Price;
        readonly quantity: Quantity;
      })
  | (Showing & Pegging & { readonly kind: 'limit_maker'; readonly price: Price; readonly quantity: Quantity })
  | { readonly kind: 'market'; readonly quantity: Quantity }
  /** Spend (buy) at most, or receive (sell) at least this much of the quote asset, in whole lots. */
  | { readonly kind: 'market_quote'; readonly quoteAmount: Amount }
  | ConditionalTerms;

/** Waits outside the book until its trigger, then is a market order, or a limit order. */
export type ConditionalTerms =
  | { readonly kind: 'stop_loss' | 'take_profit'; readonly trigger: Trigger; readonly quantity: Quantity }
  | (Showing &
      Pegging & {
        readonly kind: 'stop_loss_limit' | 'take_profit_limit';
        readonly trigger: Trigger;
        readonly timeInForce: TimeInForce;
        readonly price: Price;
        readonly quantity: Quantity;
      });

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

/** Cancels one order and places another, in one step. The new order's filters are asked first; when they refuse, nothing is done. */
export interface CancelReplace {
  readonly type: 'cancel_replace';
  /** Of the same account and symbol. */
  readonly cancel: CancelOrder;
  readonly order: PlaceOrder;
  /** What becomes of the new order when the cancel is refused: not placed, or placed all the same. */
  readonly mode: 'stop_on_failure' | 'allow_failure';
}

/** Lowers an open order's quantity; its id and its place in the queue stay. */
export interface AmendOrder {
  readonly type: 'amend_order';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  /** At least one of the two; when both, both must fit. */
  readonly orderId?: OrderId;
  readonly clientOrderId?: string;
  /** The order's client id from now on; may be the one it has. */
  readonly newClientOrderId: string;
  readonly quantity: Quantity;
}

export type OrderListKind = 'oco' | 'oto' | 'otoco' | 'opo' | 'opoco';

/** Orders that are placed together, all or none (order-list.ts). */
export interface PlaceOrderList {
  readonly type: 'place_order_list';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  readonly kind: OrderListKind;
  /** Unique among the account's open lists of this floor. */
  readonly listClientOrderId: string;
  /**
   * All of this account and symbol: the working order first; of a pair the stop-loss first. What a working order pays for has
   * quantity 0: it sells what there will be.
   */
  readonly orders: readonly PlaceOrder[];
}

/** Cancels all orders of a list that are still open. */
export interface CancelOrderList {
  readonly type: 'cancel_order_list';
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  /** At least one of the two; when both, both must fit. */
  readonly orderListId?: OrderListId;
  readonly listClientOrderId?: string;
  /** The cancel's own client id. */
  readonly cancelId: string;
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
  /** What it starts with, and starts with again when it is reset; nothing without it. Each asset at most once. */
  readonly grant?: readonly { readonly asset: AssetIndex; readonly amount: Amount }[];
}

/** Brings paper money from the outside world, or takes it there. The amount is positive. */
export interface Deposit {
  readonly type: 'deposit' | 'withdraw';
  readonly account: AccountId;
  readonly asset: AssetIndex;
  readonly amount: Amount;
}

/** From one user's account to another's. Whose they are is not the core's business. */
export interface Transfer {
  readonly type: 'transfer';
  readonly source: AccountId;
  readonly target: AccountId;
  readonly asset: AssetIndex;
  readonly amount: Amount;
}

/** The floor's faucet, within its limits. Without an amount: what it gives at once. */
export interface ClaimFaucet {
  readonly type: 'claim_faucet';
  readonly account: AccountId;
  readonly asset: AssetIndex;
  readonly amount?: Amount;
}

/** Cancels all orders of an account and sets its balances to what it started with. Its history stays. */
export interface ResetAccount {
  readonly type: 'reset_account';
  readonly account: AccountId;
  /** The cancels' client ids are this, a dash and the order's id. */
  readonly cancelIdPrefix: string;
  /** An operator's: does not count against the resets of the day. */
  readonly byOperator: boolean;
}

/** What an account pays for its trades from now on. What is left out stays as it is. */
export interface SetFees {
  readonly type: 'set_fees';
  readonly account: AccountId;
  /** 0: the floor's own rates; from 1 on the definition's tiers. */
  readonly tier?: number;
  /** Pay commission with a discount in another asset, while there is enough of it. */
  readonly paysInDiscountAsset?: boolean;
}

/** Accounts of one trade group count as one owner for self-trade prevention. */
export interface SetTradeGroup {
  readonly type: 'set_trade_group';
  readonly account: AccountId;
  /** From 1 on; 0 for none. */
  readonly tradeGroup: number;
}

export type MoneyCommand = OpenAccount | Deposit | Transfer | ClaimFaucet | ResetAccount | SetFees;

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

/** An operator's: opens or closes a symbol for trading. Orders on the book stay as they are. */
export interface SetSymbolStatus {
  readonly type: 'set_symbol_status';
  readonly symbol: SymbolIndex;
  readonly status: SymbolStatus;
}

export type OrderCommand =
  | PlaceOrder
  | CancelOrder
  | CancelReplace
  | AmendOrder
  | CancelAll
  | PlaceOrderList
  | CancelOrderList;
export type UserCommand = OrderCommand | MoneyCommand | SetTradeGroup | SetClock | SetSymbolStatus;
export type Command = UserCommand | GrantTime | SkipTime;

/** A command with its place in the journal and the floor time at which it takes effect. */
export interface StampedCommand {
  readonly sequence: number;
  readonly time: TimestampUs;
  readonly command: Command;
}
