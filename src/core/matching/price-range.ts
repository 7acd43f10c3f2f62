/**
 * PRICE_RANGE: a taker trades at no price outside a range around the symbol's reference price (Binance, "Price Range Execution
 * Rule"). The range is taken once, when an order begins to take, and holds for all it takes; where its next trade would be
 * outside, the order ends with what it has. Without the rule, or without a reference price, nothing is bounded.
 */
import { noAsk, noBid, type OrderBook, type SideCode } from '../book/order-book.ts';
import type { SymbolMarket } from './symbol-market.ts';

/** Whole ticks, both inside. */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/** Of a taker on a side at a floor time; undefined when any price will do. */
export function priceRangeOf(market: SymbolMarket, side: SideCode, time: number): PriceRange | undefined {
  const rule = market.instrument.priceRange;
  const reference = rule === undefined ? undefined : market.reference?.at(time);
  if (rule === undefined || reference === undefined) return undefined;
  const unit = BigInt(market.instrument.tickE8) * 10_000n;
  const up = rule.up[side];
  const low = (reference * BigInt(rule.down[side]) + unit - 1n) / unit;
  const high = up === Number.POSITIVE_INFINITY ? BigInt(noAsk) : (reference * BigInt(up)) / unit;
  return { low: inTicks(low), high: inTicks(high) };
}

export function isOutside({ low, high }: PriceRange, price: number): boolean {
  return price < low || price > high;
}

/** The worst price in ticks that an order with a limit may take inside a range. */
export function limitInside(range: PriceRange | undefined, side: SideCode, limit: number): number {
  if (range === undefined) return limit;
  return side === 0 ? Math.min(limit, range.high) : Math.max(limit, range.low);
}

/** Whether the next that an order would take, down to its limit in ticks, stands outside the range. */
export function meetsOutside(
  range: PriceRange | undefined,
  book: OrderBook,
  side: SideCode,
  limit: number,
): range is PriceRange {
  if (range === undefined) return false;
  const price = side === 0 ? book.bestAsk : book.bestBid;
  const isMet = side === 0 ? price !== noAsk && price <= limit : price !== noBid && price >= limit;
  return isMet && isOutside(range, price);
}

/** Beyond every price of the book is far enough. */
function inTicks(ticks: bigint): number {
  return ticks > BigInt(noAsk) ? noAsk : Number(ticks);
}
