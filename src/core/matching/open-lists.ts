/** Order lists that are not done: by id, by account and client id, and how many an account has per symbol. */
import { assert } from '../assert.ts';
import type { OpenOrders } from './open-orders.ts';
import type { OrderList } from './order-list.ts';

export class OpenLists {
  nextListId = 1;
  readonly #byId = new Map<number, OrderList>();
  readonly #byAccount = new Map<number, Map<string, OrderList>>();

  add(list: OrderList): void {
    this.#byId.set(list.orderListId, list);
    const own = this.#byAccount.get(list.account);
    if (own) own.set(list.listClientOrderId, list);
    else this.#byAccount.set(list.account, new Map([[list.listClientOrderId, list]]));
  }

  remove(list: OrderList): void {
    this.#byId.delete(list.orderListId);
    this.#byAccount.get(list.account)?.delete(list.listClientOrderId);
  }

  byId(orderListId: number): OrderList | undefined {
    return this.#byId.get(orderListId);
  }

  byClientId(account: number, listClientOrderId: string): OrderList | undefined {
    return this.#byAccount.get(account)?.get(listClientOrderId);
  }

  /** Oldest first. */
  ofAccount(account: number): OrderList[] {
    return [...(this.#byAccount.get(account)?.values() ?? [])];
  }

  countOf(account: number, symbol: number): number {
    return this.ofAccount(account).filter((list) => list.symbol === symbol).length;
  }

  countOnFloor(account: number): number {
    return this.#byAccount.get(account)?.size ?? 0;
  }

  /** Oldest first. */
  all(): Iterable<OrderList> {
    return this.#byId.values();
  }

  /** Each list has an open order, and each open order that names a list is one of its. */
  checkInvariants(open: OpenOrders): void {
    let members = 0;
    for (const list of this.#byId.values()) {
      const its = list.orders.filter(({ orderId }) => open.byId(list.symbol, orderId) !== undefined);
      assert(its.length > 0, () => `order list ${list.orderListId} has no open order`);
      members += its.length;
    }
    let named = 0;
    for (const account of open.accounts()) {
      for (const order of open.ofAccount(account)) {
        if (order.orderListId === 0) continue;
        named++;
        const list = this.#byId.get(order.orderListId);
        const isListed = list?.orders.some(({ orderId }) => orderId === order.orderId) ?? false;
        assert(isListed, () => `order ${order.orderId} is not in its list ${order.orderListId}`);
      }
    }
    assert(members === named, () => `lists have ${members} open orders, ${named} orders have a list`);
  }
}
