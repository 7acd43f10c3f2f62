/**
 * What a table says of an order's price and quantities: a stop that waits stands at its trigger, not at the price it will
 * have then; a market order has no price at all; and what self-trade prevention took away is neither filled nor open.
 */
import { lotsOf, type Market } from '../stores/market.ts';
import type { WireOrder } from '../wire/rest.ts';
import { grouped, quantityText } from './figures.ts';

/** Whether it waits for its trigger, also while it waits for something else. */
export function awaitsTrigger(order: WireOrder): boolean {
  const hasTrigger = isSome(order.stopPrice) || order.trailingDelta !== undefined;
  return hasTrigger && order.isWorking !== true;
}

/** Whether it begins when another order of its list is filled. */
export function awaitsFill(order: WireOrder): boolean {
  return order.status === 'PENDING_NEW';
}

/** Whether it is open and not on the book. */
export function isWaiting(order: WireOrder): boolean {
  return awaitsTrigger(order) || awaitsFill(order);
}

/** Whether it begins or ends with others. */
export function isLinked(order: WireOrder): boolean {
  return order.orderListId !== undefined && order.orderListId !== -1;
}

/** The price the market must reach, as on the wire; undefined when there is none. */
export function standsAt(order: WireOrder): string | undefined {
  const price = awaitsTrigger(order) ? order.stopPrice : order.price;
  return isSome(price) ? price : undefined;
}

/** "62,998.12", "stop 62,998.12", "stop 62,998.12 → 62,990.00", "trailing 100 bp", or "market". */
export function orderPriceText(order: WireOrder, decimals: number): string {
  const limit = isSome(order.price) ? grouped(order.price, decimals) : undefined;
  if (!awaitsTrigger(order)) return limit ?? 'market';
  const at = standsAt(order);
  const trailing = order.trailingDelta === undefined ? [] : [`trailing ${order.trailingDelta} bp`];
  const trigger = [...(at === undefined ? [] : [`stop ${grouped(at, decimals)}`]), ...trailing].join(', ');
  return limit === undefined ? trigger : `${trigger} → ${limit}`;
}

/** Lots that may still trade. */
export function leavesOf(market: Market, order: WireOrder): number {
  return lotsOf(market, order.origQty) - doneOf(market, order);
}

/** Lots that no longer may: filled, or kept from trading by self-trade prevention. */
export function doneOf(market: Market, order: Pick<WireOrder, 'executedQty' | 'preventedQuantity'>): number {
  return lotsOf(market, order.executedQty) + preventedOf(market, order);
}

/** "0.100"; what another order is still to buy is not known yet. */
export function askedText(market: Market, order: WireOrder): string {
  const lots = lotsOf(market, order.origQty);
  return lots === 0 && awaitsFill(order) ? '–' : quantityText(market, lots);
}

/** "0.100", and with self-trade prevention "0.100 (0.400 prevented)". */
export function filledText(market: Market, order: WireOrder): string {
  const filled = quantityText(market, lotsOf(market, order.executedQty));
  const prevented = preventedOf(market, order);
  return prevented === 0 ? filled : `${filled} (${quantityText(market, prevented)} prevented)`;
}

function preventedOf(market: Market, order: Pick<WireOrder, 'preventedQuantity'>): number {
  return order.preventedQuantity === undefined ? 0 : lotsOf(market, order.preventedQuantity);
}

function isSome(price: string | undefined): price is string {
  return price !== undefined && Number(price) !== 0;
}
