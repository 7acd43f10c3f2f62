/**
 * What an order would take from the book, worked out without touching it: how many lots, for how much quote, and why it
 * would stop. Fill-or-kill asks it before anything moves; market orders ask it what to hold. It follows the same rules as the
 * matching loop, order by order, so its answer is what the match then does.
 */
import { noBid, type SideCode } from '../book/order-book.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { exactLimit } from '../units/arithmetic.ts';
import { isOutside, type PriceRange } from './price-range.ts';
import { isDecrement, type PreventionCode, preventMaker, preventNone } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';

export interface Walk {
  readonly lots: number;
  /** Smallest quote units; 2^53 or more means "too much to count", and is only compared. */
  readonly quote: number;
  /**
   * `limit`: lots, quote or price bound reached; `exhausted`: no order left; `self_trade`: own order in the way; `out_of_range`:
   * the next price is outside the range.
   */
  readonly end: 'limit' | 'exhausted' | 'self_trade' | 'out_of_range';
  /** Some of the lots are taken away by self-trade prevention, and not executed. */
  readonly decrements: boolean;
}

export interface WalkBounds {
  readonly account: number;
  /** Knows who is one owner. */
  readonly ledger: Ledger;
  readonly side: SideCode;
  /** Worst price in ticks. */
  readonly limit: number;
  readonly lotsMax: number;
  /** Smallest quote units; Infinity for none. */
  readonly quoteMax: number;
  readonly prevention: PreventionCode;
  readonly range: PriceRange | undefined;
}

export function walkBook(market: SymbolMarket, bounds: WalkBounds): Walk {
  const { book, quotePerTickLot } = market;
  const { account, ledger, side, limit, lotsMax, quoteMax, prevention, range } = bounds;
  let lots = 0;
  let quote = 0;
  let decrements = false;
  let price = side === 0 ? book.bestAsk : book.bestBid;
  while (price !== noBid && book.front(price) !== 0) {
    if (side === 0 ? price > limit : price < limit) return { lots, quote, end: 'limit', decrements };
    if (range !== undefined && isOutside(range, price)) return { lots, quote, end: 'out_of_range', decrements };
    const quotePerLot = price * quotePerTickLot;
    /** Of those that count at this price: it stands behind all that is shown there. */
    let hidden = 0;
    for (let handle = book.front(price); handle !== 0; handle = book.behind(handle)) {
      const wanted = Math.min(lotsMax - lots, lotsFor(side, quoteMax - quote, quotePerLot));
      if (wanted === 0 || quote >= exactLimit) return { lots, quote, end: 'limit', decrements };
      if (prevention !== preventNone && ledger.sameOwner(account, book.accountOf(handle))) {
        if (prevention === preventMaker) continue;
        if (!isDecrement(prevention)) return { lots, quote, end: 'self_trade', decrements };
        decrements = true;
      }
      if (market.icebergs.size > 0) hidden += market.icebergs.get(book.idOf(handle))?.hidden ?? 0;
      const taken = Math.min(book.leavesOf(handle), wanted);
      lots += taken;
      quote += taken * quotePerLot;
      if (taken === wanted) return { lots, quote, end: 'limit', decrements };
    }
    if (hidden > 0) {
      const wanted = Math.min(lotsMax - lots, lotsFor(side, quoteMax - quote, quotePerLot));
      const taken = Math.min(hidden, wanted);
      lots += taken;
      quote += taken * quotePerLot;
      if (taken === wanted) return { lots, quote, end: 'limit', decrements };
    }
    price = side === 0 ? book.askAbove(price) : book.bidBelow(price);
  }
  return { lots, quote, end: 'exhausted', decrements };
}

/** A buy spends no more than the quote amount; a sell takes as few lots as bring it. */
export function lotsFor(side: SideCode, quote: number, quotePerLot: number): number {
  return side === 0 ? Math.floor(quote / quotePerLot) : Math.max(0, Math.ceil(quote / quotePerLot));
}
