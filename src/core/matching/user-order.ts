/** A user's order while it lives. Events and answers get copies (`stateOf`), which never change afterwards. */
import type { SideCode } from '../book/order-book.ts';
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type { ExpiryReason, OrderKind, OrderState, OrderStatus } from '../messages/account-event.ts';
import type { OrderTerms, Peg, TimeInForce, Trigger } from '../messages/command.ts';
import { bigintOf } from '../units/arithmetic.ts';
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
import { ordinary, type UncommonFields } from './uncommon-fields.ts';

/** What every order has. */
export interface CommonFields {
  readonly orderId: number;
  readonly account: number;
  readonly symbol: number;
  readonly clientOrderId: string;
  readonly side: SideCode;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  readonly price: number;
  readonly quantity: number;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly status: OrderStatus;
  readonly executed: number;
  readonly cumulativeQuote: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * Hundreds of thousands of these may be open, and the garbage collector copies each twice: what most orders do not have is in an
 * object of its own (uncommon-fields.ts), which all ordinary orders share. Whoever reads or writes a field does not notice.
 */
export class UserOrder {
  declare readonly orderId: number;
  declare readonly account: number;
  declare readonly symbol: number;
  declare clientOrderId: string;
  declare readonly side: SideCode;
  declare readonly kind: OrderKind;
  declare readonly timeInForce: TimeInForce;
  /** Ticks at which it works; 0 for market orders. A pegged order has it from the book when it goes live. */
  declare price: number;
  /** For a market order by quote amount: what was executed or prevented, known at its end. */
  declare quantity: number;
  /** Whether it stands on the book. */
  declare isResting: boolean;
  declare readonly selfTradePrevention: SelfTradePrevention;
  declare status: OrderStatus;
  declare executed: number;
  declare cumulativeQuote: number;
  declare readonly createdAt: number;
  declare updatedAt: number;
  /** Its place among the open orders (open-orders.ts); 0 while it is not one of them. */
  declare slot: number;
  /** Shared as long as nothing of it is written. */
  declare private uncommon: UncommonFields;

  constructor(common: CommonFields, uncommon: UncommonFields = ordinary) {
    this.orderId = common.orderId;
    this.account = common.account;
    this.symbol = common.symbol;
    this.clientOrderId = common.clientOrderId;
    this.side = common.side;
    this.kind = common.kind;
    this.timeInForce = common.timeInForce;
    this.price = common.price;
    this.quantity = common.quantity;
    this.isResting = false;
    this.selfTradePrevention = common.selfTradePrevention;
    this.status = common.status;
    this.executed = common.executed;
    this.cumulativeQuote = common.cumulativeQuote;
    this.createdAt = common.createdAt;
    this.updatedAt = common.updatedAt;
    this.slot = 0;
    this.uncommon = uncommon;
  }

  /** 0 for none. */
  get orderListId(): number {
    return this.uncommon.orderListId;
  }

  set orderListId(value: number) {
    this.#own().orderListId = value;
  }

  /** As it was ordered, ticks; differs for pegged orders, which may have none (0). */
  get orderedPrice(): number {
    return this.uncommon.orderedPrice ?? this.price;
  }

  get peg(): Peg | undefined {
    return this.uncommon.peg;
  }

  get quoteAmount(): bigint {
    return this.uncommon.quoteAmount;
  }

  /** Whether it was ordered by quote amount. Asked at every fill. */
  get isByQuote(): boolean {
    return this.uncommon !== ordinary && this.uncommon.quoteAmount !== 0n;
  }

  /** Lots shown at a time; 0 when all are. */
  get icebergQuantity(): number {
    return this.uncommon.icebergQuantity;
  }

  /** Lots of a resting order that are not on the book. */
  get hidden(): number {
    return this.uncommon.hidden;
  }

  set hidden(value: number) {
    this.#own().hidden = value;
  }

  /** Ticks; 0 for none. */
  get stopPrice(): number {
    return this.uncommon.stopPrice;
  }

  /** Basis points; 0 for none. */
  get trailingDelta(): number {
    return this.uncommon.trailingDelta;
  }

  /** When a trailing order began to follow the price; 0 before. */
  get trailingSince(): number {
    return this.uncommon.trailingSince;
  }

  set trailingSince(value: number) {
    this.#own().trailingSince = value;
  }

  /** Ticks at which the hold is counted while the order is pending or waits for its trigger. */
  get holdPrice(): number {
    return this.uncommon.holdPrice;
  }

  set holdPrice(value: number) {
    this.#own().holdPrice = value;
  }

  /** Smallest units of what it needs that the other leg of its pair holds. */
  get holdShared(): number {
    return this.uncommon.holdShared;
  }

  set holdShared(value: number) {
    this.#own().holdShared = value;
  }

  /** When the order went live; 0 while it waits. */
  get workingAt(): number {
    return this.uncommon.workingAt ?? this.createdAt;
  }

  set workingAt(value: number) {
    this.#own().workingAt = value;
  }

  get strategyId(): number | undefined {
    return this.uncommon.strategyId;
  }

  get strategyType(): number | undefined {
    return this.uncommon.strategyType;
  }

  get expiryReason(): ExpiryReason | undefined {
    return this.uncommon.expiryReason;
  }

  set expiryReason(value: ExpiryReason | undefined) {
    this.#own().expiryReason = value;
  }

  /** Lots that self-trade prevention took. */
  get prevented(): number {
    return this.uncommon.prevented;
  }

  set prevented(value: number) {
    this.#own().prevented = value;
  }

  get preventedMatchId(): number | undefined {
    return this.uncommon.preventedMatchId;
  }

  set preventedMatchId(value: number | undefined) {
    this.#own().preventedMatchId = value;
  }

  /** How often it was amended. */
  get amends(): number {
    return this.uncommon.amends;
  }

  set amends(value: number) {
    this.#own().amends = value;
  }

  #own(): UncommonFields {
    if (this.uncommon === ordinary) this.uncommon = { ...ordinary };
    return this.uncommon;
  }
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
  if (order.isByQuote) order.quantity = order.executed + order.prevented;
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
  if (order.isByQuote) order.quantity = order.executed + order.prevented;
  if (isOver) endOrder(order, time, 'expired_in_match', 'self_trade');
}

export function endOrder(order: UserOrder, time: number, status: OrderStatus, reason?: ExpiryReason): void {
  order.status = status;
  if (order.expiryReason !== reason) order.expiryReason = reason;
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
    cumulativeQuote: (order.cumulativeQuote === 0 ? 0n : bigintOf(order.cumulativeQuote)) as Amount,
    prevented: order.prevented as Quantity,
    preventedMatchId: order.preventedMatchId,
    createdAt: order.createdAt as TimestampUs,
    updatedAt: order.updatedAt as TimestampUs,
  };
}
