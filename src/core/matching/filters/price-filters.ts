/** PRICE_FILTER, PERCENT_PRICE and PERCENT_PRICE_BY_SIDE: where a price may stand. Whole ticks, floor time in microseconds. */
import type { SideCode } from '../../book/order-book.ts';
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const priceOutOfRange: Rejection = { reason: 'price_out_of_range' };
const priceTooFar: Rejection = { reason: 'price_too_far_from_average' };
const priceTooFarForSide: Rejection = { reason: 'price_too_far_for_side' };

/** PRICE_FILTER, of an order's price or stop price. */
export function refusePrice(market: SymbolMarket, price: number): Rejection | undefined {
  const { instrument } = market;
  if (price < instrument.minPrice || price > instrument.maxPrice) return priceOutOfRange;
  return undefined;
}

/**
 * PERCENT_PRICE, then PERCENT_PRICE_BY_SIDE: against mean x multiplier, both sides multiplied by the lots so that nothing is
 * divided. Without a trade in the window the last price stands for the mean; before the first trade any price passes. Where the
 * symbol has a reference price, it stands for the mean.
 */
export function refuseDistance(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  price: number,
): Rejection | undefined {
  const { filters } = market;
  let lots = market.averageIsLast ? 0 : market.meanPrice.lots(time);
  let tickLots = lots === 0 ? 0 : market.meanPrice.tickLots(time);
  const reference = market.reference?.at(time);
  if (reference !== undefined) {
    lots = market.instrument.tickE8;
    tickLots = Number(reference);
  } else if (lots === 0) {
    if (market.lastPrice === 0) return undefined;
    lots = 1;
    tickLots = market.lastPrice;
  }
  // A reference price moves with every instant: its band is drawn for no minute.
  if (market.reference === undefined) market.gate.draw(time, tickLots, lots);
  // The multipliers count ten-thousandths: whole numbers on both sides, so that a price on the bound is not lost to 1.1.
  const scaled = price * lots * 10_000;
  if (filters.hasPercent && (scaled > tickLots * filters.percentUp || scaled < tickLots * filters.percentDown)) {
    return priceTooFar;
  }
  if (scaled > tickLots * filters.bySideUp[side] || scaled < tickLots * filters.bySideDown[side]) {
    return priceTooFarForSide;
  }
  return undefined;
}
