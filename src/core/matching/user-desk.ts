/**
 * Users' orders: planned (order-plan.ts), then accepted, matched, rested or ended, with an account event for each step. A
 * refused command changes nothing, not even a counter.
 */
import { assert, defined } from '../assert.ts';
import type { SideCode } from '../book/order-book.ts';
import { needOf } from '../ledger/ledger.ts';
import type { Fill } from '../messages/account-event.ts';
import type { Applied } from '../messages/applied.ts';
import type { CancelAll, CancelOrder, PlaceOrder } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { AccountId, Amount, AssetIndex, Price, Quantity, TimestampUs, TradeId } from '../units/brand.ts';
import type { AccountEvents } from './account-events.ts';
import type { Matcher, UserFills } from './matcher.ts';
import { OpenOrders } from './open-orders.ts';
import { type OrderPlan, planOrder, refused } from './order-plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { endOrder, fillOrder, newUserOrder, stateOf, type UserOrder } from './user-order.ts';

export class UserDesk implements UserFills {
  readonly open: OpenOrders;
  readonly #matcher: Matcher;
  readonly #events: AccountEvents;
  /** The order being matched, its plan, and its fills. */
  #taker: UserOrder | undefined;
  #plan: OrderPlan | undefined;
  #fills: Fill[] = [];

  constructor(matcher: Matcher, events: AccountEvents) {
    this.#matcher = matcher;
    this.#events = events;
    this.open = new OpenOrders(matcher.markets.length);
  }

  /** All checks of a placement at a floor time, balance included, without doing it. */
  validate(time: number, command: PlaceOrder): Result<undefined> {
    const planned = planOrder(this.#matcher, this.open, time, command);
    return planned.ok ? { ok: true, value: undefined } : planned;
  }

  /** Refuses for any reason of `planOrder`; otherwise answers the order as it ended up and its fills. */
  place(time: number, command: PlaceOrder): Result<Applied> {
    const planned = planOrder(this.#matcher, this.open, time, command);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const { market } = plan;
    this.#matcher.time = time;
    const isHeld = this.#matcher.ledger.holdAmount(command.account, plan.asset, plan.hold);
    assert(isHeld, 'the balance was checked');
    if (plan.hold > 0) this.#events.moved(command.account, plan.asset);
    const prevention = command.selfTradePrevention ?? market.instrument.definition.defaultSelfTradePrevention;
    const order = newUserOrder(command, market.nextOrderId++, time, prevention);
    this.#events.push({ type: 'order_accepted', ...happened(order, time), order: stateOf(order) });
    this.#fills = [];
    this.#matchAndEnd(time, order, plan);
    this.#releaseUnused(order, plan);
    return { ok: true, value: { type: 'order_placed', order: stateOf(order), fills: this.#fills } };
  }

  /** Refuses with `unknown_order`, `order_ids_disagree`, `cancel_restriction_unmet`. */
  cancel(time: number, command: CancelOrder): Result<Applied> {
    const { account, symbol, orderId, clientOrderId, restriction } = command;
    const byClientId = clientOrderId === undefined ? undefined : this.open.byClientId(account, clientOrderId);
    const order = orderId === undefined ? byClientId : this.open.byId(symbol, orderId);
    if (!order || order.account !== account || order.symbol !== symbol) return refused({ reason: 'unknown_order' });
    if (clientOrderId !== undefined && byClientId !== order) return refused({ reason: 'order_ids_disagree' });
    const isWanted =
      restriction === undefined || order.status === (restriction === 'only_new' ? 'new' : 'partially_filled');
    if (!isWanted) return refused({ reason: 'cancel_restriction_unmet' });
    this.#cancelOrder(time, order, command.cancelId);
    return { ok: true, value: { type: 'order_canceled', order: stateOf(order), cancelId: command.cancelId } };
  }

  /** Every open order of an account in a symbol, oldest first. Refuses with `unknown_order` when there is none. */
  cancelAll(time: number, command: CancelAll): Result<Applied> {
    const orders = this.open.ofAccount(command.account, command.symbol);
    if (orders.length === 0) return refused({ reason: 'unknown_order' });
    const cancels = orders.map((order) => {
      const cancelId = `${command.cancelIdPrefix}-${order.orderId}`;
      this.#cancelOrder(time, order, cancelId);
      return { order: stateOf(order), cancelId };
    });
    return { ok: true, value: { type: 'orders_canceled', cancels } };
  }

  /** Every open order of an account, oldest first; returns how many. */
  cancelEverything(time: number, account: number, cancelIdPrefix: string): number {
    const orders = this.open.ofAccount(account);
    for (const order of orders) this.#cancelOrder(time, order, `${cancelIdPrefix}-${order.orderId}`);
    return orders.length;
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
    // By quote amount the order is full when the walk that reached its bound is done.
    const isFull = order.executed + quantity === plan.lots && (order.quoteAmount === 0n || plan.walk?.end === 'limit');
    const fill = this.#fill(market, order, time, price, quantity, quote, fee, tradeId, isFull, false);
    this.#fills.push(fill);
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
  ): void {
    const order = defined(this.open.byId(market.index, orderId), `user order ${orderId}`);
    if (leaves === 0) this.open.remove(order);
    this.#fill(market, order, time, price, quantity, quote, fee, tradeId, leaves === 0, true);
  }

  makerPrevented(market: SymbolMarket, time: number, orderId: number, quantity: number): void {
    const order = defined(this.open.byId(market.index, orderId), `user order ${orderId}`);
    this.open.remove(order);
    this.#expireInMatch(time, order, quantity);
    this.#events.moved(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset);
  }

  #matchAndEnd(time: number, order: UserOrder, plan: OrderPlan): void {
    const { market, side, limit, lots, prevention, walk } = plan;
    if (order.timeInForce === 'fok' && walk !== undefined && walk.lots < lots) {
      this.#expire(time, order, 'fok_unfilled');
      return;
    }
    this.#taker = order;
    this.#plan = plan;
    const leaves = this.#matcher.match(market, order.account, order.orderId, side, limit, lots, prevention);
    this.#taker = undefined;
    if (order.status === 'filled') return;
    if (this.#matcher.matchPrevented) this.#expireInMatch(time, order, order.quoteAmount === 0n ? leaves : 0);
    else if (order.kind === 'market') this.#expire(time, order, 'insufficient_liquidity');
    else if (order.timeInForce === 'ioc') this.#expire(time, order, 'ioc_unfilled');
    else {
      this.#matcher.rest(market, order.account, order.orderId, side, order.price, leaves);
      this.open.add(order);
    }
  }

  /** Price improvement, and what an ended order did not use, go back. */
  #releaseUnused(order: UserOrder, plan: OrderPlan): void {
    const { market, side } = plan;
    const isOpen = order.status === 'new' || order.status === 'partially_filled';
    const open = isOpen ? needOf(market, side, order.price, order.quantity - order.executed) : 0;
    const used = side === 0 ? order.cumulativeQuote : order.executed * market.basePerLot;
    const unused = plan.hold - used - open;
    if (unused > 0) this.#matcher.ledger.releaseAmount(order.account, plan.asset, unused);
  }

  #cancelOrder(time: number, order: UserOrder, cancelId: string): void {
    const market = defined(this.#matcher.markets[order.symbol], `symbol ${order.symbol}`);
    this.#matcher.time = time;
    this.#matcher.withdraw(market, market.book.find(order.orderId));
    this.open.remove(order);
    endOrder(order, time, 'canceled');
    this.#events.push({ type: 'order_canceled', ...happened(order, time), order: stateOf(order), cancelId });
    this.#events.moved(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset);
  }

  #expire(time: number, order: UserOrder, reason: 'ioc_unfilled' | 'fok_unfilled' | 'insufficient_liquidity'): void {
    endOrder(order, time, 'expired', reason);
    this.#events.push({ type: 'order_expired', ...happened(order, time), order: stateOf(order) });
  }

  #expireInMatch(time: number, order: UserOrder, prevented: number): void {
    order.prevented += prevented;
    endOrder(order, time, 'expired_in_match', 'self_trade');
    this.#events.push({ type: 'order_expired', ...happened(order, time), order: stateOf(order) });
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
    const fill: Fill = {
      tradeId: tradeId as TradeId,
      price: price as Price,
      quantity: quantity as Quantity,
      quoteAmount: BigInt(quote) as Amount,
      commission: BigInt(fee) as Amount,
      commissionAsset: received(market, order.side) as AssetIndex,
      isMaker,
    };
    this.#events.push({ type: 'order_filled', ...happened(order, time), order: stateOf(order), fill });
    this.#events.moved(order.account, market.baseAsset);
    this.#events.moved(order.account, market.quoteAsset);
    return fill;
  }
}

function happened(order: UserOrder, time: number): { account: AccountId; time: TimestampUs } {
  return { account: order.account as AccountId, time: time as TimestampUs };
}

/** The asset that an order's side brings in; fees are taken from it. */
function received(market: SymbolMarket, side: SideCode): number {
  return side === 0 ? market.baseAsset : market.quoteAsset;
}
