/** A user's limit order as the benchmarks place it, in the one symbol of their floor. */
import type { PlaceOrder } from '../../src/core/messages/command.ts';
import type { AccountId, Price, Quantity, SymbolIndex } from '../../src/core/units/brand.ts';

export const symbol = 0 as SymbolIndex;

export function limitOrder(
  account: number,
  side: 0 | 1,
  price: number,
  quantity: number,
  clientOrderId: string,
  timeInForce: 'gtc' | 'ioc' = 'gtc',
): PlaceOrder {
  return {
    type: 'place_order',
    account: account as AccountId,
    symbol,
    side: side === 0 ? 'buy' : 'sell',
    terms: { kind: 'limit', timeInForce, price: price as Price, quantity: quantity as Quantity },
    clientOrderId,
  };
}
