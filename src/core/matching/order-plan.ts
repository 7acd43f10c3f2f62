/**
 * Every question about a new order, asked before anything moves: a refusal changes nothing. The answer is a plan: what to
 * hold, how many lots may match, down to what price.
 *
 * Order of the questions: account, client order id, filters, number of orders, liquidity taken, balance.
 */
import { defined } from '../assert.ts';
import { noAsk, type SideCode } from '../book/order-book.ts';
import { needOf } from '../ledger/ledger.ts';
import type { PlaceOrder } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import { exactLimit } from '../units/arithmetic.ts';
import { refuseQuoteAmount, refuseWalkedLots } from './filters/notional-filters.ts';
import { refuseOrders } from './filters/number-filters.ts';
import { refuseFraction, refuseLimit, refuseMarketQuantity } from './filters/order-filters.ts';
import { refusePosition } from './filters/position-filter.ts';
import { refuseMarketMost } from './filters/quantity-filters.ts';
import type { Matcher } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import { type PreventionCode, preventionCode } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { type Walk, walkBook } from './walk.ts';

export interface OrderPlan {
  readonly market: SymbolMarket;
  readonly side: SideCode;
  readonly prevention: PreventionCode;
  /** What the order pays with. */
  readonly asset: number;
  /** Must be available, and what of it is held, in smallest units of `asset`. */
  readonly cover: number;
  readonly hold: number;
  /** Worst price in ticks; how many lots to match. */
  readonly limit: number;
  readonly lots: number;
  /** What the book offers, for orders that must know before they touch it. */
  readonly walk: Walk | undefined;
}

export type Planned =
  | { readonly ok: true; readonly value: OrderPlan }
  | { readonly ok: false; readonly rejection: Rejection };

/** What every plan of a command shares. */
type Frame = Pick<OrderPlan, 'market' | 'side' | 'prevention' | 'asset'>;

export function planOrder(matcher: Matcher, open: OpenOrders, time: number, command: PlaceOrder): Planned {
  const market = defined(matcher.markets[command.symbol], `symbol ${command.symbol}`);
  const side: SideCode = command.side === 'buy' ? 0 : 1;
  const { account } = command;
  if (!matcher.ledger.has(account)) return refused({ reason: 'unknown_account' });
  if (open.byClientId(account, command.clientOrderId)) return refused({ reason: 'duplicate_client_order_id' });
  const { definition } = market.instrument;
  const prevention = preventionCode(command.selfTradePrevention ?? definition.defaultSelfTradePrevention);
  const frame: Frame = { market, side, prevention, asset: side === 0 ? market.quoteAsset : market.baseAsset };
  const planned = planTerms(frame, open, time, command);
  if (!planned.ok) return planned;
  const { asset, cover } = planned.value;
  const wanted = command.terms.kind === 'market_quote' ? planned.value.walk?.lots : planned.value.lots;
  const refusal = side === 0 ? refusePosition(matcher, open, market, account, wanted ?? 0) : undefined;
  if (refusal) return refused(refusal);
  if (cover >= exactLimit || !matcher.ledger.canHold(account, asset, cover)) {
    return refused({ reason: 'insufficient_balance' });
  }
  return planned;
}

export function refused(rejection: Rejection): { readonly ok: false; readonly rejection: Rejection } {
  return { ok: false, rejection };
}

function planTerms(frame: Frame, open: OpenOrders, time: number, command: PlaceOrder): Planned {
  const { terms } = command;
  switch (terms.kind) {
    case 'limit':
    case 'limit_maker':
      return planLimit(frame, open, time, command, terms.price, terms.quantity);
    case 'market':
      return planMarket(frame, time, command, terms.quantity);
    case 'market_quote':
      return planMarketQuote(frame, command, terms.quoteAmount);
  }
}

function planLimit(
  frame: Frame,
  open: OpenOrders,
  time: number,
  command: PlaceOrder,
  price: number,
  quantity: number,
): Planned {
  const { market, side } = frame;
  const { account } = command;
  const refusal =
    refuseFraction(price, quantity) ??
    refuseLimit(market, time, side, price, quantity) ??
    refuseOrders(market, open.countOf(account, market.index), open.countOnFloor(account));
  if (refusal) return refused(refusal);
  const crosses = side === 0 ? market.book.bestAsk <= price : market.book.bestBid >= price;
  if (command.terms.kind === 'limit_maker' && crosses) return refused({ reason: 'would_take_liquidity' });
  const isFillOrKill = command.terms.kind === 'limit' && command.terms.timeInForce === 'fok';
  const walk = isFillOrKill ? walkOf(frame, command, price, quantity, Number.POSITIVE_INFINITY) : undefined;
  const hold = needOf(market, side, price, quantity);
  return { ok: true, value: { ...frame, cover: hold, hold, limit: price, lots: quantity, walk } };
}

/** By base: a buy pays for the whole walk or is refused whole; a sell brings its whole quantity. */
function planMarket(frame: Frame, time: number, command: PlaceOrder, quantity: number): Planned {
  const { market, side } = frame;
  const refusal = refuseMarketQuantity(market, time, quantity);
  if (refusal) return refused(refusal);
  const walk = walkOf(frame, command, anyPrice(side), quantity, Number.POSITIVE_INFINITY);
  if (walk.quote >= exactLimit) return refused({ reason: 'notional_out_of_range' });
  const hold = side === 0 ? walk.quote : quantity * market.basePerLot;
  return { ok: true, value: { ...frame, cover: hold, hold, limit: anyPrice(side), lots: quantity, walk } };
}

/** By quote: as many lots as the amount pays for (buy) or as bring no more than the amount (sell). */
function planMarketQuote(frame: Frame, command: PlaceOrder, quoteAmount: bigint): Planned {
  const { market, side } = frame;
  const refusal = refuseQuoteAmount(market, quoteAmount);
  if (refusal) return refused(refusal);
  const walk = walkOf(frame, command, anyPrice(side), Number.POSITIVE_INFINITY, Number(quoteAmount));
  const walkRefusal = refuseMarketMost(market, walk.lots) ?? refuseWalkedLots(market, walk.lots);
  if (walkRefusal) return refused(walkRefusal);
  const hold = side === 0 ? walk.quote : walk.lots * market.basePerLot;
  const cover = side === 0 ? Number(quoteAmount) : hold;
  // An own order at the end of the walk is to be met by the match, so that prevention acts on it: one lot more than planned.
  const lots = walk.end === 'self_trade' ? walk.lots + 1 : walk.lots;
  return { ok: true, value: { ...frame, cover, hold, limit: anyPrice(side), lots, walk } };
}

function walkOf(frame: Frame, command: PlaceOrder, limit: number, lotsMax: number, quoteMax: number): Walk {
  const { market, side, prevention } = frame;
  return walkBook(market, { account: command.account, side, limit, lotsMax, quoteMax, prevention });
}

/** The worst price there is: below "no ask", above "no bid". */
function anyPrice(side: SideCode): number {
  return side === 0 ? noAsk - 1 : 1;
}
