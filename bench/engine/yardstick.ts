/**
 * The yardstick: an order book as one writes it in everyday JavaScript, with order objects, a Map by id, a Map by price and a
 * sorted array of prices per side. No accounts, no ledger, no filters. Ratios against it, in the same run, are what the
 * project holds itself to, since absolute figures belong to a machine.
 */
import type { Contender, OnTrade } from './contender.ts';

interface Order {
  readonly id: number;
  readonly side: 0 | 1;
  readonly price: number;
  quantity: number;
  before: Order | null;
  behind: Order | null;
}

interface Level {
  first: Order | null;
  last: Order | null;
  total: number;
}

/** Numbers of event kinds in the records. */
const kinds = { accepted: 1, traded: 2, canceled: 3, replaced: 4, rejected: 5 } as const;
const eventsKept = 4096;
const eventFields = 6;

interface Happened {
  readonly type: number;
  readonly id: number;
  readonly maker: number;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
}

export class Yardstick implements Contender {
  rejects = 0;
  readonly #orders = new Map<number, Order>();
  readonly #levels: readonly [Map<number, Level>, Map<number, Level>] = [new Map(), new Map()];
  /** Best price last. */
  readonly #prices: readonly [number[], number[]] = [[], []];
  readonly #events = new Float64Array(eventsKept * eventFields);
  #written = 0;
  #read = 0;

  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void {
    this.#emit({ type: kinds.accepted, id, maker: 0, side, price, quantity });
    this.#place({ id, side, price, quantity, before: null, behind: null }, isImmediate);
  }

  cancel(id: number): void {
    const order = this.#orders.get(id);
    if (!order) {
      this.#reject(id);
      return;
    }
    this.#unlink(order);
    const { side, price, quantity } = order;
    this.#emit({ type: kinds.canceled, id, maker: 0, side, price, quantity });
  }

  replace(id: number, side: 0 | 1, price: number, quantity: number): void {
    const order = this.#orders.get(id);
    if (!order) {
      this.#reject(id);
      return;
    }
    this.#unlink(order);
    this.#emit({ type: kinds.replaced, id, maker: 0, side, price, quantity });
    this.#place({ id, side, price, quantity, before: null, behind: null }, false);
  }

  drain(onTrade?: OnTrade): void {
    if (!onTrade) return;
    for (; this.#read < this.#written; this.#read++) {
      const at = (this.#read % eventsKept) * eventFields;
      const [type, , id = 0, maker = 0, price = 0, quantity = 0] = this.#events.subarray(at, at + eventFields);
      if (type === kinds.traded) onTrade(id, maker, price, quantity);
    }
  }

  bestBid(): number {
    return this.#prices[0].at(-1) ?? -1;
  }

  bestAsk(): number {
    return this.#prices[1].at(-1) ?? -1;
  }

  eachResting(visit: (id: number, price: number, leaves: number) => void): void {
    for (const side of [0, 1] as const) {
      for (const price of this.#prices[side].toReversed()) {
        let order = this.#levels[side].get(price)?.first ?? null;
        for (; order; order = order.behind) visit(order.id, order.price, order.quantity);
      }
    }
  }

  /** Events go out as records of numbers, like everybody's. */
  #emit(event: Happened): void {
    const at = (this.#written++ % eventsKept) * eventFields;
    this.#events[at] = event.type;
    this.#events[at + 1] = event.side;
    this.#events[at + 2] = event.id;
    this.#events[at + 3] = event.maker;
    this.#events[at + 4] = event.price;
    this.#events[at + 5] = event.quantity;
  }

  #reject(id: number): void {
    this.rejects++;
    this.#emit({ type: kinds.rejected, id, maker: 0, side: 0, price: 0, quantity: 0 });
  }

  #place(order: Order, isImmediate: boolean): void {
    this.#take(order);
    if (order.quantity === 0) return;
    if (!isImmediate) {
      this.#rest(order);
      return;
    }
    const { id, side, price, quantity } = order;
    this.#emit({ type: kinds.canceled, id, maker: 0, side, price, quantity });
  }

  #take(order: Order): void {
    const other = order.side === 0 ? 1 : 0;
    const prices = this.#prices[other];
    const levels = this.#levels[other];
    while (order.quantity > 0) {
      const best = prices.at(-1);
      if (best === undefined || (order.side === 0 ? best > order.price : best < order.price)) return;
      const level = levels.get(best);
      if (!level) return;
      while (order.quantity > 0 && level.first) {
        const maker: Order = level.first;
        const quantity = Math.min(order.quantity, maker.quantity);
        this.#emit({ type: kinds.traded, id: order.id, maker: maker.id, side: order.side, price: best, quantity });
        order.quantity -= quantity;
        maker.quantity -= quantity;
        level.total -= quantity;
        if (maker.quantity === 0) {
          this.#orders.delete(maker.id);
          level.first = maker.behind;
          if (maker.behind) maker.behind.before = null;
          else level.last = null;
        }
      }
      if (!level.first) {
        prices.pop();
        levels.delete(best);
      }
    }
  }

  #rest(order: Order): void {
    this.#orders.set(order.id, order);
    const levels = this.#levels[order.side];
    let level = levels.get(order.price);
    if (!level) {
      level = { first: null, last: null, total: 0 };
      levels.set(order.price, level);
      const prices = this.#prices[order.side];
      prices.splice(placeOf(prices, order.price, order.side), 0, order.price);
    }
    order.before = level.last;
    if (level.last) level.last.behind = order;
    else level.first = order;
    level.last = order;
    level.total += order.quantity;
  }

  #unlink(order: Order): void {
    this.#orders.delete(order.id);
    const levels = this.#levels[order.side];
    const level = levels.get(order.price);
    if (!level) return;
    if (order.before) order.before.behind = order.behind;
    else level.first = order.behind;
    if (order.behind) order.behind.before = order.before;
    else level.last = order.before;
    level.total -= order.quantity;
    if (level.first) return;
    levels.delete(order.price);
    const prices = this.#prices[order.side];
    prices.splice(placeOf(prices, order.price, order.side), 1);
  }
}

/** Binary search in a list whose best price is last. */
function placeOf(prices: readonly number[], price: number, side: 0 | 1): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = prices[middle] ?? 0;
    if (side === 0 ? found < price : found > price) low = middle + 1;
    else high = middle;
  }
  return low;
}
