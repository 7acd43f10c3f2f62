/**
 * What the orders of a list do to each other. Fills and ends are noted while a match is on and worked off when it is over
 * (`settle`): of a pair the other leg ends when one begins to work; pending orders end when their working order ends unfilled,
 * and are ready to enter (list-entry.ts) when it is filled. A list without an open order is done.
 */
import { assert, defined } from '../assert.ts';
import { needOf } from '../ledger/ledger.ts';
import type { ListCanceled } from '../messages/applied.ts';
import type { AccountEvents } from './account-events.ts';
import type { Matcher } from './matcher.ts';
import type { OpenLists } from './open-lists.ts';
import type { OpenOrders } from './open-orders.ts';
import { hasPair, hasStarted, isPaid, isWorkingOrder, listStateOf, type OrderList } from './order-list.ts';
import { happened, type ListedOrders, type OrderWork } from './order-work.ts';
import type { SymbolMarket } from './symbol-market.ts';
import type { TriggerDesk } from './trigger-desk.ts';
import { endOrder, leavesOf, type UserOrder } from './user-order.ts';

/** What the rules of lists act on. */
export interface ListRoom {
  readonly matcher: Matcher;
  readonly events: AccountEvents;
  readonly orders: OpenOrders;
  readonly lists: OpenLists;
  readonly work: OrderWork;
  readonly triggers: TriggerDesk;
  /** In which commission may be paid. */
  readonly discountAsset: number | undefined;
}

export class ListReactions implements ListedOrders {
  readonly #room: ListRoom;
  /** Filled or ended, and not yet looked after. */
  readonly #touched = new Set<UserOrder>();
  /** Lists whose working order is filled. */
  readonly #ready: OrderList[] = [];

  constructor(room: ListRoom) {
    this.#room = room;
  }

  get isDue(): boolean {
    return this.#touched.size > 0 || this.#ready.length > 0;
  }

  /** The next list whose pending orders are to enter. */
  takeReady(): OrderList | undefined {
    return this.#ready.shift();
  }

  ended(order: UserOrder): void {
    this.#touched.add(order);
  }

  /**
   * What a paying working order has bought is held for its pending orders. Commission taken from it is made up for from what is
   * available, if there is enough; in the discount asset it is not (Binance, "One Pays the Other").
   */
  filled(market: SymbolMarket, order: UserOrder, received: number, commission: number): void {
    this.#touched.add(order);
    const list = this.listOf(order);
    if (list === undefined || !isPaid(list.kind) || !isWorkingOrder(list, order)) return;
    const { ledger } = this.#room.matcher;
    const isDiscount = market.baseAsset === this.#room.discountAsset;
    const isWhole = !isDiscount && ledger.canHold(order.account, market.baseAsset, received);
    const kept = isWhole ? received : received - commission;
    const isHeld = ledger.holdAmount(order.account, market.baseAsset, kept);
    assert(isHeld, 'what was received is there');
    list.proceeds += kept;
  }

  /** A waiting order is about to be worked: the other leg of its pair makes way, and leaves it what both held. */
  starting(time: number, order: UserOrder): void {
    const other = this.otherLeg(order);
    if (other === undefined) return;
    const shared = order.holdShared;
    this.#expire(time, other, 'oco_trigger');
    order.holdShared = 0;
    const market = this.#market(order.symbol);
    const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
    const isHeld = this.#room.matcher.ledger.holdAmount(order.account, asset, shared);
    assert(isHeld, 'the other leg held what they shared');
  }

  /** What the other leg shared with an order that needs less now, it holds itself. */
  amended(market: SymbolMarket, order: UserOrder): void {
    const other = this.otherLeg(order);
    if (other === undefined || other.holdShared === 0) return;
    const price = order.isResting ? order.price : order.holdPrice;
    const shared = Math.min(other.holdShared, needOf(market, order.side, price, leavesOf(order)));
    const asset = order.side === 0 ? market.quoteAsset : market.baseAsset;
    const isHeld = this.#room.matcher.ledger.holdAmount(order.account, asset, other.holdShared - shared);
    assert(isHeld, 'the amended leg gave it back');
    other.holdShared = shared;
  }

  renamed(time: number, order: UserOrder): void {
    const list = this.listOf(order);
    const member = list?.orders.find(({ orderId }) => orderId === order.orderId);
    if (list === undefined || member === undefined) return;
    member.clientOrderId = order.clientOrderId;
    list.updatedAt = time;
    const state = listStateOf(list, 'executing');
    this.#room.events.push({ type: 'list_changed', ...happened(list, time), list: state, isRenamed: true });
  }

  listOf(order: UserOrder): OrderList | undefined {
    return order.orderListId === 0 ? undefined : this.#room.lists.byId(order.orderListId);
  }

  otherLeg(order: UserOrder): UserOrder | undefined {
    const list = this.listOf(order);
    if (list === undefined || !hasPair(list.kind) || isWorkingOrder(list, order)) return undefined;
    const [stop, other] = list.orders.slice(-2);
    const id = order.orderId === stop?.orderId ? other?.orderId : stop?.orderId;
    return this.#room.orders.byId(list.symbol, id ?? 0);
  }

  /** Works off what was noted. */
  settle(time: number): void {
    for (const order of this.#touched) {
      this.#touched.delete(order);
      const list = this.listOf(order);
      if (list !== undefined) this.#react(time, list, order);
    }
  }

  /** Cancels what is open of a list, which is then done. */
  cancel(time: number, list: OrderList, cancelId: string): ListCanceled {
    const { events } = this.#room;
    const cancels = this.openOf(list).map((order) => {
      this.#withdraw(time, order);
      endOrder(order, time, 'canceled');
      return { order: events.orderCanceled(order, time, cancelId), cancelId };
    });
    this.finish(time, list);
    return { type: 'list_canceled', list: listStateOf(list, 'done'), cancels };
  }

  /** Its open orders, by rank. */
  openOf(list: OrderList): UserOrder[] {
    const { orders } = this.#room;
    return list.orders.flatMap(({ orderId }) => orders.byId(list.symbol, orderId) ?? []);
  }

  /** Ends a list that has no open order any more. */
  finish(time: number, list: OrderList): void {
    const { lists, events, matcher } = this.#room;
    if (lists.byId(list.orderListId) === undefined || this.openOf(list).length > 0) return;
    lists.remove(list);
    list.updatedAt = time;
    if (list.proceeds > 0) {
      const { baseAsset } = this.#market(list.symbol);
      matcher.ledger.releaseAmount(list.account, baseAsset, list.proceeds);
      events.moved(list.account, baseAsset);
      list.proceeds = 0;
    }
    events.push({ type: 'list_changed', ...happened(list, time), list: listStateOf(list, 'done') });
  }

  #react(time: number, list: OrderList, order: UserOrder): void {
    if (isWorkingOrder(list, order)) {
      if (order.status === 'filled') this.#ready.push(list);
      else if (this.#room.orders.byId(order.symbol, order.orderId) === undefined) {
        for (const pending of this.openOf(list)) this.#expire(time, pending, 'oto_phase_one');
      }
    } else if (hasStarted(order)) {
      const other = this.otherLeg(order);
      if (other !== undefined) this.#expire(time, other, 'oco_trigger');
    }
    this.finish(time, list);
  }

  #expire(time: number, order: UserOrder, reason: 'oco_trigger' | 'oto_phase_one'): void {
    this.#withdraw(time, order);
    this.#room.work.expire(time, order, reason);
    // It ends because of another order: nothing follows from it.
    this.#touched.delete(order);
  }

  /** Off the book, or away from those that wait, and its hold given back. */
  #withdraw(time: number, order: UserOrder): void {
    const { matcher, triggers, orders, events, work } = this.#room;
    const market = this.#market(order.symbol);
    matcher.time = time;
    if (order.isResting) {
      work.releaseHidden(market, order);
      matcher.withdraw(market, market.book.find(order.orderId));
    } else triggers.withdraw(order);
    orders.remove(order);
    events.moved(order.account, order.side === 0 ? market.quoteAsset : market.baseAsset);
  }

  #market(symbol: number): SymbolMarket {
    return defined(this.#room.matcher.markets[symbol], `symbol ${symbol}`);
  }
}
