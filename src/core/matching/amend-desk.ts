/**
 * Lowering an open order's quantity in place (Binance, "Order Amend Keep Priority"): id, price and place in the queue stay,
 * what is no longer ordered is no longer held. The legs of a pair have one quantity, so that both are lowered with either. An order
 * amended to what is executed of it already has nothing left and expires.
 */
import { defined } from '../assert.ts';
import { needOf } from '../ledger/ledger.ts';
import type { OrderAmended } from '../messages/applied.ts';
import type { AmendOrder } from '../messages/command.ts';
import type { Rejection, Result } from '../messages/rejection.ts';
import type { Quantity } from '../units/brand.ts';
import type { AccountEvents } from './account-events.ts';
import { refuseNotional } from './filters/notional-filters.ts';
import { refuseAmends } from './filters/number-filters.ts';
import { refuseMarketQuantity } from './filters/order-filters.ts';
import { refuseQuantity } from './filters/quantity-filters.ts';
import { findOrder } from './find-order.ts';
import type { Matcher } from './matcher.ts';
import type { OpenOrders } from './open-orders.ts';
import { listStateOf } from './order-list.ts';
import { happened, type OrderWork } from './order-work.ts';
import { refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { refusePlacing } from './symbol-status.ts';
import { holdWhileWaiting } from './trigger-desk.ts';
import { isMarketKind, leavesOf, stateOf, type UserOrder } from './user-order.ts';

export class AmendDesk {
  readonly #matcher: Matcher;
  readonly #events: AccountEvents;
  readonly #open: OpenOrders;
  readonly #work: OrderWork;

  constructor(matcher: Matcher, events: AccountEvents, open: OpenOrders, work: OrderWork) {
    this.#matcher = matcher;
    this.#events = events;
    this.#open = open;
    this.#work = work;
  }

  /**
   * Refuses with `unknown_order`, `order_ids_disagree`, `amend_raises_quantity`, `amend_changes_nothing`,
   * `amend_below_executed`, `market_closed`, `duplicate_client_order_id`, and the filters on quantity, value and number of amends.
   */
  amend(time: number, command: AmendOrder): Result<OrderAmended> {
    const found = findOrder(this.#open, command);
    if (!found.ok) return found;
    const order = found.value;
    const market = defined(this.#matcher.markets[order.symbol], `symbol ${order.symbol}`);
    const refusal = this.#refuse(time, market, order, command);
    if (refusal) return refused(refusal);
    const { lists } = this.#work;
    const { clientOrderId: previousClientOrderId } = order;
    this.#matcher.time = time;
    const paired = lists.otherLeg(order);
    this.#open.rename(order, command.newClientOrderId);
    const eventId = this.#lower(time, market, order, command.quantity, previousClientOrderId);
    if (paired !== undefined) this.#lower(time, market, paired, command.quantity, paired.clientOrderId);
    if (order.clientOrderId !== previousClientOrderId) lists.renamed(time, order);
    const list = lists.listOf(order);
    if (leavesOf(order) === 0) this.#expire(time, order);
    this.#events.moved(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset);
    const state = stateOf(order);
    return {
      ok: true,
      value: {
        type: 'order_amended',
        order: state,
        previousClientOrderId,
        eventId,
        ...(list === undefined ? {} : { list: listStateOf(list, 'executing') }),
      },
    };
  }

  /** Returns the number of the event that tells of it. */
  #lower(
    time: number,
    market: SymbolMarket,
    order: UserOrder,
    quantity: Quantity,
    previousClientOrderId: string,
  ): number {
    const { quantity: previousQuantity } = order;
    this.#reduce(market, order, quantity);
    order.quantity = quantity;
    order.amends++;
    order.updatedAt = time;
    if (order.orderListId !== 0) this.#work.lists.amended(market, order);
    return this.#events.push({
      type: 'order_amended',
      ...happened(order, time),
      order: stateOf(order),
      previousClientOrderId,
      previousQuantity: previousQuantity as Quantity,
    });
  }

  #refuse(time: number, market: SymbolMarket, order: UserOrder, command: AmendOrder): Rejection | undefined {
    const { quantity, newClientOrderId } = command;
    const closed = refusePlacing(market);
    if (closed) return closed;
    const sameName = this.#open.byClientId(order.account, newClientOrderId);
    if (sameName !== undefined && sameName !== order) return { reason: 'duplicate_client_order_id' };
    if (!Number.isInteger(quantity)) return { reason: 'quantity_not_on_lot' };
    if (order.quantity === 0) return { reason: 'amend_of_unknown_quantity' };
    const paired = this.#work.lists.otherLeg(order);
    const least = Math.min(order.quantity, paired?.quantity ?? order.quantity);
    if (quantity > least) return { reason: 'amend_raises_quantity' };
    if (quantity === least) return { reason: 'amend_changes_nothing' };
    if (quantity < order.executed + order.prevented) return { reason: 'amend_below_executed' };
    return refuseLowered(time, market, order, quantity) ?? (paired && refuseLowered(time, market, paired, quantity));
  }

  /** The book, and the hold, of the lots that go. */
  #reduce(market: SymbolMarket, order: UserOrder, quantity: number): void {
    const less = order.quantity - quantity;
    if (!order.isResting) {
      const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
      const held = holdWhileWaiting(market, order);
      const need = needOf(market, order.side, order.holdPrice, quantity);
      order.holdShared = Math.min(order.holdShared, need);
      this.#matcher.ledger.releaseAmount(order.account, asset, held - (need - order.holdShared));
      return;
    }
    const isOver = less === leavesOf(order);
    // What is hidden goes first: the shown part changes only when the new quantity is below it.
    const shownLess = less - this.#work.releaseHidden(market, order, less);
    const handle = market.book.find(order.orderId);
    if (isOver) this.#matcher.withdraw(market, handle);
    else if (shownLess > 0) this.#matcher.reduce(market, handle, shownLess);
  }

  #expire(time: number, order: UserOrder): void {
    this.#open.remove(order);
    this.#work.expire(time, order, 'amended');
  }
}

/** The filters that ask an order of its kind about its quantity. */
function refuseLowered(time: number, market: SymbolMarket, order: UserOrder, quantity: number): Rejection | undefined {
  const refusal = isMarketKind(order.kind)
    ? refuseMarketQuantity(market, time, quantity)
    : (refuseQuantity(market, quantity) ?? refuseNotional(market, order.price || order.holdPrice, quantity));
  return refusal ?? refuseAmends(market, order.amends);
}
