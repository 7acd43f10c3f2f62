/**
 * Orders that belong together (Binance, "Order lists"). OCO: a pair, of which one ends when the other begins to work. OTO: a
 * pending order that enters when the working one is filled; OTOCO: a pending pair. OPO and OPOCO: the same, where what the
 * working buy has brought is what the pending orders sell.
 *
 * A list's orders have consecutive ids: the working order first; of a pair the stop-loss, then the other leg.
 */
import type { OrderListState, OrderListStatus } from '../messages/account-event.ts';
import type { OrderListKind } from '../messages/command.ts';
import type { AccountId, OrderId, OrderListId, SymbolIndex, TimestampUs } from '../units/brand.ts';
import type { UserOrder } from './user-order.ts';

export interface OrderList {
  readonly orderListId: number;
  readonly account: number;
  readonly symbol: number;
  readonly listClientOrderId: string;
  readonly kind: OrderListKind;
  readonly orders: readonly ListMember[];
  /** Smallest units of the base asset that are held for the orders which the working order pays for. */
  proceeds: number;
  readonly createdAt: number;
  updatedAt: number;
}

export interface ListMember {
  readonly orderId: number;
  clientOrderId: string;
}

/** How many orders a list of a kind has. */
export const listSizes: Readonly<Record<OrderListKind, number>> = { oco: 2, oto: 2, otoco: 3, opo: 2, opoco: 3 };

/** Whether the first order works alone, and the others wait for it. */
export function hasWorkingOrder(kind: OrderListKind): boolean {
  return kind !== 'oco';
}

/** Whether the last two orders are a pair. */
export function hasPair(kind: OrderListKind): boolean {
  return kind === 'oco' || kind === 'otoco' || kind === 'opoco';
}

/** Whether the working order pays for the pending ones. */
export function isPaid(kind: OrderListKind): boolean {
  return kind === 'opo' || kind === 'opoco';
}

/** Whether an order is the one its list waits for. */
export function isWorkingOrder(list: OrderList, order: UserOrder): boolean {
  return hasWorkingOrder(list.kind) && list.orders[0]?.orderId === order.orderId;
}

/** What ends the other leg of a pair: a trade, a trigger, or an end of its own. */
export function hasStarted(order: UserOrder): boolean {
  if (order.status === 'pending_new') return false;
  const isOpen = order.status === 'new' || order.status === 'partially_filled';
  const isTriggered = order.workingAt !== 0 && order.kind !== 'limit_maker';
  return !isOpen || order.executed > 0 || order.prevented > 0 || isTriggered;
}

/** A copy that never changes. */
export function listStateOf(list: OrderList, status: OrderListStatus): OrderListState {
  return {
    orderListId: list.orderListId as OrderListId,
    account: list.account as AccountId,
    symbol: list.symbol as SymbolIndex,
    listClientOrderId: list.listClientOrderId,
    kind: list.kind,
    status,
    orders: list.orders.map(({ orderId, clientOrderId }) => ({ orderId: orderId as OrderId, clientOrderId })),
    createdAt: list.createdAt as TimestampUs,
    updatedAt: list.updatedAt as TimestampUs,
  };
}
