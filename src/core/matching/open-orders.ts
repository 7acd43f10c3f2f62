/**
 * Users' open orders, waiting or on the book, by symbol and id, and by account and client id; how many a user has per symbol.
 * Of those on the book also how many there are and the best prices per side, which the background market may ask for at
 * every step.
 *
 * Every open order has a slot, and tables of numbers lead to slots: by id per symbol, by account and client id for the whole
 * floor. An order that comes and goes leaves nothing for the garbage collector, and the question about a client id that no open
 * order has, which every new order asks, is answered by one number of one table.
 */

import { assert, defined } from '../assert.ts';
import { IdTable } from '../book/id-table.ts';
import type { SideCode } from '../book/order-book.ts';
import { OrderIds } from './order-ids.ts';
import { OrdersOfAccounts } from './orders-of-accounts.ts';
import { textKey } from './text-key.ts';
import { isConditionalKind, type UserOrder } from './user-order.ts';

export class OpenOrders {
  /** By slot; slot 0 is never used, and stands for "none". */
  readonly #orders: (UserOrder | undefined)[] = [undefined];
  readonly #freeSlots: number[] = [];
  /** Order id to slot, by symbol. */
  readonly #bySymbol: OrderIds[];
  /** Key of account and client id to slot; and the key of each slot. */
  readonly #byClientId = new IdTable();
  #keys = new Int32Array(256);
  /** Of the client id that was last asked for: a new order asks for it and is filed under it. */
  #lastText = '';
  #lastAccount = -1;
  #lastKey = 0;
  readonly #ofAccounts: OrdersOfAccounts;
  readonly #resting: RestingOrders[];

  constructor(symbols: number) {
    this.#bySymbol = Array.from({ length: symbols }, () => new OrderIds());
    this.#ofAccounts = new OrdersOfAccounts(symbols);
    this.#resting = Array.from({ length: symbols }, () => new RestingOrders());
  }

  add(order: UserOrder): void {
    const slot = this.#claim(order);
    order.slot = slot;
    this.#name(slot, order);
    this.#ofAccounts.add(order.account, order.symbol, slot);
    this.#ofSymbol(order.symbol).insert(order.orderId, slot);
  }

  /** An order, filed here before or not, stands on the book from now on. */
  rest(order: UserOrder): void {
    if (order.slot === 0) this.add(order);
    order.isResting = true;
    this.#restingIn(order.symbol).added(order);
  }

  remove(order: UserOrder): void {
    const slot = slotOf(order);
    order.slot = 0;
    this.#ofAccounts.remove(order.account, order.symbol, slot);
    this.#byClientId.remove(this.#keys[slot] as number, slot);
    this.#ofSymbol(order.symbol).remove(order.orderId, slot);
    this.#orders[slot] = undefined;
    this.#freeSlots.push(slot);
    if (order.isResting) this.#restingIn(order.symbol).removed(order);
    order.isResting = false;
  }

  /** Another client id, free or its own; its place among the account's orders stays. */
  rename(order: UserOrder, clientOrderId: string): void {
    const slot = slotOf(order);
    this.#byClientId.remove(this.#keys[slot] as number, slot);
    order.clientOrderId = clientOrderId;
    this.#name(slot, order);
  }

  byId(symbol: number, orderId: number): UserOrder | undefined {
    const ids = this.#bySymbol[symbol];
    if (ids === undefined) return undefined;
    for (let slot = ids.find(orderId); slot !== 0; slot = ids.after(orderId, slot)) {
      const order = this.#orders[slot];
      if (order?.orderId === orderId) return order;
    }
    return undefined;
  }

  byClientId(account: number, clientOrderId: string): UserOrder | undefined {
    const key = this.#keyOf(account, clientOrderId);
    const table = this.#byClientId;
    for (let slot = table.find(key); slot !== 0; slot = table.after(key, slot)) {
      const order = this.#orders[slot];
      if (order?.clientOrderId === clientOrderId && order.account === account) return order;
    }
    return undefined;
  }

  /** Oldest first; of one symbol, or of all. */
  ofAccount(account: number, symbol?: number): UserOrder[] {
    const orders: UserOrder[] = [];
    for (let slot = this.#ofAccounts.first(account); slot !== 0; slot = this.#ofAccounts.next(slot)) {
      const order = this.#at(slot);
      if (symbol === undefined || order.symbol === symbol) orders.push(order);
    }
    return orders;
  }

  countOf(account: number, symbol: number): number {
    return this.#ofAccounts.countIn(account, symbol);
  }

  countOnFloor(account: number): number {
    return this.#ofAccounts.count(account);
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
    return this.#ofAccounts.accounts();
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
    for (const account of this.accounts()) {
      const orders = this.ofAccount(account);
      for (const order of orders) {
        assert(order.account === account, () => `order ${order.orderId} is filed under account ${account}`);
        const isIndexed =
          this.#orders[order.slot] === order &&
          this.byId(order.symbol, order.orderId) === order &&
          this.byClientId(account, order.clientOrderId) === order;
        assert(isIndexed, () => `order ${order.orderId} is indexed twice or not at all`);
      }
      const counted = this.countOnFloor(account);
      assert(orders.length === counted, () => `account ${account} counts ${counted} orders and has ${orders.length}`);
      count += orders.length;
    }
    const indexed = this.#bySymbol.reduce((sum, orders) => sum + orders.size, 0);
    assert(count === indexed, () => `${indexed} open orders by symbol, ${count} by account`);
    const named = this.#byClientId.size;
    assert(count === named, () => `${named} open orders by client id, ${count} by account`);
  }

  #claim(order: UserOrder): number {
    const slot = this.#freeSlots.pop();
    if (slot === undefined) return this.#orders.push(order) - 1;
    this.#orders[slot] = order;
    return slot;
  }

  /** Files an order under its client id. */
  #name(slot: number, { account, clientOrderId }: UserOrder): void {
    const key = this.#keyOf(account, clientOrderId);
    if (slot >= this.#keys.length) this.#growKeys();
    this.#keys[slot] = key;
    this.#byClientId.insert(key, slot);
  }

  #keyOf(account: number, clientOrderId: string): number {
    if (clientOrderId !== this.#lastText || account !== this.#lastAccount) {
      this.#lastText = clientOrderId;
      this.#lastAccount = account;
      this.#lastKey = textKey(clientOrderId, account);
    }
    return this.#lastKey;
  }

  #growKeys(): void {
    const keys = new Int32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
  }

  #at(slot: number): UserOrder {
    return defined(this.#orders[slot], `the order in slot ${slot}`);
  }

  #ofSymbol(symbol: number): OrderIds {
    return defined(this.#bySymbol[symbol], `symbol ${symbol}`);
  }

  #restingIn(symbol: number): RestingOrders {
    return defined(this.#resting[symbol], `symbol ${symbol}`);
  }
}

function slotOf({ slot, orderId }: UserOrder): number {
  assert(slot !== 0, () => `order ${orderId} is not open`);
  return slot;
}

/** Stands where nobody has asked since the order at the best price went. */
const unknown = -2;

/** Best prices are remembered from the time they are asked for until the order at the best price goes. */
class RestingOrders {
  count = 0;
  /** Per side. */
  readonly #best: [number, number] = [unknown, unknown];

  added(order: UserOrder): void {
    const { side, price } = order;
    this.count++;
    const best = this.#best[side];
    if (best !== unknown && isBetter(side, price, best)) this.#best[side] = price;
  }

  removed(order: UserOrder): void {
    this.count--;
    if (order.price === this.#best[order.side]) this.#best[order.side] = unknown;
  }

  best(side: SideCode, orders: () => Iterable<UserOrder>): number {
    if (this.#best[side] !== unknown) return this.#best[side];
    let best = -1;
    for (const order of orders()) {
      if (order.isResting && order.side === side && isBetter(side, order.price, best)) best = order.price;
    }
    this.#best[side] = best;
    return best;
  }
}

function isBetter(side: SideCode, price: number, than: number): boolean {
  return than === -1 || (side === 0 ? price > than : price < than);
}
