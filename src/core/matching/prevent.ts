/**
 * What happens instead of a trade when a taker meets an order of its own: the slow part of the matching loop, which comes here
 * only after both questions (any prevention? one owner?) were answered with yes. Book and ledger are brought up to date here;
 * the orders themselves are the business of `PreventionListener`.
 */
import type { SideCode } from '../book/order-book.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MarketSource } from '../market-source.ts';
import {
  effectivePrevention,
  isDecrement,
  type PreventionCode,
  preventMaker,
  preventNone,
  preventTaker,
  preventTransfer,
} from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';

/** A taker in front of its own resting order. Prices in ticks, quantities in lots. */
export interface Meeting {
  readonly market: SymbolMarket;
  readonly taker: number;
  readonly side: SideCode;
  readonly handle: number;
  /** Of the taker. */
  readonly leaves: number;
  readonly prevention: PreventionCode;
}

/** A match that did not happen. */
export interface Prevention {
  readonly market: SymbolMarket;
  readonly time: number;
  readonly maker: number;
  readonly makerId: number;
  /** In effect. */
  readonly prevention: PreventionCode;
  readonly price: number;
  /** Lots that would have traded. */
  readonly lots: number;
  /** Lots that each loses, 0 when it stays as it is; of an order shown in parts, shown ones. */
  readonly takerLots: number;
  readonly makerLots: number;
  /** Of the maker, on the book. */
  readonly makerLeaves: number;
  /** The lots and their value have changed hands. */
  readonly isTransferred: boolean;
}

export interface PreventionListener {
  preventionOf(market: SymbolMarket, orderId: number): PreventionCode;
  /** Answers with the lots that follow in the maker's place: the next slice of an iceberg order. */
  matchPrevented(prevention: Prevention): number;
}

interface MatcherParts {
  readonly ledger: Ledger;
  readonly time: number;
  readonly source: MarketSource | undefined;
}

/** Returns the lots the taker loses, and those left at the maker's level, -1 when it has not changed. */
export function preventMatch(
  { ledger, time, source }: MatcherParts,
  listener: PreventionListener | undefined,
  { market, taker, side, handle, leaves, prevention: wanted }: Meeting,
): { readonly lots: number; readonly left: number } {
  const { book } = market;
  const maker = book.accountOf(handle);
  const makerId = book.idOf(handle);
  const price = book.priceOf(handle);
  const shown = book.leavesOf(handle);
  const makerSide = (1 - side) as SideCode;
  const isUsers = ledger.isUser(maker);
  const consent = isUsers ? listener?.preventionOf(market, makerId) : undefined;
  const prevention = effectivePrevention(wanted, consent ?? preventNone);
  const lots = Math.min(leaves, shown);
  const takerLots = prevention === preventMaker ? 0 : isDecrement(prevention) ? lots : leaves;
  const makerLots = prevention === preventTaker ? 0 : isDecrement(prevention) ? lots : shown;
  const makerLeaves = shown - makerLots;
  const isTransferred = prevention === preventTransfer && maker !== taker;
  let left = -1;
  if (makerLots > 0) {
    if (!isTransferred) ledger.release(market, maker, makerSide, price, makerLots);
    else if (side === 0) ledger.settle(market, taker, maker, price, lots, 0, 0);
    else ledger.settle(market, maker, taker, price, lots, 0, 0);
    left = makerLeaves === 0 ? book.remove(handle) : book.reduce(handle, makerLots);
  }
  if (isUsers && listener !== undefined) {
    const amounts = { price, lots, takerLots, makerLots, makerLeaves, isTransferred };
    const more = listener.matchPrevented({ market, time, maker, makerId, prevention, ...amounts });
    if (more > 0) left = book.insert(makerSide, price, more, maker, makerId);
  } else if (makerLeaves === 0) source?.orderGone(market.index, makerId);
  return { lots: takerLots, left };
}
