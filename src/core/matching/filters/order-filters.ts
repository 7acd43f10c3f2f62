/**
 * A symbol's rules on an order as a whole, as Binance describes them ("Filters" in its REST documentation), in the order in
 * which they are asked: price, distance, quantity, value. Pure questions: nothing is changed and nothing allocated; the answer
 * is a rejection or undefined. They come before any question of balance. How many orders are open, and what they add up to, is
 * asked by those who know the account (number-filters.ts, position-filter.ts).
 */
import type { SideCode } from '../../book/order-book.ts';
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';
import { refuseMarketNotional, refuseNotional } from './notional-filters.ts';
import { refuseDistance, refusePrice } from './price-filters.ts';
import { refuseMarketLots, refuseQuantity } from './quantity-filters.ts';

const priceNotOnTick: Rejection = { reason: 'price_not_on_tick' };
const quantityNotOnLot: Rejection = { reason: 'quantity_not_on_lot' };

/** Whether price and quantity stand on the grid at all: units read from text always do. */
export function refuseFraction(price: number, quantity: number): Rejection | undefined {
  if (!Number.isInteger(price)) return priceNotOnTick;
  if (!Number.isInteger(quantity)) return quantityNotOnLot;
  return undefined;
}

/** A limit order: whole ticks, whole lots, floor time. */
export function refuseLimit(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  price: number,
  quantity: number,
): Rejection | undefined {
  if (market.gate.passes(time, price, quantity)) return undefined;
  return refuseOutsideGate(market, time, side, price, quantity);
}

function refuseOutsideGate(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  price: number,
  quantity: number,
): Rejection | undefined {
  return (
    refusePrice(market, price) ??
    refuseDistance(market, time, side, price) ??
    refuseQuantity(market, quantity) ??
    refuseNotional(market, price, quantity)
  );
}

/** A market order by quantity. */
export function refuseMarketQuantity(market: SymbolMarket, time: number, quantity: number): Rejection | undefined {
  if (!Number.isInteger(quantity)) return quantityNotOnLot;
  return (
    refuseQuantity(market, quantity) ??
    refuseMarketLots(market, quantity) ??
    refuseMarketNotional(market, time, quantity)
  );
}
