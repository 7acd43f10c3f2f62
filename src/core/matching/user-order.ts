/** A user's order while it lives. Events and answers get copies (`stateOf`), which never change afterwards. */
import type { SideCode } from '../book/order-book.ts';
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type { ExpiryReason, OrderKind, OrderState, OrderStatus } from '../messages/account-event.ts';
import type { PlaceOrder, TimeInForce } from '../messages/command.ts';
import type { AccountId, Amount, OrderId, Price, Quantity, SymbolIndex, TimestampUs } from '../units/brand.ts';

export interface UserOrder {
  readonly orderId: number;
  readonly account: number;
  readonly symbol: number;
  readonly clientOrderId: string;
  readonly side: SideCode;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  readonly price: number;
  /** For a market order by quote amount: what was executed, known at its end. */
  quantity: number;
  readonly quoteAmount: bigint;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  status: OrderStatus;
  expiryReason: ExpiryReason | undefined;
  executed: number;
  cumulativeQuote: number;
  prevented: number;
  readonly createdAt: number;
  updatedAt: number;
}

export function newUserOrder(
  command: PlaceOrder,
  orderId: number,
  time: number,
  prevention: SelfTradePrevention,
): UserOrder {
  const { terms } = command;
  const isLimit = terms.kind === 'limit' || terms.kind === 'limit_maker';
  return {
    orderId,
    account: command.account,
    symbol: command.symbol,
    clientOrderId: command.clientOrderId,
    side: command.side === 'buy' ? 0 : 1,
    kind: terms.kind === 'market_quote' ? 'market' : terms.kind,
    timeInForce: terms.kind === 'limit' ? terms.timeInForce : 'gtc',
    price: isLimit ? terms.price : 0,
    quantity: terms.kind === 'market_quote' ? 0 : terms.quantity,
    quoteAmount: terms.kind === 'market_quote' ? terms.quoteAmount : 0n,
    selfTradePrevention: prevention,
    strategyId: command.strategyId,
    strategyType: command.strategyType,
    status: 'new',
    expiryReason: undefined,
    executed: 0,
    cumulativeQuote: 0,
    prevented: 0,
    createdAt: time,
    updatedAt: time,
  };
}

/** Books a fill; by quote amount the quantity follows what was executed. */
export function fillOrder(order: UserOrder, time: number, quantity: number, quote: number, isDone: boolean): void {
  order.executed += quantity;
  order.cumulativeQuote += quote;
  order.updatedAt = time;
  order.status = isDone ? 'filled' : 'partially_filled';
  if (order.quoteAmount !== 0n) order.quantity = order.executed;
}

export function endOrder(order: UserOrder, time: number, status: OrderStatus, reason?: ExpiryReason): void {
  order.status = status;
  order.expiryReason = reason;
  order.updatedAt = time;
}

export function stateOf(order: UserOrder): OrderState {
  return {
    orderId: order.orderId as OrderId,
    account: order.account as AccountId,
    symbol: order.symbol as SymbolIndex,
    clientOrderId: order.clientOrderId,
    side: order.side === 0 ? 'buy' : 'sell',
    kind: order.kind,
    timeInForce: order.timeInForce,
    price: order.price as Price,
    quantity: order.quantity as Quantity,
    quoteAmount: order.quoteAmount as Amount,
    selfTradePrevention: order.selfTradePrevention,
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    status: order.status,
    expiryReason: order.expiryReason,
    executed: order.executed as Quantity,
    cumulativeQuote: BigInt(order.cumulativeQuote) as Amount,
    prevented: order.prevented as Quantity,
    createdAt: order.createdAt as TimestampUs,
    updatedAt: order.updatedAt as TimestampUs,
  };
}
