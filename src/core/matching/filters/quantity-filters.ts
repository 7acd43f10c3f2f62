/** LOT_SIZE, MARKET_LOT_SIZE and ICEBERG_PARTS: how much at once. Whole lots. */
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const quantityOutOfRange: Rejection = { reason: 'quantity_out_of_range' };
const marketQuantityOutOfRange: Rejection = { reason: 'market_quantity_out_of_range' };
const marketQuantityNotOnStep: Rejection = { reason: 'market_quantity_not_on_step' };
const tooManyParts: Rejection = { reason: 'too_many_iceberg_parts' };

/** LOT_SIZE, of an order's quantity or of what an iceberg order shows. */
export function refuseQuantity(market: SymbolMarket, quantity: number): Rejection | undefined {
  const { instrument } = market;
  if (quantity < instrument.minQuantity || quantity > instrument.maxQuantity) return quantityOutOfRange;
  return undefined;
}

/** MARKET_LOT_SIZE, of a market order's quantity. */
export function refuseMarketLots(market: SymbolMarket, quantity: number): Rejection | undefined {
  const { marketMinQuantity, marketStep } = market.instrument;
  if (quantity < marketMinQuantity) return marketQuantityOutOfRange;
  if (quantity % marketStep !== 0) return marketQuantityNotOnStep;
  return refuseMarketMost(market, quantity);
}

/** The most of MARKET_LOT_SIZE: all that an order by quote amount can be asked, whose lots are the book's doing. */
export function refuseMarketMost(market: SymbolMarket, quantity: number): Rejection | undefined {
  return quantity > market.instrument.marketMaxQuantity ? marketQuantityOutOfRange : undefined;
}

/** ICEBERG_PARTS: the quantity divided by what is shown at a time, rounded up. */
export function refuseIcebergParts(market: SymbolMarket, quantity: number, shown: number): Rejection | undefined {
  return Math.ceil(quantity / shown) > market.filters.icebergPartsMax ? tooManyParts : undefined;
}
