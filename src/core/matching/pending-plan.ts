/**
 * An order of a list that waits for its working order: asked now for all that its filters can say, and again with the book when it
 * enters. What a working order pays for has no quantity yet (Binance, "One-Pays-the-Other"): everything else is asked all the same.
 */
import type { SideCode } from '../book/order-book.ts';
import { needOf } from '../ledger/ledger.ts';
import type { OrderTerms, PlaceOrder, PlaceOrderList } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import { isStopLoss, refuseDelta } from './conditional-plan.ts';
import { refuseFraction } from './filters/order-filters.ts';
import { refuseDistance, refusePrice } from './filters/price-filters.ts';
import { refuseQuantity } from './filters/quantity-filters.ts';
import { isPaid } from './order-list.ts';
import { refuseOnItsOwn, refusePrevention, refuseShown } from './order-plan.ts';
import { pegPrice, refusePeg } from './peg.ts';
import type { OrderPlan } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { trailingPrice } from './trailing-orders.ts';

/** One order of a list. */
export interface MemberPlan {
  readonly command: PlaceOrder;
  /** Undefined while it is pending. */
  readonly plan: OrderPlan | undefined;
  readonly asset: number;
  readonly holdPrice: number;
  /** Smallest units of `asset` to hold, without `shared`, which the other leg of its pair holds. */
  readonly hold: number;
  readonly shared: number;
}

export function planPending(
  market: SymbolMarket,
  time: number,
  { kind }: PlaceOrderList,
  command: PlaceOrder,
): MemberPlan | Rejection {
  const { terms } = command;
  const side: SideCode = command.side === 'buy' ? 0 : 1;
  const peg = 'peg' in terms ? terms.peg : undefined;
  const refusal =
    refusePrevention(market, command.selfTradePrevention) ??
    (peg === undefined ? undefined : refusePeg(terms, peg)) ??
    (isPaid(kind) ? refuseUncounted : refuseOnItsOwn)(market, time, side, terms);
  if (refusal) return refusal;
  const holdPrice = expectedPrice(market, side, terms);
  const hold = terms.kind === 'market_quote' ? 0 : needOf(market, side, holdPrice, terms.quantity);
  const asset = side === 0 ? market.quoteAsset : market.baseAsset;
  return { command, plan: undefined, asset, holdPrice, hold, shared: 0 };
}

/** Ticks at which a pending order is funded: its own, its trigger's, the one it is pegged to as things stand, or the last. */
function expectedPrice(market: SymbolMarket, side: SideCode, terms: OrderTerms): number {
  if ('price' in terms && terms.price !== 0) return terms.price;
  if ('trigger' in terms) {
    const { stopPrice, trailingDelta = 0 } = terms.trigger;
    return stopPrice ?? trailingPrice(side, market.lastPrice, trailingDelta);
  }
  const peg = 'peg' in terms ? terms.peg : undefined;
  return (peg && pegPrice(market.book, side, peg)) ?? market.lastPrice;
}

/** What `refuseOnItsOwn` asks an order, but for its quantity and what that is worth. */
function refuseUncounted(market: SymbolMarket, time: number, side: SideCode, terms: OrderTerms): Rejection | undefined {
  return (
    refuseTriggerTerms(market, side, terms) ??
    refuseOwnPrice(market, time, side, terms) ??
    refuseShown(terms, (shown) => refuseQuantity(market, shown))
  );
}

function refuseTriggerTerms(market: SymbolMarket, side: SideCode, terms: OrderTerms): Rejection | undefined {
  if (!('trigger' in terms)) return undefined;
  const { stopPrice, trailingDelta } = terms.trigger;
  return (
    (stopPrice === undefined ? undefined : (refuseFraction(stopPrice, 0) ?? refusePrice(market, stopPrice))) ??
    (trailingDelta === undefined ? undefined : refuseDelta(market, side, isStopLoss(terms), trailingDelta))
  );
}

/** A pegged order without a price of its own is asked about the one it gets. */
function refuseOwnPrice(market: SymbolMarket, time: number, side: SideCode, terms: OrderTerms): Rejection | undefined {
  if (!('price' in terms) || (terms.price === 0 && terms.peg !== undefined)) return undefined;
  const { price } = terms;
  return refuseFraction(price, 0) ?? refusePrice(market, price) ?? refuseDistance(market, time, side, price);
}
