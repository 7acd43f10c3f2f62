/**
 * Orders without a price of their own to trade at: it is taken from the book when the order goes live, which for one that waits
 * is when it is triggered, and stays. Counted are the prices that stand in the book, one by one from the best, own orders
 * included. A price in the order is asked by the filters and bounds nothing (Binance, "Pegged orders").
 */
import { noAsk, noBid, type OrderBook, type SideCode } from '../book/order-book.ts';
import type { OrderTerms, Peg } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import type { Price } from '../units/brand.ts';

/** How far from the best price an order may be pegged, in price levels. */
export const pegLevelsMax = 100;

export type LiveTerms =
  | { readonly ok: true; readonly value: OrderTerms }
  | { readonly ok: false; readonly rejection: Rejection };

/** The terms with the price at which they go live now; those that wait, and those that are not pegged, as they are. */
export function liveTerms(book: OrderBook, side: SideCode, terms: OrderTerms): LiveTerms {
  const peg = 'peg' in terms ? terms.peg : undefined;
  if (peg === undefined) return { ok: true, value: terms };
  const rejection = refusePeg(terms, peg);
  if (rejection) return { ok: false, rejection };
  if (terms.kind !== 'limit' && terms.kind !== 'limit_maker') return { ok: true, value: terms };
  const price = pegPrice(book, side, peg);
  if (price === undefined) return { ok: false, rejection: { reason: 'too_few_levels_for_peg' } };
  return { ok: true, value: { ...terms, price: price as Price } };
}

/** Ticks; undefined when the book has no such level. */
export function pegPrice(book: OrderBook, side: SideCode, { to, levels = 0 }: Peg): number | undefined {
  const isBid = (side === 0) === (to === 'primary');
  const none = isBid ? noBid : noAsk;
  let price = isBid ? book.bestBid : book.bestAsk;
  for (let level = 0; level < levels && price !== none; level++) {
    price = isBid ? book.bidBelow(price) : book.askAbove(price);
  }
  return price === none ? undefined : price;
}

/** Refuses with `peg_level_out_of_range`, `peg_not_for_order_kind`: an order that is not to rest has nothing to do on its own side, nor a limit maker on the other. */
export function refusePeg(terms: OrderTerms, { to, levels = 0 }: Peg): Rejection | undefined {
  if (!Number.isInteger(levels) || levels < 0 || levels > pegLevelsMax) return { reason: 'peg_level_out_of_range' };
  const isUnfit =
    terms.kind === 'limit_maker'
      ? to === 'market'
      : terms.kind === 'limit' && to === 'primary' && terms.timeInForce !== 'gtc';
  return isUnfit ? { reason: 'peg_not_for_order_kind' } : undefined;
}
