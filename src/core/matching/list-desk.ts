/** The users' door for order lists: placing a list as one, and cancelling it as one. A refused command changes nothing. */
import { assert, defined } from '../assert.ts';
import type { ListCanceled, ListPlaced, OrderPlaced } from '../messages/applied.ts';
import type { CancelOrderList, PlaceOrderList } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import { ListEntry } from './list-entry.ts';
import { planOrderList } from './list-plan.ts';
import { ListReactions, type ListRoom } from './list-reactions.ts';
import { newUserOrder } from './new-user-order.ts';
import { OpenLists } from './open-lists.ts';
import { listStateOf, type OrderList } from './order-list.ts';
import { happened, none } from './order-work.ts';
import type { MemberPlan } from './pending-plan.ts';
import { refused } from './plan.ts';
import type { SymbolMarket } from './symbol-market.ts';
import { refuseCanceling } from './symbol-status.ts';
import { stateOf, type UserOrder } from './user-order.ts';

export class ListDesk {
  readonly open = new OpenLists();
  readonly reactions: ListReactions;
  readonly #entry: ListEntry;
  readonly #room: ListRoom;

  constructor(room: Omit<ListRoom, 'lists'>) {
    this.#room = { ...room, lists: this.open };
    this.reactions = new ListReactions(this.#room);
    this.#entry = new ListEntry(this.#room, this.reactions);
  }

  /** Refuses for any reason of `planOrderList`. */
  place(time: number, command: PlaceOrderList): Result<ListPlaced> {
    const planned = planOrderList(this.#room, time, command);
    if (!planned.ok) return planned;
    const { market, members } = planned.value;
    this.#room.matcher.time = time;
    const list = this.#newList(time, command, market);
    this.open.add(list);
    const orders = members.map((member, rank) => this.#accept(time, list, market, member, rank));
    this.#room.events.push({
      type: 'list_changed',
      ...happened(list, time),
      list: listStateOf(list, 'executing'),
    });
    const placed = members.map(({ plan }, rank) => {
      const order = orders[rank] as UserOrder;
      const worked = this.#begin(time, market, order, plan);
      return { order: stateOf(order), ...worked };
    });
    return { ok: true, value: { type: 'list_placed', list: listStateOf(list, 'executing'), orders: placed } };
  }

  /** Refuses with `unknown_order_list`, `market_closed_to_cancels`. */
  cancel(time: number, command: CancelOrderList): Result<ListCanceled> {
    const { account, symbol, orderListId, listClientOrderId, cancelId } = command;
    const list =
      orderListId === undefined ? this.open.byClientId(account, listClientOrderId ?? '') : this.open.byId(orderListId);
    const isMeant =
      list !== undefined &&
      list.account === account &&
      list.symbol === symbol &&
      (listClientOrderId === undefined || list.listClientOrderId === listClientOrderId);
    if (!isMeant) return refused({ reason: 'unknown_order_list' });
    const closed = refuseCanceling(defined(this.#room.matcher.markets[symbol], `symbol ${symbol}`));
    if (closed) return refused(closed);
    return { ok: true, value: this.reactions.cancel(time, list, cancelId) };
  }

  /** Cancels the list of an order; undefined when it is in none that is open. */
  cancelOf(time: number, order: UserOrder, cancelId: string): ListCanceled | undefined {
    const list = order.orderListId === 0 ? undefined : this.open.byId(order.orderListId);
    return list && this.reactions.cancel(time, list, cancelId);
  }

  /** Pending orders of one list whose working order is filled enter; false when there is none. */
  enterNext(time: number): boolean {
    this.reactions.settle(time);
    const list = this.reactions.takeReady();
    if (list === undefined) return false;
    this.#entry.enter(time, list);
    return true;
  }

  #newList(
    time: number,
    { account, symbol, kind, listClientOrderId, orders }: PlaceOrderList,
    market: SymbolMarket,
  ): OrderList {
    return {
      orderListId: this.open.nextListId++,
      account,
      symbol,
      listClientOrderId,
      kind,
      orders: orders.map(({ clientOrderId }, rank) => ({ orderId: market.nextOrderId + rank, clientOrderId })),
      proceeds: 0,
      createdAt: time,
      updatedAt: time,
    };
  }

  #accept(time: number, list: OrderList, market: SymbolMarket, member: MemberPlan, rank: number): UserOrder {
    const { command, plan, asset, hold, holdPrice, shared } = member;
    const { matcher, events } = this.#room;
    const isHeld = matcher.ledger.holdAmount(command.account, asset, hold);
    assert(isHeld, 'the balance was checked');
    if (hold > 0) events.moved(command.account, asset);
    const prevention = command.selfTradePrevention ?? market.instrument.definition.defaultSelfTradePrevention;
    const order = newUserOrder(command, market.nextOrderId++, time, prevention, {
      waits: plan?.waits ?? true,
      holdPrice,
      limit: plan?.limit ?? 0,
    });
    assert(order.orderId === list.orders[rank]?.orderId, 'ids of a list are consecutive');
    order.orderListId = list.orderListId;
    order.holdShared = shared;
    if (plan === undefined) {
      order.status = 'pending_new';
      order.trailingSince = 0;
    }
    events.orderStep('order_accepted', order, time);
    return order;
  }

  #begin(
    time: number,
    market: SymbolMarket,
    order: UserOrder,
    plan: MemberPlan['plan'],
  ): Pick<OrderPlaced, 'fills' | 'preventedMatches'> {
    const { orders, triggers, work } = this.#room;
    if (plan !== undefined && !plan.waits) return work.work(time, order, plan);
    orders.add(order);
    if (plan !== undefined) triggers.wait(order, market.lastPrice);
    return { fills: none, preventedMatches: none };
  }
}
