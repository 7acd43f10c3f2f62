/**
 * An order that is accepted and funded meets the book: it is matched, then rests or ends, with an account event for each
 * step. Also the fills of users' resting orders, which the matcher tells here.
 */
import { defined } from '../assert.ts';
import { needOf } from '../ledger/ledger.ts';
import type { ExpiryReason, Fill, PreventedMatch } from '../messages/account-event.ts';
import type { OrderPlaced } from '../messages/applied.ts';
import type { FeeDesk } from '../money/fee-desk.ts';
import type { AccountId, TimestampUs } from '../units/brand.ts';
import type { AccountEvents } from './account-events.ts';
import { lowerHidden, nextSlice, showSlice } from './iceberg.ts';
import type { Matcher, UserFills } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import type { OrderList } from './order-list.ts';
import { isWorkedOff, type OrderPlan } from './plan.ts';
import type { Prevention } from './prevent.ts';
import { preventOrders } from './prevented-orders.ts';
import { limitInside, meetsOutside } from './price-range.ts';
import { type PreventionCode, preventionCode } from './self-trade.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { endOrder, fillOrder, isMarketKind, leavesOf, type UserOrder } from './user-order.ts';

/** What order lists (list-reactions.ts) are told of their orders. */
export interface ListedOrders {
  /** Smallest units of what the order received, and of the commission paid in the same asset. */
  filled(market: SymbolMarket, order: UserOrder, received: number, commission: number): void;
  ended(order: UserOrder): void;
  /** Before an order that waited is worked. */
  starting(time: number, order: UserOrder): void;
  /** It has less quantity now. */
  amended(market: SymbolMarket, order: UserOrder): void;
  /** It has another client id now. */
  renamed(time: number, order: UserOrder): void;
  /** The open list that it belongs to, and the other leg of its pair, while that is open. */
  listOf(order: UserOrder): OrderList | undefined;
  otherLeg(order: UserOrder): UserOrder | undefined;
  /** Works off what was told. */
  settle(time: number): void;
}

/** Of an order that met nobody. */
export const none: readonly never[] = Object.freeze([]);

export class OrderWork implements UserFills {
  readonly #matcher: Matcher;
  readonly #feeDesk: FeeDesk;
  readonly #events: AccountEvents;
  readonly #open: OpenOrders;
  /** The order being matched, its plan, and its fills, once it has any. */
  #taker: UserOrder | undefined;
  #plan: OrderPlan | undefined;
  #fills: Fill[] | undefined;
  #lists: ListedOrders | undefined;
  #preventedMatches: PreventedMatch[] | undefined;
  /** Smallest units of what the taker pays with that went to another account of its owner. */
  #transferred = 0;

  constructor(matcher: Matcher, feeDesk: FeeDesk, events: AccountEvents, open: OpenOrders) {
    this.#matcher = matcher;
    this.#feeDesk = feeDesk;
    this.#events = events;
    this.#open = open;
  }

  /** For the end of the construction: lists need this one first. */
  connectLists(lists: ListedOrders): void {
    this.#lists = lists;
  }

  /** Undefined only while the desks are put together. */
  get lists(): ListedOrders {
    return defined(this.#lists, 'order lists');
  }

  /** Matches an order whose plan's hold is held. Returns its fills, and the own orders it met. */
  work(time: number, order: UserOrder, plan: OrderPlan): Pick<OrderPlaced, 'fills' | 'preventedMatches'> {
    this.#fills = undefined;
    this.#preventedMatches = undefined;
    this.#transferred = 0;
    this.#matchAndEnd(time, order, plan);
    this.#releaseUnused(order, plan);
    return { fills: this.#fills ?? none, preventedMatches: this.#preventedMatches ?? none };
  }

  takerFilled(
    market: SymbolMarket,
    time: number,
    price: number,
    quantity: number,
    quote: number,
    fee: number,
    tradeId: number,
  ): void {
    const order = defined(this.#taker, 'the order being matched');
    const plan = defined(this.#plan, 'its plan');
    const isFull = isWorkedOff(order, plan, quantity);
    const fill = this.#fill(market, order, time, price, quantity, quote, fee, tradeId, isFull, false);
    if (this.#fills === undefined) this.#fills = [fill];
    else this.#fills.push(fill);
  }

  makerFilled(
    market: SymbolMarket,
    time: number,
    orderId: number,
    price: number,
    quantity: number,
    quote: number,
    fee: number,
    tradeId: number,
    leaves: number,
  ): number {
    const order = defined(this.#open.byId(market.index, orderId), `user order ${orderId}`);
    const more = leaves === 0 ? nextSlice(market, order) : 0;
    const isFull = leaves === 0 && more === 0;
    if (isFull) this.#open.remove(order);
    this.#fill(market, order, time, price, quantity, quote, fee, tradeId, isFull, true);
    return more;
  }

  preventionOf(market: SymbolMarket, orderId: number): PreventionCode {
    const order = defined(this.#open.byId(market.index, orderId), `user order ${orderId}`);
    return preventionCode(order.selfTradePrevention);
  }

  matchPrevented(prevention: Prevention): number {
    const taker = defined(this.#taker, 'the order being matched');
    const plan = defined(this.#plan, 'its plan');
    const parts = {
      ledger: this.#matcher.ledger,
      events: this.#events,
      open: this.#open,
      releaseHidden: (market: SymbolMarket, order: UserOrder) => this.releaseHidden(market, order),
      touched: (order: UserOrder) => {
        if (order.orderListId !== 0) this.lists.ended(order);
      },
    };
    const { match, more } = preventOrders(parts, prevention, taker, plan);
    this.#preventedMatches ??= [];
    this.#preventedMatches.push(match);
    const { market, isTransferred, price, lots } = prevention;
    if (isTransferred) this.#transferred += needOf(market, taker.side, price, lots);
    return more;
  }

  /** Gives back what is held for the hidden part of an order that leaves the book. Returns those lots. */
  releaseHidden(market: SymbolMarket, order: UserOrder, lots = order.hidden): number {
    const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
    const taken = lowerHidden(market, order, lots);
    if (taken > 0) {
      this.#matcher.ledger.releaseAmount(order.account, asset, needOf(market, order.side, order.price, taken));
    }
    return taken;
  }

  /** Ends an order by the exchange's doing. Its funds are the caller's business. */
  expire(time: number, order: UserOrder, reason: Exclude<ExpiryReason, 'self_trade'>): void {
    endOrder(order, time, 'expired', reason);
    this.#events.orderStep('order_expired', order, time);
    if (order.orderListId !== 0) this.lists.ended(order);
  }

  #matchAndEnd(time: number, order: UserOrder, plan: OrderPlan): void {
    const { limit, lots, walk } = plan;
    const { market, side, prevention, range } = plan.frame;
    if (order.timeInForce === 'fok' && walk !== undefined && (walk.lots < lots || walk.decrements)) {
      this.expire(time, order, walk.end === 'out_of_range' ? 'price_out_of_range' : 'fok_unfilled');
      return;
    }
    if (!meetsOutside(range, market.book, side, limit)) {
      this.#taker = order;
      this.#plan = plan;
      const bound = limitInside(range, side, limit);
      this.#matcher.match(market, order.account, order.orderId, side, bound, lots, prevention);
      this.#taker = undefined;
      if (order.status === 'filled' || order.status === 'expired_in_match') return;
    }
    if (meetsOutside(range, market.book, side, limit)) this.expire(time, order, 'price_out_of_range');
    else if (isMarketKind(order.kind)) this.expire(time, order, 'insufficient_liquidity');
    else if (order.timeInForce === 'ioc') this.expire(time, order, 'ioc_unfilled');
    else {
      const shown = showSlice(market, order);
      this.#matcher.rest(market, order.account, order.orderId, side, order.price, shown);
      this.#open.rest(order);
    }
  }

  /** Price improvement, and what an ended order did not use, go back. */
  #releaseUnused(order: UserOrder, plan: OrderPlan): void {
    const { market, side, asset } = plan.frame;
    const open = order.isResting ? needOf(market, side, order.price, leavesOf(order)) : 0;
    const used = side === 0 ? order.cumulativeQuote : order.executed * market.basePerLot;
    const unused = plan.hold - used - this.#transferred - open;
    if (unused > 0) this.#matcher.ledger.releaseAmount(order.account, asset, unused);
  }

  #fill(
    market: SymbolMarket,
    order: UserOrder,
    time: number,
    price: number,
    quantity: number,
    quote: number,
    fee: number,
    tradeId: number,
    isFull: boolean,
    isMaker: boolean,
  ): Fill {
    fillOrder(order, time, quantity, quote, isFull);
    const isBuyer = order.side === 0;
    const asset = isBuyer ? market.baseAsset : market.quoteAsset;
    const amount = isBuyer ? quantity * market.basePerLot : quote;
    const { account } = order;
    let commission = fee;
    let commissionAsset = asset;
    if (!this.#feeDesk.isSettled(account)) {
      const received = { market, account, isBuyer, isMaker, asset, amount, settled: fee, quote, time };
      ({ amount: commission, asset: commissionAsset } = this.#feeDesk.charge(received));
    }
    if (order.orderListId !== 0) this.lists.filled(market, order, amount, commissionAsset === asset ? commission : 0);
    this.#events.moved(account, market.baseAsset);
    this.#events.moved(account, market.quoteAsset);
    return this.#events.orderFilled(order, time, tradeId, price, quantity, quote, commission, commissionAsset, isMaker);
  }
}

export function happened(order: { readonly account: number }, time: number): { account: AccountId; time: TimestampUs } {
  return { account: order.account as AccountId, time: time as TimestampUs };
}
