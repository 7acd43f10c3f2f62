/** A user's order while it lives. Events and answers get copies (`stateOf`), which never change afterwards. */
import type { SideCode } from '../book/order-book.ts';
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type { ExpiryReason, OrderKind, OrderState, OrderStatus } from '../messages/account-event.ts';
import type { OrderTerms, Peg, PlaceOrder, TimeInForce, Trigger } from '../messages/command.ts';
import type {
  AccountId,
  Amount,
  OrderId,
  OrderListId,
  Price,
  Quantity,
  SymbolIndex,
  TimestampUs,
} from '../units/brand.ts';

export interface UserOrder {
  readonly orderId: number;
  /** 0 for none. */
  orderListId: number;
  readonly account: number;
  readonly symbol: number;
  clientOrderId: string;
  readonly side: SideCode;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  /** Ticks at which it works; 0 for market orders. A pegged order has it from the book when it goes live. */
  price: number;
  /** As it was ordered, ticks; differs for pegged orders, which may have none (0). */
  readonly orderedPrice: number;
  readonly peg: Peg | undefined;
  /** For a market order by quote amount: what was executed or prevented, known at its end. */
  quantity: number;
  readonly quoteAmount: bigint;
  /** Lots shown at a time; 0 when all are. */
  readonly icebergQuantity: number;
  /** Lots of a resting order that are not on the book. */
  hidden: number;
  /** Ticks; 0 for none. */
  readonly stopPrice: number;
  /** Basis points; 0 for none. */
  readonly trailingDelta: number;
  /** When a trailing order began to follow the price; 0 before. */
  trailingSince: number;
  /** Ticks at which the hold is counted while the order is pending or waits for its trigger. */
  holdPrice: number;
  /** Smallest units of what it needs that the other leg of its pair holds. */
  holdShared: number;
  /** When the order went live; 0 while it waits. */
  workingAt: number;
  /** Whether it stands on the book. */
  isResting: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  status: OrderStatus;
  expiryReason: ExpiryReason | undefined;
  executed: number;
  cumulativeQuote: number;
  prevented: number;
  preventedMatchId: number | undefined;
  /** How often it was amended. */
  amends: number;
  readonly createdAt: number;
  updatedAt: number;
}

export function newUserOrder(
  command: PlaceOrder,
  orderId: number,
  time: number,
  prevention: SelfTradePrevention,
  plan: { readonly waits: boolean; readonly holdPrice: number; readonly limit: number },
): UserOrder {
  const { terms } = command;
  const trigger = 'trigger' in terms ? terms.trigger : undefined;
  const peg = 'peg' in terms ? terms.peg : undefined;
  const orderedPrice = 'price' in terms ? terms.price : 0;
  const trailingDelta = trigger?.trailingDelta ?? 0;
  return {
    orderId,
    orderListId: 0,
    account: command.account,
    symbol: command.symbol,
    clientOrderId: command.clientOrderId,
    side: command.side === 'buy' ? 0 : 1,
    kind: terms.kind === 'market_quote' ? 'market' : terms.kind,
    timeInForce: 'timeInForce' in terms ? terms.timeInForce : 'gtc',
    price: peg === undefined || plan.waits ? orderedPrice : plan.limit,
    orderedPrice,
    peg,
    quantity: terms.kind === 'market_quote' ? 0 : terms.quantity,
    quoteAmount: terms.kind === 'market_quote' ? terms.quoteAmount : 0n,
    icebergQuantity: ('icebergQuantity' in terms ? terms.icebergQuantity : undefined) ?? 0,
    hidden: 0,
    stopPrice: trigger?.stopPrice ?? 0,
    trailingDelta,
    trailingSince: trailingDelta !== 0 && trigger?.stopPrice === undefined ? time : 0,
    holdPrice: plan.holdPrice,
    holdShared: 0,
    workingAt: plan.waits ? 0 : time,
    isResting: false,
    selfTradePrevention: prevention,
    strategyId: command.strategyId,
    strategyType: command.strategyType,
    status: 'new',
    expiryReason: undefined,
    executed: 0,
    cumulativeQuote: 0,
    prevented: 0,
    preventedMatchId: undefined,
    amends: 0,
    createdAt: time,
    updatedAt: time,
  };
}

/** Lots that are still to be executed. */
export function leavesOf(order: UserOrder): number {
  return order.quantity - order.executed - order.prevented;
}

/** What was asked for when it was placed; by quantity only. */
export function termsOf(order: UserOrder): OrderTerms {
  const price = order.price as Price;
  const quantity = order.quantity as Quantity;
  const { kind, timeInForce } = order;
  const showing = {
    ...(order.icebergQuantity === 0 ? {} : { icebergQuantity: order.icebergQuantity as Quantity }),
    ...(order.peg === undefined ? {} : { peg: order.peg }),
  };
  const trigger: Trigger = {
    ...(order.stopPrice === 0 ? {} : { stopPrice: order.stopPrice as Price }),
    ...(order.trailingDelta === 0 ? {} : { trailingDelta: order.trailingDelta }),
  };
  switch (kind) {
    case 'market':
      return { kind, quantity };
    case 'limit':
      return { kind, timeInForce, price, quantity, ...showing };
    case 'limit_maker':
      return { kind, price, quantity, ...showing };
    case 'stop_loss':
    case 'take_profit':
      return { kind, trigger, quantity };
    case 'stop_loss_limit':
    case 'take_profit_limit':
      return { kind, trigger, timeInForce, price, quantity, ...showing };
  }
}

/** Whether a kind, once live, takes any price. */
export function isMarketKind(kind: OrderKind): boolean {
  return kind === 'market' || kind === 'stop_loss' || kind === 'take_profit';
}

/** Stop-loss and take-profit orders, waiting or triggered. */
export function isConditionalKind(kind: OrderKind): boolean {
  return kind !== 'limit' && kind !== 'limit_maker' && kind !== 'market';
}

/** Books a fill; by quote amount the quantity follows what was executed, or prevented. */
export function fillOrder(order: UserOrder, time: number, quantity: number, quote: number, isDone: boolean): void {
  order.executed += quantity;
  order.cumulativeQuote += quote;
  order.updatedAt = time;
  order.status = isDone ? 'filled' : 'partially_filled';
  if (order.quoteAmount !== 0n) order.quantity = order.executed + order.prevented;
}

/** Books what self-trade prevention takes; when nothing is left, that was the order's end. */
export function preventOrder(
  order: UserOrder,
  time: number,
  preventedMatchId: number,
  lots: number,
  isOver: boolean,
): void {
  order.prevented += lots;
  order.preventedMatchId = preventedMatchId;
  order.updatedAt = time;
  if (order.quoteAmount !== 0n) order.quantity = order.executed + order.prevented;
  if (isOver) endOrder(order, time, 'expired_in_match', 'self_trade');
}

export function endOrder(order: UserOrder, time: number, status: OrderStatus, reason?: ExpiryReason): void {
  order.status = status;
  order.expiryReason = reason;
  order.updatedAt = time;
}

export function stateOf(order: UserOrder): OrderState {
  return {
    orderId: order.orderId as OrderId,
    orderListId: order.orderListId === 0 ? undefined : (order.orderListId as OrderListId),
    account: order.account as AccountId,
    symbol: order.symbol as SymbolIndex,
    clientOrderId: order.clientOrderId,
    side: order.side === 0 ? 'buy' : 'sell',
    kind: order.kind,
    timeInForce: order.timeInForce,
    price: order.orderedPrice as Price,
    pegTo: order.peg?.to,
    pegLevels: order.peg?.levels,
    peggedPrice: order.peg === undefined || order.workingAt === 0 ? undefined : (order.price as Price),
    quantity: order.quantity as Quantity,
    quoteAmount: order.quoteAmount as Amount,
    icebergQuantity: order.icebergQuantity as Quantity,
    stopPrice: order.stopPrice as Price,
    trailingDelta: order.trailingDelta === 0 ? undefined : order.trailingDelta,
    trailingSince: order.trailingSince === 0 ? undefined : (order.trailingSince as TimestampUs),
    workingAt: order.workingAt === 0 ? undefined : (order.workingAt as TimestampUs),
    selfTradePrevention: order.selfTradePrevention,
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    status: order.status,
    expiryReason: order.expiryReason,
    executed: order.executed as Quantity,
    cumulativeQuote: (order.cumulativeQuote === 0 ? 0n : BigInt(order.cumulativeQuote)) as Amount,
    prevented: order.prevented as Quantity,
    preventedMatchId: order.preventedMatchId,
    createdAt: order.createdAt as TimestampUs,
    updatedAt: order.updatedAt as TimestampUs,
  };
}
