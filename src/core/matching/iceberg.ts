/**
 * Orders that show a part of their quantity at a time: the shown slice stands on the book like any order, the rest is hidden in
 * the order. When a slice is filled, the next one stands behind everybody at that price; a taker that wants more than is shown
 * meets it there, before any worse price. Funds are held for the whole order; the matcher knows the slice only.
 */
import { needOf } from '../ledger/ledger.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { leavesOf, type UserOrder } from './user-order.ts';

/** Decides what of an order that is about to rest is shown: that many lots. */
export function showSlice(market: SymbolMarket, order: UserOrder): number {
  const leaves = leavesOf(order);
  const shown = order.icebergQuantity === 0 ? leaves : Math.min(order.icebergQuantity, leaves);
  setHidden(market, order, leaves - shown);
  return shown;
}

/** The slice is filled: how many lots follow it, 0 when nothing is hidden any more. */
export function nextSlice(market: SymbolMarket, order: UserOrder): number {
  const shown = Math.min(order.icebergQuantity, order.hidden);
  if (shown > 0) setHidden(market, order, order.hidden - shown);
  return shown;
}

/** Takes up to so many lots off the hidden part; returns how many. */
export function lowerHidden(market: SymbolMarket, order: UserOrder, lots: number): number {
  const taken = Math.min(order.hidden, lots);
  if (taken > 0) setHidden(market, order, order.hidden - taken);
  return taken;
}

/** For a restore: the order is hidden as far as it says. */
export function restoreHidden(market: SymbolMarket, order: UserOrder): void {
  market.icebergs.set(order.orderId, order);
}

/** Smallest units held for what is hidden. */
export function hiddenHold(market: SymbolMarket, order: UserOrder): number {
  return needOf(market, order.side, order.price, order.hidden);
}

function setHidden(market: SymbolMarket, order: UserOrder, lots: number): void {
  if (lots === order.hidden) return;
  order.hidden = lots;
  if (lots > 0) market.icebergs.set(order.orderId, order);
  else market.icebergs.delete(order.orderId);
}
