/** Which open order a command means, by id, client id, or both. */
import type { Rejection } from '../messages/rejection.ts';
import type { AccountId, OrderId, SymbolIndex } from '../units/brand.ts';
import type { OpenOrders } from './open-orders.ts';
import { refused } from './plan.ts';
import type { UserOrder } from './user-order.ts';

export interface OrderReference {
  readonly account: AccountId;
  readonly symbol: SymbolIndex;
  readonly orderId?: OrderId;
  readonly clientOrderId?: string;
}

/** Refuses with `unknown_order`, and with `order_ids_disagree` when the two ids are of different orders. */
export function findOrder(
  open: OpenOrders,
  { account, symbol, orderId, clientOrderId }: OrderReference,
): { readonly ok: true; readonly value: UserOrder } | { readonly ok: false; readonly rejection: Rejection } {
  const byClientId = clientOrderId === undefined ? undefined : open.byClientId(account, clientOrderId);
  const order = orderId === undefined ? byClientId : open.byId(symbol, orderId);
  if (!order || order.account !== account || order.symbol !== symbol) return refused({ reason: 'unknown_order' });
  if (clientOrderId !== undefined && byClientId !== order) return refused({ reason: 'order_ids_disagree' });
  return { ok: true, value: order };
}
