/** LOT_SIZE, MARKET_LOT_SIZE and ICEBERG_PARTS: how much at once. Whole lots. */
import { noAsk, noBid, type SideCode } from '../../book/order-book.ts';
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';
import type { Walk } from '../walk.ts';

const quantityOutOfRange: Rejection = { reason: 'quantity_out_of_range' };
const marketQuantityOutOfRange: Rejection = { reason: 'market_quantity_out_of_range' };
const marketQuantityNotOnStep: Rejection = { reason: 'market_quantity_not_on_step' };
const bookIsEmpty: Rejection = { reason: 'book_is_empty' };
const bookBelowLeast: Rejection = { reason: 'book_below_least_quantity' };
const bookBelowLeastMarket: Rejection = { reason: 'book_below_least_market_quantity' };
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

/**
 * Of an order by quote amount that would take all there is: a book with less than the symbol's least quantity serves none
 * (Binance, "Errors"). Own orders are part of the book, whatever self-trade prevention will do to them.
 */
export function refuseThinBook(market: SymbolMarket, side: SideCode, { lots, end }: Walk): Rejection | undefined {
  if (end !== 'exhausted') return undefined;
  const { minQuantity, marketMinQuantity } = market.instrument;
  const there = Math.max(lots, lotsShown(market, side, Math.max(minQuantity, marketMinQuantity)));
  if (there === 0) return bookIsEmpty;
  if (there < minQuantity) return bookBelowLeast;
  return there < marketMinQuantity ? bookBelowLeastMarket : undefined;
}

/**
 * LOT_SIZE of an order by quote amount, whose amount comes to less than the least quantity (Binance, "New order": such an order does not
 * break LOT_SIZE).
 */
export function refuseWalkedLeast(market: SymbolMarket, { lots, end }: Walk): Rejection | undefined {
  return end === 'limit' && lots < market.instrument.minQuantity ? quantityOutOfRange : undefined;
}

/** Lots that a taker finds on the book, counted until there are enough. */
function lotsShown({ book }: SymbolMarket, side: SideCode, enough: number): number {
  let lots = 0;
  let price = side === 0 ? book.bestAsk : book.bestBid;
  while (price !== noAsk && price !== noBid && lots < enough) {
    lots += book.quantityAt(side === 0 ? 1 : 0, price);
    price = side === 0 ? book.askAbove(price) : book.bidBelow(price);
  }
  return lots;
}

/** ICEBERG_PARTS: the quantity divided by what is shown at a time, rounded up. */
export function refuseIcebergParts(market: SymbolMarket, quantity: number, shown: number): Rejection | undefined {
  return Math.ceil(quantity / shown) > market.filters.icebergPartsMax ? tooManyParts : undefined;
}
