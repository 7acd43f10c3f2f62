/**
 * The visitor's orders, from three sources that may overtake each other: REST lists, REST answers, and execution reports.
 * Two rules make their order unimportant: what was executed never falls, and a finished order never opens again.
 *
 * Open orders are all kept: the exchange bounds them. Of those that are over, whatever is not shown is forgotten.
 */
import type { WireOrder } from '../wire/rest.ts';

export type Orders = ReadonlyMap<string, WireOrder>;

/** Orders that are over and kept, over all symbols: as many as the table shows. */
export const finishedMax = 300;
/** So many more may gather before the oldest are looked for. */
const finishedSpare = 100;

const openStatuses: readonly string[] = ['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW'];

/** Order ids count per symbol, so the symbol is part of the key. */
export function orderKey(order: { readonly symbol: string; readonly orderId: number }): string {
  return `${order.symbol}:${order.orderId}`;
}

export function isOpen(order: WireOrder): boolean {
  return openStatuses.includes(order.status);
}

export function withOrders(orders: Orders, changed: readonly WireOrder[]): Orders {
  const next = new Map(orders);
  for (const order of changed) {
    const known = next.get(orderKey(order));
    if (known === undefined || supersedes(order, known)) next.set(orderKey(order), atWorkingPrice(order));
  }
  if (next.size > finishedMax + finishedSpare) forgetFinished(next);
  return next;
}

function forgetFinished(orders: Map<string, WireOrder>): void {
  const finished = finishedOrders(orders);
  if (finished.length <= finishedMax + finishedSpare) return;
  for (const order of finished.slice(finishedMax)) orders.delete(orderKey(order));
}

/**
 * After a list of everything open was fetched: open orders it does not name are gone. `asked`: the orders as they stood when it
 * was asked for. What reports have told since then is at least as new as the list, and stays; floor time can't tell the two
 * apart, because it may stand still.
 */
export function withOpenList(orders: Orders, open: readonly WireOrder[], asked: Orders): Orders {
  const named = new Set(open.map(orderKey));
  const isTold = (key: string): boolean => orders.get(key) !== asked.get(key);
  const kept = [...orders].filter(([key, order]) => !isOpen(order) || named.has(key) || isTold(key));
  return withOrders(
    new Map(kept),
    open.filter((order) => !isTold(orderKey(order))),
  );
}

/** The newest first. */
export function openOrders(orders: Orders): readonly WireOrder[] {
  return [...orders.values()].filter(isOpen).sort((a, b) => b.time - a.time || b.orderId - a.orderId);
}

/** The one that ended last first. */
export function finishedOrders(orders: Orders): readonly WireOrder[] {
  const finished = [...orders.values()].filter((order) => !isOpen(order));
  return finished.sort((a, b) => b.updateTime - a.updateTime || b.orderId - a.orderId);
}

/** Everything that shows an order shows it where it works: a pegged one at the price it took from the book. */
export function atWorkingPrice(order: WireOrder): WireOrder {
  return order.peggedPrice === undefined ? order : { ...order, price: order.peggedPrice };
}

function supersedes(order: WireOrder, known: WireOrder): boolean {
  if (!isOpen(known)) return false;
  if (!isOpen(order)) return true;
  return Number(order.executedQty) >= Number(known.executedQty) && order.updateTime >= known.updateTime;
}
