/**
 * Every question about a new order, asked before anything moves: a refusal changes nothing. The answer is a plan (plan.ts).
 *
 * Order of the questions: account, status, client order id, pegged price, self-trade prevention mode, filters, number of orders, trigger, liquidity taken, balance.
 */
import { defined } from '../assert.ts';
import type { SideCode } from '../book/order-book.ts';
import type { SelfTradePrevention } from '../instruments/definition.ts';
import { type Ledger, needOf } from '../ledger/ledger.ts';
import type { OrderTerms, PlaceOrder } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import { exactLimit } from '../units/arithmetic.ts';
import { planConditional, refuseConditional, refuseConditionalTerms } from './conditional-plan.ts';
import { refuseQuoteAmount, refuseWalkedLots } from './filters/notional-filters.ts';
import { refuseIcebergOrders, refuseOrders } from './filters/number-filters.ts';
import { refuseFraction, refuseLimit, refuseMarketQuantity } from './filters/order-filters.ts';
import { refusePosition } from './filters/position-filter.ts';
import {
  refuseIcebergParts,
  refuseMarketMost,
  refuseQuantity,
  refuseThinBook,
  refuseWalkedLeast,
} from './filters/quantity-filters.ts';
import type { Matcher } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import { liveTerms } from './peg.ts';
import { anyPrice, type Frame, type OrderPlan, type Planned, planned, refused, walkOf } from './plan.ts';
import { priceRangeOf } from './price-range.ts';
import { preventionCode, preventionName } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { refusePlacing } from './symbol-status.ts';
import { isMarketKind, termsOf, type UserOrder } from './user-order.ts';
import type { Walk } from './walk.ts';

export function planOrder(matcher: Matcher, open: OpenOrders, time: number, command: PlaceOrder): Planned {
  const { account } = command;
  if (!matcher.ledger.has(account)) return refused({ reason: 'unknown_account' });
  const frame = frameOf(matcher, time, command);
  const { asset, market, side } = frame;
  const closed = refusePlacing(market);
  if (closed) return refused(closed);
  if (open.byClientId(account, command.clientOrderId)) return refused({ reason: 'duplicate_client_order_id' });
  const live = liveTerms(market.book, side, command.terms);
  if (!live.ok) return live;
  const filtered = refuseTerms(frame, open, time, command.terms, live.value);
  if (filtered) return refused(filtered);
  const plan = planTerms(frame, live.value);
  if (!plan.ok) return plan;
  const { cover } = plan.value;
  const wanted = command.terms.kind === 'market_quote' ? plan.value.walk?.lots : plan.value.lots;
  const refusal = side === 0 ? refusePosition(matcher, open, market, account, wanted ?? 0) : undefined;
  if (refusal) return refused(refusal);
  if (cover >= exactLimit || !matcher.ledger.canHold(account, asset, cover)) {
    return refused({ reason: 'insufficient_balance' });
  }
  return plan;
}

/** What the filters say to an order as things stand, whatever the book and the balance say. */
export function refuseByFilters(
  matcher: Matcher,
  open: OpenOrders,
  time: number,
  command: PlaceOrder,
): Rejection | undefined {
  const { terms, account } = command;
  // Whom nobody knows has no place here; the placement says so.
  if (!matcher.ledger.has(account)) return undefined;
  const frame = frameOf(matcher, time, command);
  const { market, side } = frame;
  const live = liveTerms(market.book, side, terms);
  if (!live.ok) return live.rejection.reason === 'too_few_levels_for_peg' ? undefined : live.rejection;
  const filtered = refuseTerms(frame, open, time, terms, live.value);
  if (filtered) return filtered;
  const walk = terms.kind === 'market_quote' ? walkQuote(frame, terms.quoteAmount) : undefined;
  const refusal = walk && refuseWalk(market, side, walk);
  if (refusal || side === 1) return refusal;
  return refusePosition(matcher, open, market, account, 'quantity' in terms ? terms.quantity : (walk?.lots ?? 0));
}

/**
 * The plan of a conditional order that was triggered: a limit order at its price, or a market order, asked no more questions.
 * `hold` is what it needs now, which for a market buy may be more than it holds.
 */
export function planTriggered(ledger: Ledger, market: SymbolMarket, time: number, order: UserOrder): OrderPlan {
  const { quantity } = order;
  const frame = frameOfOrder(ledger, market, time, order);
  if (isMarketKind(order.kind)) return marketPlan(frame, quantity);
  return limitPlan(frame, order.price, quantity, order.timeInForce === 'fok');
}

/** The plan of a pending order that enters: filters, peg and book as for a new one; it is counted, and funded, already. */
export function planEntry(ledger: Ledger, market: SymbolMarket, time: number, order: UserOrder): Planned {
  const terms = termsOf(order);
  const live = liveTerms(market.book, order.side, terms);
  if (!live.ok) return live;
  const isAskedTwice = live.value !== terms && 'price' in terms && terms.price !== 0;
  const refusal =
    (isAskedTwice ? refuseOnItsOwn(market, time, order.side, terms) : undefined) ??
    refuseOnItsOwn(market, time, order.side, live.value);
  return refusal ? refused(refusal) : planTerms(frameOfOrder(ledger, market, time, order), live.value);
}

function frameOfOrder(ledger: Ledger, market: SymbolMarket, time: number, order: UserOrder): Frame {
  const { account, side } = order;
  const prevention = preventionCode(order.selfTradePrevention);
  const asset = side === 0 ? market.quoteAsset : market.baseAsset;
  return { account, ledger, market, side, prevention, asset, range: priceRangeOf(market, side, time) };
}

function frameOf(matcher: Matcher, time: number, command: PlaceOrder): Frame {
  const market = defined(matcher.markets[command.symbol], `symbol ${command.symbol}`);
  const side: SideCode = command.side === 'buy' ? 0 : 1;
  const { definition } = market.instrument;
  const prevention = preventionCode(command.selfTradePrevention ?? definition.defaultSelfTradePrevention);
  return {
    account: command.account,
    ledger: matcher.ledger,
    market,
    side,
    prevention,
    asset: side === 0 ? market.quoteAsset : market.baseAsset,
    range: priceRangeOf(market, side, time),
  };
}

/** A pegged order's own price, when it has one, must pass like the one it goes live with. */
function refuseTerms(
  frame: Frame,
  open: OpenOrders,
  time: number,
  terms: OrderTerms,
  live: OrderTerms,
): Rejection | undefined {
  const isAskedTwice = live !== terms && 'price' in terms && terms.price !== 0;
  const own = isAskedTwice ? refuseKind(frame, open, time, terms) : undefined;
  return (
    refusePrevention(frame.market, preventionName(frame.prevention)) ??
    own ??
    refuseKind(frame, open, time, live) ??
    refuseSlice(frame.market, terms) ??
    refuseIcebergCount(frame, open, terms)
  );
}

export function refusePrevention(market: SymbolMarket, mode: SelfTradePrevention | undefined): Rejection | undefined {
  const allowed = market.instrument.definition.allowedSelfTradePreventions;
  if (mode === undefined || allowed === undefined || allowed.includes(mode)) return undefined;
  return { reason: 'self_trade_prevention_not_allowed' };
}

function refuseSlice(market: SymbolMarket, terms: OrderTerms): Rejection | undefined {
  if (!('quantity' in terms)) return undefined;
  const { quantity } = terms;
  return refuseShown(terms, (shown) => {
    if (shown > quantity) return { reason: 'iceberg_exceeds_quantity' };
    return refuseQuantity(market, shown) ?? refuseIcebergParts(market, quantity, shown);
  });
}

/** Of an order that shows a part of its quantity; `rest`: what is still to be asked about whole lots. */
export function refuseShown(terms: OrderTerms, rest: (shown: number) => Rejection | undefined): Rejection | undefined {
  const shown = 'icebergQuantity' in terms ? terms.icebergQuantity : undefined;
  if (shown === undefined) return undefined;
  if ('timeInForce' in terms && terms.timeInForce !== 'gtc') return { reason: 'iceberg_not_good_till_canceled' };
  if (!Number.isInteger(shown)) return { reason: 'quantity_not_on_lot' };
  return rest(shown);
}

function refuseIcebergCount({ account, market }: Frame, open: OpenOrders, terms: OrderTerms): Rejection | undefined {
  const isIceberg = 'icebergQuantity' in terms && terms.icebergQuantity !== undefined;
  if (!isIceberg) return undefined;
  return refuseIcebergOrders(market, open.icebergCountOf(account, market.index), open.icebergCountOf(account));
}

function refuseKind(frame: Frame, open: OpenOrders, time: number, terms: OrderTerms): Rejection | undefined {
  const { account, market, side } = frame;
  switch (terms.kind) {
    case 'limit':
    case 'limit_maker':
      return (
        refuseTradable(market, time, side, terms) ??
        refuseOrders(market, open.countOf(account, market.index), open.countOnFloor(account))
      );
    case 'market':
    case 'market_quote':
      return refuseTradable(market, time, side, terms);
    default:
      return refuseConditional(frame, open, time, terms);
  }
}

/** The filters that concern an order alone, however many the account has. */
export function refuseOnItsOwn(
  market: SymbolMarket,
  time: number,
  side: SideCode,
  terms: OrderTerms,
): Rejection | undefined {
  return refuseTradable(market, time, side, terms) ?? refuseSlice(market, terms);
}

function refuseTradable(market: SymbolMarket, time: number, side: SideCode, terms: OrderTerms): Rejection | undefined {
  switch (terms.kind) {
    case 'limit':
    case 'limit_maker':
      // A pegged order that is still to get its price is asked about it then.
      if (terms.peg !== undefined && terms.price === 0) return refuseQuantity(market, terms.quantity);
      return (
        refuseFraction(terms.price, terms.quantity) ?? refuseLimit(market, time, side, terms.price, terms.quantity)
      );
    case 'market':
      return refuseMarketQuantity(market, time, terms.quantity);
    case 'market_quote':
      return refuseQuoteAmount(market, terms.quoteAmount);
    default:
      return refuseConditionalTerms(market, time, side, terms);
  }
}

/** Of an order that the filters let pass. */
function planTerms(frame: Frame, terms: OrderTerms): Planned {
  switch (terms.kind) {
    case 'limit':
    case 'limit_maker':
      return planLimit(frame, terms);
    case 'market':
      return planMarket(frame, terms.quantity);
    case 'market_quote':
      return planMarketQuote(frame, terms.quoteAmount);
    default:
      return planConditional(frame, terms);
  }
}

function planLimit(frame: Frame, terms: OrderTerms & { readonly kind: 'limit' | 'limit_maker' }): Planned {
  const { market, side } = frame;
  const { price, quantity } = terms;
  const crosses = side === 0 ? market.book.bestAsk <= price : market.book.bestBid >= price;
  if (terms.kind === 'limit_maker' && crosses) return refused({ reason: 'would_take_liquidity' });
  const isFillOrKill = terms.kind === 'limit' && terms.timeInForce === 'fok';
  return { ok: true, value: limitPlan(frame, price, quantity, isFillOrKill) };
}

function limitPlan(frame: Frame, price: number, quantity: number, isFillOrKill: boolean): OrderPlan {
  const walk = isFillOrKill ? walkOf(frame, price, quantity, Number.POSITIVE_INFINITY) : undefined;
  const hold = needOf(frame.market, frame.side, price, quantity);
  return planned(frame, { hold, limit: price, lots: quantity, walk }).value;
}

function planMarket(frame: Frame, quantity: number): Planned {
  const plan = marketPlan(frame, quantity);
  const isCountable = plan.walk === undefined || plan.walk.quote < exactLimit;
  return isCountable ? { ok: true, value: plan } : refused({ reason: 'notional_out_of_range' });
}

/** By base: a buy pays for the whole walk or is refused whole; a sell brings its whole quantity. */
function marketPlan(frame: Frame, quantity: number): OrderPlan {
  const { market, side } = frame;
  const walk = walkOf(frame, anyPrice(side), quantity, Number.POSITIVE_INFINITY);
  const hold = side === 0 ? walk.quote : quantity * market.basePerLot;
  return planned(frame, { hold, limit: anyPrice(side), lots: quantity, walk }).value;
}

/** By quote: as many lots as the amount pays for (buy), or as few as bring it (sell). */
function planMarketQuote(frame: Frame, quoteAmount: bigint): Planned {
  const { market, side } = frame;
  const walk = walkQuote(frame, quoteAmount);
  const walkRefusal = refuseWalk(market, side, walk);
  if (walkRefusal) return refused(walkRefusal);
  const hold = side === 0 ? walk.quote : walk.lots * market.basePerLot;
  const cover = side === 0 ? Number(quoteAmount) : hold;
  // An own order at the end of the walk is to be met by the match, so that prevention acts on it: one lot more than planned.
  const lots = walk.end === 'self_trade' ? walk.lots + 1 : walk.lots;
  return planned(frame, { cover, hold, limit: anyPrice(side), lots, walk });
}

function walkQuote(frame: Frame, quoteAmount: bigint): Walk {
  return walkOf(frame, anyPrice(frame.side), Number.POSITIVE_INFINITY, Number(quoteAmount));
}

/** The filters on what an order by quote amount comes to: a whole book that is too thin, or lots that no order may have. */
function refuseWalk(market: SymbolMarket, side: SideCode, walk: Walk): Rejection | undefined {
  return (
    refuseThinBook(market, side, walk) ??
    refuseWalkedLeast(market, walk) ??
    refuseMarketMost(market, walk.lots) ??
    refuseWalkedLots(market, walk.lots)
  );
}
