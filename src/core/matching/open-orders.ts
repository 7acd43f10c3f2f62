/**
 * Users' open orders, waiting or on the book, by symbol and id, and by account and client id; how many a user has per symbol.
 * Of those on the book also how many there are and the best prices per side, which the background market may ask for at
 * every step.
 *
 * Every open order has a slot. Tables of numbers lead to slots (by id per symbol, by client id per account), and links between
 * slots keep an account's orders in the order they came: an order that comes and goes leaves nothing for the garbage collector,
 * and most questions about a client id, which no open order has, are answered by one number in a small table.
 */

import { assert, defined } from '../assert.ts';
import { IdTable } from '../book/id-table.ts';
import type { SideCode } from '../book/order-book.ts';
import { textKey } from './text-key.ts';
import { isConditionalKind, type UserOrder } from './user-order.ts';

export class OpenOrders {
  /** By slot; slot 0 is never used, and stands for "none". */
  readonly #orders: (UserOrder | undefined)[] = [undefined];
  /** Four numbers a slot: the account's next order and the one before, the key of the client id, and one spare. */
  #links = new Int32Array(4 * 256);
  /** First of the free slots, linked through the first number. */
  #free = 0;
  /** Order id to slot, by symbol. */
  readonly #bySymbol: IdTable[];
  readonly #byAccount = new Map<number, AccountOrders>();
  readonly #resting: RestingOrders[];

  constructor(symbols: number) {
    this.#bySymbol = Array.from({ length: symbols }, () => new IdTable(4));
    this.#resting = Array.from({ length: symbols }, () => new RestingOrders());
  }

  add(order: UserOrder): void {
    const slot = this.#claim(order);
    const own = this.#ofAccount(order.account);
    const key = textKey(order.clientOrderId);
    const links = this.#links;
    links[slot << 2] = 0;
    links[(slot << 2) | 1] = own.last;
    links[(slot << 2) | 2] = key;
    if (own.last === 0) own.first = slot;
    else links[own.last << 2] = slot;
    own.last = slot;
    own.count++;
    own.counts[order.symbol] = (own.counts[order.symbol] as number) + 1;
    own.clientIds.insert(key, slot);
    this.#ofSymbol(order.symbol).insert(order.orderId, slot);
  }

  /** An order, filed here before or not, stands on the book from now on. */
  rest(order: UserOrder): void {
    if (this.byId(order.symbol, order.orderId) === undefined) this.add(order);
    order.isResting = true;
    this.#restingIn(order.symbol).added(order);
  }

  remove(order: UserOrder): void {
    const slot = this.#slotOf(order);
    const own = this.#ofAccount(order.account);
    const links = this.#links;
    const next = links[slot << 2] as number;
    const previous = links[(slot << 2) | 1] as number;
    if (next === 0) own.last = previous;
    else links[(next << 2) | 1] = previous;
    if (previous === 0) own.first = next;
    else links[previous << 2] = next;
    own.count--;
    own.counts[order.symbol] = (own.counts[order.symbol] as number) - 1;
    own.clientIds.remove(links[(slot << 2) | 2] as number, slot);
    this.#ofSymbol(order.symbol).remove(order.orderId, slot);
    this.#release(slot);
    if (order.isResting) this.#restingIn(order.symbol).removed(order);
    order.isResting = false;
  }

  /** Another client id, free or its own; its place among the account's orders stays. */
  rename(order: UserOrder, clientOrderId: string): void {
    const slot = this.#slotOf(order);
    const { clientIds } = this.#ofAccount(order.account);
    const key = textKey(clientOrderId);
    clientIds.remove(this.#links[(slot << 2) | 2] as number, slot);
    clientIds.insert(key, slot);
    this.#links[(slot << 2) | 2] = key;
    order.clientOrderId = clientOrderId;
  }

  byId(symbol: number, orderId: number): UserOrder | undefined {
    const table = this.#bySymbol[symbol];
    if (table === undefined) return undefined;
    // The table knows the low 32 bits of an id.
    for (let slot = table.find(orderId); slot !== 0; slot = table.after(orderId, slot)) {
      const order = this.#orders[slot];
      if (order?.orderId === orderId) return order;
    }
    return undefined;
  }

  byClientId(account: number, clientOrderId: string): UserOrder | undefined {
    const own = this.#byAccount.get(account);
    if (own === undefined) return undefined;
    const key = textKey(clientOrderId);
    for (let slot = own.clientIds.find(key); slot !== 0; slot = own.clientIds.after(key, slot)) {
      const order = this.#orders[slot];
      if (order?.clientOrderId === clientOrderId) return order;
    }
    return undefined;
  }

  /** Oldest first; of one symbol, or of all. */
  ofAccount(account: number, symbol?: number): UserOrder[] {
    const orders: UserOrder[] = [];
    for (let slot = this.#byAccount.get(account)?.first ?? 0; slot !== 0; slot = this.#links[slot << 2] as number) {
      const order = this.#at(slot);
      if (symbol === undefined || order.symbol === symbol) orders.push(order);
    }
    return orders;
  }

  countOf(account: number, symbol: number): number {
    return this.#byAccount.get(account)?.counts[symbol] ?? 0;
  }

  countOnFloor(account: number): number {
    return this.#byAccount.get(account)?.count ?? 0;
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
    for (const [account, own] of this.#byAccount) if (own.count > 0) accounts.push(account);
    return accounts.sort((a, b) => a - b);
  }

  /** In no order that matters. */
  *all(symbol: number): Generator<UserOrder> {
    for (const slot of this.#ofSymbol(symbol).slots()) yield this.#at(slot);
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
    return this.#restingIn(symbol).best(side, () => this.all(symbol));
  }

  checkInvariants(): void {
    let count = 0;
    for (const [account, own] of this.#byAccount) {
      const orders = this.ofAccount(account);
      for (const order of orders) {
        assert(order.account === account, () => `order ${order.orderId} is filed under account ${account}`);
        const isIndexed =
          this.byId(order.symbol, order.orderId) === order && this.byClientId(account, order.clientOrderId) === order;
        assert(isIndexed, () => `order ${order.orderId} is indexed twice or not at all`);
      }
      const isCounted = orders.length === own.count && own.clientIds.size === own.count;
      assert(isCounted, () => `account ${account} counts ${own.count} open orders and has ${orders.length}`);
      count += orders.length;
    }
    const indexed = this.#bySymbol.reduce((sum, orders) => sum + orders.size, 0);
    assert(count === indexed, () => `${indexed} open orders by symbol, ${count} by account`);
  }

  /** A slot for an order; its links are the caller's to write. */
  #claim(order: UserOrder): number {
    let slot = this.#free;
    if (slot === 0) {
      slot = this.#orders.length;
      this.#orders.push(order);
      if (slot << 2 >= this.#links.length) this.#growLinks();
      return slot;
    }
    this.#free = this.#links[slot << 2] as number;
    this.#orders[slot] = order;
    return slot;
  }

  #release(slot: number): void {
    this.#orders[slot] = undefined;
    this.#links[slot << 2] = this.#free;
    this.#free = slot;
  }

  #growLinks(): void {
    const grown = new Int32Array(this.#links.length * 2);
    grown.set(this.#links);
    this.#links = grown;
  }

  #at(slot: number): UserOrder {
    return defined(this.#orders[slot], `the order in slot ${slot}`);
  }

  #slotOf(order: UserOrder): number {
    const table = this.#ofSymbol(order.symbol);
    let slot = table.find(order.orderId);
    while (slot !== 0 && this.#orders[slot] !== order) slot = table.after(order.orderId, slot);
    assert(slot !== 0, () => `order ${order.orderId} is not open`);
    return slot;
  }

  #ofAccount(account: number): AccountOrders {
    let own = this.#byAccount.get(account);
    if (own === undefined) {
      own = new AccountOrders(this.#bySymbol.length);
      this.#byAccount.set(account, own);
    }
    return own;
  }

  #ofSymbol(symbol: number): IdTable {
    return defined(this.#bySymbol[symbol], `symbol ${symbol}`);
  }

  #restingIn(symbol: number): RestingOrders {
    return defined(this.#resting[symbol], `symbol ${symbol}`);
  }
}

/** Where a user's orders begin and end, how many there are, and their slots by the key of their client id. */
class AccountOrders {
  first = 0;
  last = 0;
  count = 0;
  readonly counts: Int32Array;
  readonly clientIds = new IdTable(3);

  constructor(symbols: number) {
    this.counts = new Int32Array(symbols);
  }
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

  best(side: SideCode, orders: () => Iterable<UserOrder>): number {
    if (!this.#stale[side]) return this.#known[side];
    let best = -1;
    for (const order of orders()) {
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
