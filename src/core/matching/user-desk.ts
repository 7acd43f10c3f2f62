/**
 * The users' door to the exchange: orders are planned (order-plan.ts), then accepted and worked (order-work.ts) or put to wait
 * (trigger-desk.ts), and cancelled. A refused command changes nothing, not even a counter.
 */
import { assert, defined } from '../assert.ts';
import type { Applied, OrderCanceled, OrderPlaced, OrderReplaced } from '../messages/applied.ts';
import type { CancelAll, CancelOrder, CancelReplace, PlaceOrder } from '../messages/command.ts';
import type { Rejection, Result } from '../messages/rejection.ts';
import type { FeeDesk } from '../money/fee-desk.ts';
import type { AccountEvents } from './account-events.ts';
import { AmendDesk } from './amend-desk.ts';
import { findOrder } from './find-order.ts';
import { ListDesk } from './list-desk.ts';
import type { Matcher } from './matcher.ts';
import { newUserOrder } from './new-user-order.ts';
import { OpenOrders } from './open-orders.ts';
import { planOrder, refuseByFilters } from './order-plan.ts';
import { happened, none, OrderWork } from './order-work.ts';
import { refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { refuseCanceling } from './symbol-status.ts';
import { TriggerDesk } from './trigger-desk.ts';
import { endOrder, stateOf, type UserOrder } from './user-order.ts';

export class UserDesk {
  readonly open: OpenOrders;
  readonly work: OrderWork;
  readonly triggers: TriggerDesk;
  readonly amends: AmendDesk;
  readonly lists: ListDesk;
  readonly #matcher: Matcher;
  readonly #events: AccountEvents;

  constructor(matcher: Matcher, feeDesk: FeeDesk, events: AccountEvents) {
    this.#matcher = matcher;
    this.#events = events;
    this.open = new OpenOrders(matcher.markets.length);
    this.work = new OrderWork(matcher, feeDesk, events, this.open);
    this.triggers = new TriggerDesk(matcher, events, this.open, this.work);
    this.lists = new ListDesk({
      matcher,
      events,
      orders: this.open,
      work: this.work,
      triggers: this.triggers,
      discountAsset: feeDesk.discountAsset,
    });
    this.work.connectLists(this.lists.reactions);
    this.amends = new AmendDesk(matcher, events, this.open, this.work);
  }

  /** All checks of a placement at a floor time, balance included, without doing it. */
  validate(time: number, command: PlaceOrder): Result<undefined> {
    const planned = planOrder(this.#matcher, this.open, time, command);
    return planned.ok ? { ok: true, value: undefined } : planned;
  }

  /** Refuses for any reason of `planOrder`; otherwise answers the order as it ended up and its fills. */
  place(time: number, command: PlaceOrder): Result<OrderPlaced> {
    const planned = planOrder(this.#matcher, this.open, time, command);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const { market, asset } = plan.frame;
    this.#matcher.time = time;
    const isHeld = this.#matcher.ledger.holdAmount(command.account, asset, plan.hold);
    assert(isHeld, 'the balance was checked');
    if (plan.hold > 0) this.#events.moved(command.account, asset);
    const prevention = command.selfTradePrevention ?? market.instrument.definition.defaultSelfTradePrevention;
    const order = newUserOrder(command, market.nextOrderId++, time, prevention, plan);
    const accepted = this.#events.orderStep('order_accepted', order, time);
    if (plan.waits) {
      this.open.add(order);
      this.triggers.wait(order, market.lastPrice);
      return { ok: true, value: { type: 'order_placed', order: accepted, fills: none, preventedMatches: none } };
    }
    const worked = this.work.work(time, order, plan);
    const { fills, preventedMatches } = worked;
    const isUntouched = order.status === 'new' && order.executed === 0 && order.prevented === 0;
    const state = isUntouched ? accepted : this.#events.stateOf(order);
    return { ok: true, value: { type: 'order_placed', order: state, fills, preventedMatches } };
  }

  /** Whether a trade has reached a trigger, or an order of a list was filled or ended, since the last `settle`. */
  get isDue(): boolean {
    return this.triggers.isDue || this.lists.reactions.isDue;
  }

  /** Works off what trades have caused, to its end: triggers first, then what enters because of them. */
  settle(time: number): void {
    do this.triggers.run(time);
    while (this.lists.enterNext(time));
  }

  /**
   * An order of a list is cancelled with its whole list. Refuses with `unknown_order`, `order_ids_disagree`,
   * `cancel_restriction_unmet`, `market_closed_to_cancels`.
   */
  cancel(time: number, command: CancelOrder): Result<OrderCanceled> {
    const found = findOrder(this.open, command);
    if (!found.ok) return found;
    const order = found.value;
    const { restriction } = command;
    const isWanted =
      restriction === undefined || order.status === (restriction === 'only_new' ? 'new' : 'partially_filled');
    if (!isWanted) return refused({ reason: 'cancel_restriction_unmet' });
    const closed = refuseCanceling(this.#market(order.symbol));
    if (closed) return refused(closed);
    return { ok: true, value: this.#cancelOrder(time, order, command.cancelId) };
  }

  /**
   * Refuses, with nothing done, for the filters of the new order; else answers what became of the cancel and of the new order,
   * which may spend what the cancel has set free and take over the cancelled order's client id.
   */
  cancelReplace(time: number, { cancel, order, mode }: CancelReplace): Result<OrderReplaced> {
    const refusal = refuseByFilters(this.#matcher, this.open, time, order);
    if (refusal) return refused(refusal);
    const canceled = this.cancel(time, cancel);
    const isAttempted = canceled.ok || mode === 'allow_failure';
    const placed = isAttempted ? this.place(time, order) : undefined;
    if (canceled.ok && placed?.ok === false) this.#tellRejected(time, order, placed.rejection.reason);
    return { ok: true, value: { type: 'order_replaced', canceled, placed } };
  }

  /** A replacement that was refused is told like an order that ended at once, with an id of its own, and then forgotten. */
  #tellRejected(time: number, command: PlaceOrder, reason: Rejection['reason']): void {
    const market = this.#market(command.symbol);
    const prevention = command.selfTradePrevention ?? market.instrument.definition.defaultSelfTradePrevention;
    const never = { waits: true, holdPrice: 0, limit: 0 };
    const order = newUserOrder(command, market.nextOrderId++, time, prevention, never);
    endOrder(order, time, 'rejected');
    this.#events.push({ type: 'order_rejected', ...happened(order, time), order: stateOf(order), reason });
  }

  /**
   * Every open order of an account in a symbol, oldest first. Refuses with `unknown_order` when there is none, and with
   * `market_closed_to_cancels`.
   */
  cancelAll(time: number, command: CancelAll): Result<Applied> {
    const orders = this.open.ofAccount(command.account, command.symbol);
    if (orders.length === 0) return refused({ reason: 'unknown_order' });
    const closed = refuseCanceling(this.#market(command.symbol));
    if (closed) return refused(closed);
    const cancels = this.#cancelAll(time, orders, command.cancelIdPrefix);
    return { ok: true, value: { type: 'orders_canceled', cancels } };
  }

  /** Every open order of an account, oldest first; returns how many. */
  cancelEverything(time: number, account: number, cancelIdPrefix: string): number {
    const orders = this.open.ofAccount(account);
    this.#cancelAll(time, orders, cancelIdPrefix);
    return orders.length;
  }

  #market(symbol: number): SymbolMarket {
    return defined(this.#matcher.markets[symbol], `symbol ${symbol}`);
  }

  /** An order that went with an earlier one's list is passed over. */
  #cancelAll(time: number, orders: readonly UserOrder[], cancelIdPrefix: string): OrderCanceled[] {
    const cancels: OrderCanceled[] = [];
    for (const order of orders) {
      if (this.open.byId(order.symbol, order.orderId) === undefined) continue;
      cancels.push(this.#cancelOrder(time, order, `${cancelIdPrefix}-${order.orderId}`));
    }
    return cancels;
  }

  #cancelOrder(time: number, order: UserOrder, cancelId: string): OrderCanceled {
    const list = this.lists.cancelOf(time, order, cancelId);
    if (list) return { type: 'order_canceled', order: this.#events.stateOf(order), cancelId, list };
    const market = this.#market(order.symbol);
    this.#matcher.time = time;
    if (order.isResting) {
      this.work.releaseHidden(market, order);
      this.#matcher.withdraw(market, market.book.find(order.orderId));
    } else this.triggers.withdraw(order);
    this.open.remove(order);
    endOrder(order, time, 'canceled');
    const state = this.#events.orderCanceled(order, time, cancelId);
    this.#events.moved(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset);
    return { type: 'order_canceled', order: state, cancelId };
  }
}
