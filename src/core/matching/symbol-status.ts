/** What a symbol's status forbids. An order stays where it is while its symbol is closed, its hold and its place included. */
import type { Rejection } from '../messages/rejection.ts';
import type { SymbolMarket } from './symbol-market.ts';

const marketClosed: Rejection = { reason: 'market_closed' };
const marketClosedToCancels: Rejection = { reason: 'market_closed_to_cancels' };

/** New orders, and changes that keep an order working. */
export function refusePlacing(market: SymbolMarket): Rejection | undefined {
  return market.status === 'trading' ? undefined : marketClosed;
}

export function refuseCanceling(market: SymbolMarket): Rejection | undefined {
  return market.status === 'trading' || market.status === 'cancel_only' ? undefined : marketClosedToCancels;
}
