/**
 * A symbol's rules on price, lot, notional and distance, as Binance describes them ("Filters" in its REST documentation):
 * PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL, PERCENT_PRICE_BY_SIDE. Pure questions: nothing is changed and nothing
 * allocated; the answer is a rejection or undefined. They come before any question of balance. MAX_NUM_ORDERS stands with the
 * user's orders, which know their number.
 */
import type { SideCode } from '../book/order-book.ts';
import type { Rejection } from '../messages/rejection.ts';
import type { SymbolMarket } from './symbol-market.ts';

const priceNotOnTick: Rejection = { reason: 'price_not_on_tick' };
const priceOutOfRange: Rejection = { reason: 'price_out_of_range' };
const priceTooFar: Rejection = { reason: 'price_too_far_from_average' };
const quantityNotOnLot: Rejection = { reason: 'quantity_not_on_lot' };
const quantityOutOfRange: Rejection = { reason: 'quantity_out_of_range' };
const marketQuantityOutOfRange: Rejection = { reason: 'market_quantity_out_of_range' };
const notionalOutOfRange: Rejection = { reason: 'notional_out_of_range' };

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
  const { instrument } = market;
  if (price < instrument.minPrice || price > instrument.maxPrice) return priceOutOfRange;
  if (isTooFar(market, time, side, price)) return priceTooFar;
  if (quantity < instrument.minQuantity || quantity > instrument.maxQuantity) return quantityOutOfRange;
  const notional = price * quantity * market.quotePerTickLot;
  if (notional < instrument.minNotional || notional > instrument.maxNotional) return notionalOutOfRange;
  return undefined;
}

/** A market order by quantity, valued at the mean price; before the first trade there is no value to judge by. */
export function refuseMarketQuantity(market: SymbolMarket, time: number, quantity: number): Rejection | undefined {
  const { instrument } = market;
  if (!Number.isInteger(quantity)) return quantityNotOnLot;
  if (quantity < instrument.minQuantity || quantity > instrument.maxQuantity) return quantityOutOfRange;
  if (quantity > instrument.marketMaxQuantity) return marketQuantityOutOfRange;
  const mean = market.averagePrice(time);
  if (mean === undefined) return undefined;
  const notional = mean * quantity * market.quotePerTickLot;
  if (notional < instrument.minNotional || notional > instrument.maxNotional) return notionalOutOfRange;
  return undefined;
}

/** A market order by quote amount, in smallest units: the amount is the notional. */
export function refuseMarketQuote(market: SymbolMarket, quoteAmount: bigint): Rejection | undefined {
  const { minNotional, maxNotional } = market.instrument;
  if (quoteAmount < BigInt(minNotional) || quoteAmount > BigInt(maxNotional)) return notionalOutOfRange;
  return undefined;
}

/** Price against mean x multiplier, both sides multiplied by the lots so that nothing is divided. */
function isTooFar(market: SymbolMarket, time: number, side: SideCode, price: number): boolean {
  let lots = market.meanPrice.lots(time);
  let tickLots = market.meanPrice.tickLots(time);
  if (lots === 0) {
    if (market.lastPrice === 0) return false;
    lots = 1;
    tickLots = market.lastPrice;
  }
  // The multipliers count ten-thousandths: whole numbers on both sides, so that a price on the bound is not lost to 1.1.
  const scaled = price * lots * 10_000;
  return scaled > tickLots * market.multiplierUp[side] || scaled < tickLots * market.multiplierDown[side];
}
