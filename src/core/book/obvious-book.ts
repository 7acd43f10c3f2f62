/**
 * The book as one would explain it: a sorted list of levels per side, each a list of orders, oldest first. Slow and plainly
 * right; tests hold the fast book against it. Handles are the orders' ids.
 */
import { assert, defined } from '../assert.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from './order-book.ts';

interface RestingOrder {
  readonly id: number;
  readonly account: number;
  readonly side: SideCode;
  readonly price: number;
  leaves: number;
}

interface Level {
  readonly price: number;
  readonly orders: RestingOrder[];
}

export class ObviousBook implements OrderBook {
  /** Best first. */
  readonly #bids: Level[] = [];
  readonly #asks: Level[] = [];
  readonly #orders = new Map<number, RestingOrder>();

  get bestBid(): number {
    return this.#bids[0]?.price ?? noBid;
  }

  get bestAsk(): number {
    return this.#asks[0]?.price ?? noAsk;
  }

  get size(): number {
    return this.#orders.size;
  }

  insert(side: SideCode, price: number, quantity: number, account: number, id: number): number {
    const order: RestingOrder = { id, account, side, price, leaves: quantity };
    this.#orders.set(id, order);
    const levels = this.#side(side);
    const level = levels.find((candidate) => candidate.price === price);
    if (level) level.orders.push(order);
    else {
      levels.push({ price, orders: [order] });
      levels.sort((a, b) => (side === 0 ? b.price - a.price : a.price - b.price));
    }
    return this.quantityAt(side, price);
  }

  remove(handle: number): number {
    const order = this.#order(handle);
    const levels = this.#side(order.side);
    const level = this.#level(order);
    level.orders.splice(level.orders.indexOf(order), 1);
    if (level.orders.length === 0) levels.splice(levels.indexOf(level), 1);
    this.#orders.delete(handle);
    return this.quantityAt(order.side, order.price);
  }

  reduce(handle: number, quantity: number): number {
    const order = this.#order(handle);
    if (quantity === order.leaves) return this.remove(handle);
    order.leaves -= quantity;
    return this.quantityAt(order.side, order.price);
  }

  find(id: number): number {
    return this.#orders.has(id) ? id : 0;
  }

  front(price: number): number {
    const level = [...this.#bids, ...this.#asks].find((candidate) => candidate.price === price);
    return level?.orders[0]?.id ?? 0;
  }

  behind(handle: number): number {
    const order = this.#order(handle);
    const { orders } = this.#level(order);
    return orders[orders.indexOf(order) + 1]?.id ?? 0;
  }

  idOf(handle: number): number {
    return this.#order(handle).id;
  }

  accountOf(handle: number): number {
    return this.#order(handle).account;
  }

  sideOf(handle: number): SideCode {
    return this.#order(handle).side;
  }

  priceOf(handle: number): number {
    return this.#order(handle).price;
  }

  leavesOf(handle: number): number {
    return this.#order(handle).leaves;
  }

  quantityAt(side: SideCode, price: number): number {
    const level = this.#side(side).find((candidate) => candidate.price === price);
    return level ? level.orders.reduce((sum, order) => sum + order.leaves, 0) : 0;
  }

  bidBelow(price: number): number {
    return this.#bids.find((level) => level.price < price)?.price ?? noBid;
  }

  askAbove(price: number): number {
    return this.#asks.find((level) => level.price > price)?.price ?? noAsk;
  }

  checkInvariants(): void {
    assert(this.bestBid < this.bestAsk, 'the book is crossed');
    const count = [...this.#bids, ...this.#asks].reduce((sum, level) => sum + level.orders.length, 0);
    assert(count === this.#orders.size, 'every order stands at one level');
  }

  #side(side: SideCode): Level[] {
    return side === 0 ? this.#bids : this.#asks;
  }

  #order(handle: number): RestingOrder {
    return defined(this.#orders.get(handle), `order ${handle}`);
  }

  #level(order: RestingOrder): Level {
    return defined(
      this.#side(order.side).find((candidate) => candidate.price === order.price),
      `level ${order.price}`,
    );
  }
}
