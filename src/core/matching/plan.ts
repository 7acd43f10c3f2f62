/** What the questions about a new order (order-plan.ts) yield: what to hold, how many lots may match, down to what price. */
import { noAsk, type SideCode } from '../book/order-book.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Rejection } from '../messages/rejection.ts';
import type { PriceRange } from './price-range.ts';
import type { PreventionCode } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';
import type { UserOrder } from './user-order.ts';
import { type Walk, walkBook } from './walk.ts';

/** What every plan of an order shares. */
export interface Frame {
  readonly account: number;
  readonly ledger: Ledger;
  readonly market: SymbolMarket;
  readonly side: SideCode;
  readonly prevention: PreventionCode;
  /** What the order pays with. */
  readonly asset: number;
  /** Inside which it may take; undefined for any price. */
  readonly range: PriceRange | undefined;
}

export interface OrderPlan {
  readonly frame: Frame;
  /** Must be available, and what of it is held, in smallest units of what the order pays with. */
  readonly cover: number;
  readonly hold: number;
  /** Worst price in ticks; how many lots to match. */
  readonly limit: number;
  readonly lots: number;
  /** What the book offers, for orders that must know before they touch it. */
  readonly walk: Walk | undefined;
  /** It does not match yet, but waits for its trigger; its hold is counted at `holdPrice` ticks. */
  readonly waits: boolean;
  readonly holdPrice: number;
}

export type Planned =
  | { readonly ok: true; readonly value: OrderPlan }
  | { readonly ok: false; readonly rejection: Rejection };

export function refused(rejection: Rejection): { readonly ok: false; readonly rejection: Rejection } {
  return { ok: false, rejection };
}

export function planned(
  frame: Frame,
  plan: Pick<OrderPlan, 'hold' | 'limit' | 'lots'> & Partial<OrderPlan>,
): { readonly ok: true; readonly value: OrderPlan } {
  const { cover = plan.hold, hold, limit, lots, walk, waits = false, holdPrice = 0 } = plan;
  return { ok: true, value: { frame, cover, hold, limit, lots, walk, waits, holdPrice } };
}

export function walkOf(frame: Frame, limit: number, lotsMax: number, quoteMax: number): Walk {
  const { account, ledger, market, side, prevention, range } = frame;
  return walkBook(market, { account, ledger, side, limit, lotsMax, quoteMax, prevention, range });
}

/** Whether so many lots more are the last of an order that is being matched; by quote amount, of the walk that reached its bound. */
export function isWorkedOff(order: UserOrder, plan: OrderPlan, lots: number): boolean {
  const done = order.executed + order.prevented + lots;
  return done === plan.lots && (!order.isByQuote || plan.walk?.end === 'limit');
}

/** The worst price there is: below "no ask", above "no bid". */
export function anyPrice(side: SideCode): number {
  return side === 0 ? noAsk - 1 : 1;
}
