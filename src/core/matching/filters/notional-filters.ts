/**
 * MIN_NOTIONAL, NOTIONAL and MAX_ASSET: how much an order is worth. Smallest units. A market order by quantity is valued at the
 * symbol's reference price if it has one, else at its average price; before the first trade there is no value to judge by.
 */
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const notionalTooSmall: Rejection = { reason: 'notional_too_small' };
const notionalOutOfRange: Rejection = { reason: 'notional_out_of_range' };
const assetAmountTooLarge: Rejection = { reason: 'asset_amount_too_large' };

/** Of an order with a price: whole ticks, whole lots. */
export function refuseNotional(market: SymbolMarket, price: number, quantity: number): Rejection | undefined {
  const { instrument, filters } = market;
  const notional = price * quantity * market.quotePerTickLot;
  if (notional < filters.leastNotional) return notionalTooSmall;
  if (notional < instrument.minNotional || notional > instrument.maxNotional) return notionalOutOfRange;
  if (notional > filters.quoteAmountMax || quantity * market.basePerLot > filters.baseAmountMax) {
    return assetAmountTooLarge;
  }
  return undefined;
}

/** Of a market order by quantity, at a floor time in microseconds. */
export function refuseMarketNotional(market: SymbolMarket, time: number, quantity: number): Rejection | undefined {
  if (quantity * market.basePerLot > market.filters.baseAmountMax) return assetAmountTooLarge;
  const reference = market.reference?.at(time);
  const average = reference === undefined ? market.averagePrice(time) : Number(reference) / market.instrument.tickE8;
  if (average === undefined) return undefined;
  return refuseMarketValue(market, average * quantity * market.quotePerTickLot);
}

/** Of a market order by quote amount: the amount is the notional. What it buys or sells is known when it has been walked. */
export function refuseQuoteAmount(market: SymbolMarket, quoteAmount: bigint): Rejection | undefined {
  return refuseMarketValue(market, Number(quoteAmount));
}

/** MAX_ASSET for the base side of an order by quote amount, in lots. */
export function refuseWalkedLots(market: SymbolMarket, lots: number): Rejection | undefined {
  return lots * market.basePerLot > market.filters.baseAmountMax ? assetAmountTooLarge : undefined;
}

function refuseMarketValue({ filters }: SymbolMarket, notional: number): Rejection | undefined {
  if (notional < filters.marketLeastNotional) return notionalTooSmall;
  if (notional < filters.marketMinNotional || notional > filters.marketMaxNotional) return notionalOutOfRange;
  return notional > filters.quoteAmountMax ? assetAmountTooLarge : undefined;
}
