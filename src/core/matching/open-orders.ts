/**
 * Users' open orders, waiting or on the book, by symbol and id, and by account and client id; how many a user has per symbol.
 * Of those on the book also how many there are and the best prices per side, which the background market may ask for at
 * every step.
 */

import { assert, defined } from '../assert.ts';
import type { SideCode } from '../book/order-book.ts';
import { isConditionalKind, type UserOrder } from './user-order.ts';

export class OpenOrders {
  readonly #bySymbol: Map<number, UserOrder>[];
  readonly #byAccount = new Map<number, AccountOrders>();
  readonly #resting: RestingOrders[];

  constructor(symbols: number) {
    this.#bySymbol = Array.from({ length: symbols }, () => new Map());
    this.#resting = Array.from({ length: symbols }, () => new RestingOrders());
  }

  add(order: UserOrder): void {
    this.#ofSymbol(order.symbol).set(order.orderId, order);
    const own = this.#ofAccount(order.account);
    own.orders.set(order.clientOrderId, order);
    own.counts[order.symbol] = (own.counts[order.symbol] ?? 0) + 1;
  }

  /** An order, filed here before or not, stands on the book from now on. */
  rest(order: UserOrder): void {
    if (this.byId(order.symbol, order.orderId) === undefined) this.add(order);
    order.isResting = true;
    this.#restingIn(order.symbol).added(order);
  }

  remove(order: UserOrder): void {
    this.#ofSymbol(order.symbol).delete(order.orderId);
    const own = this.#ofAccount(order.account);
    own.orders.delete(order.clientOrderId);
    own.counts[order.symbol] = (own.counts[order.symbol] ?? 0) - 1;
    if (order.isResting) this.#restingIn(order.symbol).removed(order);
    order.isResting = false;
  }

  /** Another client id, free or its own; its place among the account's orders stays. */
  rename(order: UserOrder, clientOrderId: string): void {
    const { orders } = this.#ofAccount(order.account);
    const all = [...orders.values()];
    order.clientOrderId = clientOrderId;
    orders.clear();
    for (const one of all) orders.set(one.clientOrderId, one);
  }

  byId(symbol: number, orderId: number): UserOrder | undefined {
    return this.#bySymbol[symbol]?.get(orderId);
  }

  byClientId(account: number, clientOrderId: string): UserOrder | undefined {
    return this.#byAccount.get(account)?.orders.get(clientOrderId);
  }

  /** Oldest first; of one symbol, or of all. */
  ofAccount(account: number, symbol?: number): UserOrder[] {
    const own = this.#byAccount.get(account);
    if (!own) return [];
    return [...own.orders.values()].filter((order) => symbol === undefined || order.symbol === symbol);
  }

  countOf(account: number, symbol: number): number {
    return this.#byAccount.get(account)?.counts[symbol] ?? 0;
  }

  countOnFloor(account: number): number {
    return this.#byAccount.get(account)?.orders.size ?? 0;
  }

  /** Stop-loss and take-profit orders among them, waiting or triggered; of one symbol, or of all. */
  algoCountOf(account: number, symbol?: number): number {
    return this.ofAccount(account, symbol).filter(({ kind }) => isConditionalKind(kind)).length;
  }

  /** Orders among them that show a part at a time; of one symbol, or of all. */
  icebergCountOf(account: number, symbol?: number): number {
    return this.ofAccount(account, symbol).filter(({ icebergQuantity }) => icebergQuantity > 0).length;
  }

  /** Accounts with open orders, ascending. */
  accounts(): number[] {
    const accounts: number[] = [];
    for (const [account, own] of this.#byAccount) if (own.orders.size > 0) accounts.push(account);
    return accounts.sort((a, b) => a - b);
  }

  /** In no order that matters. */
  all(symbol: number): Iterable<UserOrder> {
    return this.#ofSymbol(symbol).values();
  }

  /** Open orders of users, on the book or waiting. */
  countIn(symbol: number): number {
    return this.#ofSymbol(symbol).size;
  }

  /** Orders of users on a symbol's book. */
  restingIn(symbol: number): number {
    return this.#restingIn(symbol).count;
  }

  /** Highest bid or lowest ask of a user, ticks; -1 for none. */
  bestPrice(symbol: number, side: SideCode): number {
    return this.#restingIn(symbol).best(side, this.#ofSymbol(symbol));
  }

  checkInvariants(): void {
    let count = 0;
    for (const [account, own] of this.#byAccount) {
      for (const order of own.orders.values()) {
        count++;
        assert(order.account === account, () => `order ${order.orderId} is filed under account ${account}`);
        assert(
          this.byId(order.symbol, order.orderId) === order,
          () => `order ${order.orderId} is indexed twice or not at all`,
        );
      }
    }
    const indexed = this.#bySymbol.reduce((sum, orders) => sum + orders.size, 0);
    assert(count === indexed, () => `${indexed} open orders by symbol, ${count} by account`);
  }

  #ofAccount(account: number): AccountOrders {
    let own = this.#byAccount.get(account);
    if (own === undefined) {
      own = { orders: new Map(), counts: new Int32Array(this.#bySymbol.length) };
      this.#byAccount.set(account, own);
    }
    return own;
  }

  #ofSymbol(symbol: number): Map<number, UserOrder> {
    return defined(this.#bySymbol[symbol], `symbol ${symbol}`);
  }

  #restingIn(symbol: number): RestingOrders {
    return defined(this.#resting[symbol], `symbol ${symbol}`);
  }
}

/** A user's orders by client id, oldest first, and how many there are per symbol. */
interface AccountOrders {
  readonly orders: Map<string, UserOrder>;
  readonly counts: Int32Array;
}

/** Best prices are remembered until the order at the best price goes; then looked up again when asked. */
class RestingOrders {
  count = 0;
  readonly #known: [number, number] = [-1, -1];
  readonly #stale: [boolean, boolean] = [false, false];

  added(order: UserOrder): void {
    const { side, price } = order;
    this.count++;
    if (!this.#stale[side] && isBetter(side, price, this.#known[side])) this.#known[side] = price;
  }

  removed(order: UserOrder): void {
    this.count--;
    if (order.price === this.#known[order.side]) this.#stale[order.side] = true;
  }

  best(side: SideCode, orders: ReadonlyMap<number, UserOrder>): number {
    if (!this.#stale[side]) return this.#known[side];
    let best = -1;
    for (const order of orders.values()) {
      if (order.isResting && order.side === side && isBetter(side, order.price, best)) best = order.price;
    }
    this.#known[side] = best;
    this.#stale[side] = false;
    return best;
  }
}

function isBetter(side: SideCode, price: number, than: number): boolean {
  return than === -1 || (side === 0 ? price > than : price < than);
}
