/**
 * Users' resting orders, by symbol and id, and by account and client id; how many a user has per symbol; and the users' best
 * prices per side, which the background market may ask for at every step.
 */

import { assert, defined } from '../assert.ts';
import type { SideCode } from '../book/order-book.ts';
import type { UserOrder } from './user-order.ts';

export class OpenOrders {
  readonly #bySymbol: Map<number, UserOrder>[];
  /** Account to its orders by client id, oldest first. */
  readonly #byAccount = new Map<number, Map<string, UserOrder>>();
  readonly #bestPrices: BestPrices[];

  constructor(symbols: number) {
    this.#bySymbol = Array.from({ length: symbols }, () => new Map());
    this.#bestPrices = Array.from({ length: symbols }, () => new BestPrices());
  }

  add(order: UserOrder): void {
    this.#ofSymbol(order.symbol).set(order.orderId, order);
    const orders = this.#byAccount.get(order.account);
    if (orders) orders.set(order.clientOrderId, order);
    else this.#byAccount.set(order.account, new Map([[order.clientOrderId, order]]));
    this.#best(order.symbol).added(order);
  }

  remove(order: UserOrder): void {
    this.#ofSymbol(order.symbol).delete(order.orderId);
    const orders = defined(this.#byAccount.get(order.account), `orders of account ${order.account}`);
    orders.delete(order.clientOrderId);
    if (orders.size === 0) this.#byAccount.delete(order.account);
    this.#best(order.symbol).removed(order);
  }

  byId(symbol: number, orderId: number): UserOrder | undefined {
    return this.#bySymbol[symbol]?.get(orderId);
  }

  byClientId(account: number, clientOrderId: string): UserOrder | undefined {
    return this.#byAccount.get(account)?.get(clientOrderId);
  }

  /** Oldest first; of one symbol, or of all. */
  ofAccount(account: number, symbol?: number): UserOrder[] {
    const orders = this.#byAccount.get(account);
    if (!orders) return [];
    return [...orders.values()].filter((order) => symbol === undefined || order.symbol === symbol);
  }

  countOf(account: number, symbol: number): number {
    let count = 0;
    for (const order of this.#byAccount.get(account)?.values() ?? []) if (order.symbol === symbol) count++;
    return count;
  }

  /** Accounts with open orders, ascending. */
  accounts(): number[] {
    return [...this.#byAccount.keys()].sort((a, b) => a - b);
  }

  countIn(symbol: number): number {
    return this.#ofSymbol(symbol).size;
  }

  /** Highest bid or lowest ask of a user, ticks; -1 for none. */
  bestPrice(symbol: number, side: SideCode): number {
    return this.#best(symbol).best(side, this.#ofSymbol(symbol));
  }

  checkInvariants(): void {
    let count = 0;
    for (const orders of this.#byAccount.values()) {
      for (const order of orders.values()) {
        count++;
        assert(
          this.byId(order.symbol, order.orderId) === order,
          () => `order ${order.orderId} is indexed twice or not at all`,
        );
      }
    }
    const indexed = this.#bySymbol.reduce((sum, orders) => sum + orders.size, 0);
    assert(count === indexed, () => `${indexed} open orders by symbol, ${count} by account`);
  }

  #ofSymbol(symbol: number): Map<number, UserOrder> {
    return defined(this.#bySymbol[symbol], `symbol ${symbol}`);
  }

  #best(symbol: number): BestPrices {
    return defined(this.#bestPrices[symbol], `symbol ${symbol}`);
  }
}

/** Remembered until the order at the best price goes; then looked up again when asked. */
class BestPrices {
  readonly #known: [number, number] = [-1, -1];
  readonly #stale: [boolean, boolean] = [false, false];

  added(order: UserOrder): void {
    const { side, price } = order;
    if (!this.#stale[side] && isBetter(side, price, this.#known[side])) this.#known[side] = price;
  }

  removed(order: UserOrder): void {
    if (order.price === this.#known[order.side]) this.#stale[order.side] = true;
  }

  best(side: SideCode, orders: ReadonlyMap<number, UserOrder>): number {
    if (!this.#stale[side]) return this.#known[side];
    let best = -1;
    for (const order of orders.values())
      if (order.side === side && isBetter(side, order.price, best)) best = order.price;
    this.#known[side] = best;
    this.#stale[side] = false;
    return best;
  }
}

function isBetter(side: SideCode, price: number, than: number): boolean {
  return than === -1 || (side === 0 ? price > than : price < than);
}
