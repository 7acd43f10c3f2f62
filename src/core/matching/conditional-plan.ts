/**
 * Questions about an order that waits for a trigger: filters on both prices, its number, its delta, and whether the last
 * trade would trigger it at once (Binance, "New order": above the market stand stop-loss buys and take-profit sells, below it
 * the others). Its funds are held from the start: a sell holds its lots, a limit buy its limit, a market buy its lots at the
 * stop price, or where it would fire as things stand; what the market asks beyond that is taken when it fires.
 */
import type { SideCode } from '../book/order-book.ts';
import { needOf } from '../ledger/ledger.ts';
import type { ConditionalTerms, Trigger } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import type { Price } from '../units/brand.ts';
import { refuseAlgoOrders, refuseOrders } from './filters/number-filters.ts';
import { refuseFraction, refuseLimit, refuseMarketQuantity } from './filters/order-filters.ts';
import { refusePrice } from './filters/price-filters.ts';
import { refuseQuantity } from './filters/quantity-filters.ts';
import { refuseTrailingDelta } from './filters/trailing-delta-filter.ts';
import type { OpenOrders } from './open-orders.ts';
import { anyPrice, type Frame, type Planned, planned, refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { trailingPrice } from './trailing-orders.ts';
import { risesTo } from './waiting-orders.ts';

/** What the filters say. */
export function refuseConditional(
  frame: Frame,
  open: OpenOrders,
  time: number,
  terms: ConditionalTerms,
): Rejection | undefined {
  return (
    refuseConditionalTerms(frame.market, time, frame.side, terms) ?? refuseCount(frame.market, open, frame.account)
  );
}

/** Of an order that the filters let pass. */
export function planConditional(frame: Frame, terms: ConditionalTerms): Planned {
  const { market, side } = frame;
  const { trigger, quantity } = terms;
  const refusal = refuseTrigger(market, risesTo(terms.kind, side), trigger);
  if (refusal) return refused(refusal);
  const firesAt = trigger.stopPrice ?? trailingPrice(side, market.lastPrice, trigger.trailingDelta ?? 0);
  const holdPrice = isPriced(terms) ? terms.price : firesAt;
  const limit = 'price' in terms ? terms.price : anyPrice(side);
  const hold = needOf(market, side, holdPrice, quantity);
  return planned(frame, { hold, limit, lots: quantity, waits: true, holdPrice });
}

/** The same without the number of orders. */
export function refuseConditionalTerms(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  terms: ConditionalTerms,
): Rejection | undefined {
  const { quantity } = terms;
  const { stopPrice, trailingDelta } = terms.trigger;
  return (
    (stopPrice === undefined ? undefined : (refuseFraction(stopPrice, quantity) ?? refusePrice(market, stopPrice))) ??
    refuseWhenLive(market, time, side, terms) ??
    (trailingDelta === undefined ? undefined : refuseDelta(market, side, isStopLoss(terms), trailingDelta))
  );
}

export function isStopLoss({ kind }: ConditionalTerms): boolean {
  return kind === 'stop_loss' || kind === 'stop_loss_limit';
}

/** A pegged order without a price of its own is asked about its price when it has one, at its trigger. */
function refuseWhenLive(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  terms: ConditionalTerms,
): Rejection | undefined {
  const { quantity } = terms;
  if (!('price' in terms)) return refuseMarketQuantity(market, time, quantity);
  const isOffGrid = refuseFraction(terms.price, quantity);
  if (isOffGrid) return isOffGrid;
  return isPriced(terms) ? refuseLimit(market, time, side, terms.price, quantity) : refuseQuantity(market, quantity);
}

function isPriced(terms: ConditionalTerms): terms is ConditionalTerms & { readonly price: Price } {
  return 'price' in terms && (terms.price !== 0 || terms.peg === undefined);
}

/** A delta is whole basis points below the whole price, whatever the symbol's own filter says. */
export function refuseDelta(
  market: SymbolMarket,
  side: SideCode,
  isStopLoss: boolean,
  delta: number,
): Rejection | undefined {
  const isDelta = Number.isInteger(delta) && delta > 0 && delta < 10_000;
  return isDelta ? refuseTrailingDelta(market, side, isStopLoss, delta) : { reason: 'trailing_delta_out_of_range' };
}

function refuseCount(market: SymbolMarket, open: OpenOrders, account: number): Rejection | undefined {
  const { index } = market;
  return (
    refuseOrders(market, open.countOf(account, index), open.countOnFloor(account)) ??
    refuseAlgoOrders(market, open.algoCountOf(account, index), open.algoCountOf(account))
  );
}

/** Before a symbol's first trade every stop price is still to come, and there is nothing to trail. */
function refuseTrigger({ lastPrice }: SymbolMarket, rises: boolean, trigger: Trigger): Rejection | undefined {
  const { stopPrice } = trigger;
  if (lastPrice === 0) return stopPrice === undefined ? { reason: 'no_price_to_trail' } : undefined;
  if (stopPrice === undefined) return undefined;
  const isReached = rises ? lastPrice >= stopPrice : lastPrice <= stopPrice;
  return isReached ? { reason: 'would_trigger_immediately' } : undefined;
}
