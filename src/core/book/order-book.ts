/**
 * One symbol's book: resting orders by price, then by time. It stores and orders; it does not decide what trades, who
 * pays, or who may do what. Implemented by `FastBook` (what a floor runs on) and `ObviousBook` (what it is checked
 * against); one conformance suite holds both.
 *
 * An order on the book is known by its handle: a positive number, valid until the order leaves the book. 0 means none.
 * Callers keep the rules: prices 1 .. 2^31 - 2 ticks, quantities whole and positive, ids unique, and a bid is never
 * inserted at or above the best ask (nor an ask at or below the best bid).
 */
import type { SideCode } from '../market-source.ts';

export type { SideCode };

/** `bestBid` of an empty side. */
export const noBid = -1;
/** `bestAsk` of an empty side: above every price, so that "does it cross" needs no second test. */
export const noAsk = 0x7fffffff;

export interface OrderBook {
  /** Ticks; `noBid`, `noAsk` when the side is empty. */
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Orders on the book. */
  readonly size: number;

  /** Puts an order behind the others of its price. Returns the lots then at that price. */
  insert(side: SideCode, price: number, quantity: number, account: number, id: number): number;
  /** Takes an order off the book. Returns the lots left at its price. */
  remove(handle: number): number;
  /** Lowers an order by what it has at most: its place stays, or it is off the book. Returns the lots left at its price. */
  reduce(handle: number, quantity: number): number;

  /** Handle of a resting order, or 0. */
  find(id: number): number;
  /** Oldest order at a price, or 0. */
  front(price: number): number;
  /** The order behind, at the same price, or 0. */
  behind(handle: number): number;
  idOf(handle: number): number;
  accountOf(handle: number): number;
  sideOf(handle: number): SideCode;
  priceOf(handle: number): number;
  leavesOf(handle: number): number;

  /** Lots resting on a side at a price. */
  quantityAt(side: SideCode, price: number): number;
  /** Highest bid below a price, or `noBid`. */
  bidBelow(price: number): number;
  /** Lowest ask above a price, or `noAsk`. */
  askAbove(price: number): number;
  /** Throws when its own parts disagree. */
  checkInvariants(): void;
}
