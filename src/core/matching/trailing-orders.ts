/**
 * Orders that follow the price: a sell fires when the price has fallen by its delta from the highest trade since it began, a
 * buy when it has risen from the lowest (Binance, "Spot Trailing Stop order FAQ"). Both fire on the very tick that the delta
 * names, the fraction of a tick counted against firing.
 *
 * Orders with one extreme form a group. An order that began later has seen less, so the groups stand in a row from the widest
 * extreme to the newest, and a new extreme of the market touches the newest groups only: it costs one comparison, or one group
 * moved, however many orders follow.
 *
 * Inside, prices have the sign that makes every extreme a highest and every firing a fall.
 */
import { assert, defined } from '../assert.ts';
import { noAsk, noBid, type SideCode } from '../book/order-book.ts';
import { TriggerQueue } from './trigger-queue.ts';
import type { UserOrder } from './user-order.ts';

const basisPoints = 10_000;

interface Group {
  /** Signed ticks. */
  extreme: number;
  /** By delta, the smallest first. */
  readonly orders: TriggerQueue;
  /** Signed ticks: the highest price at which an order of this group or of a wider one fires. */
  nearest: number;
}

export class TrailingOrders {
  readonly #side: SideCode;
  readonly #sign: 1 | -1;
  /** The widest extreme first. */
  readonly #groups: Group[] = [];
  readonly #groupOf = new Map<UserOrder, Group>();

  /** For the orders of one side. */
  constructor(side: SideCode) {
    this.#side = side;
    this.#sign = side === 1 ? 1 : -1;
  }

  get size(): number {
    return this.#groupOf.size;
  }

  /** Ticks at which the next order fires; for none, a price that is never traded. */
  get firesAt(): number {
    const nearest = this.#groups.at(-1)?.nearest;
    if (nearest === undefined) return this.#side === 1 ? noBid : noAsk;
    return nearest * this.#sign;
  }

  /** Ticks from which a trade sets a new extreme; for none, a price that is never traded. */
  get movesAt(): number {
    const newest = this.#groups.at(-1);
    if (newest === undefined) return this.#side === 1 ? noAsk : noBid;
    return (newest.extreme + 1) * this.#sign;
  }

  /** An order begins to follow, from a trade at `extreme` ticks. */
  track(order: UserOrder, extreme: number): void {
    const signed = extreme * this.#sign;
    let at = this.#groups.length;
    while (at > 0 && (this.#groups[at - 1] as Group).extreme < signed) at--;
    let group = this.#groups[at - 1];
    if (group?.extreme === signed) at--;
    else {
      group = { extreme: signed, orders: new TriggerQueue(), nearest: 0 };
      this.#groups.splice(at, 0, group);
    }
    group.orders.add(order.trailingDelta, order);
    this.#groupOf.set(order, group);
    this.#updateFrom(at);
  }

  /** A trade at `price` ticks: extremes that it passes move to it. */
  follow(price: number): void {
    const signed = price * this.#sign;
    const groups = this.#groups;
    const newest = groups.at(-1);
    if (newest === undefined || newest.extreme >= signed) return;
    groups.pop();
    let moved = newest;
    for (let next = groups.at(-1); next !== undefined && next.extreme <= signed; next = groups.at(-1)) {
      groups.pop();
      moved = this.#joined(moved, next);
    }
    moved.extreme = signed;
    groups.push(moved);
    this.#updateFrom(groups.length - 1);
  }

  /** The oldest of the orders that fire at `firesAt`. Different deltas, and different extremes, may name the same tick. */
  get next(): UserOrder | undefined {
    const nearest = this.#groups.at(-1)?.nearest;
    let oldest: UserOrder | undefined;
    for (const group of this.#groups) {
      for (const order of group.orders.orders()) {
        if (this.#threshold(group, order.trailingDelta) !== nearest) break;
        if (oldest === undefined || order.orderId < oldest.orderId) oldest = order;
      }
    }
    return oldest;
  }

  remove(order: UserOrder): void {
    const group = defined(this.#groupOf.get(order), `trailing order ${order.orderId}`);
    this.#groupOf.delete(order);
    group.orders.remove(order.trailingDelta, order);
    const at = this.#groups.indexOf(group);
    if (group.orders.size === 0) this.#groups.splice(at, 1);
    this.#updateFrom(at);
  }

  has(order: UserOrder): boolean {
    return this.#groupOf.has(order);
  }

  /** Ticks of the highest (lowest) trade since the order began. */
  extremeOf(order: UserOrder): number {
    return defined(this.#groupOf.get(order), `trailing order ${order.orderId}`).extreme * this.#sign;
  }

  checkInvariants(): void {
    let wider = Number.POSITIVE_INFINITY;
    let nearest = Number.NEGATIVE_INFINITY;
    for (const group of this.#groups) {
      assert(group.extreme < wider && group.orders.size > 0, 'groups of trailing orders are out of order');
      wider = group.extreme;
      nearest = Math.max(nearest, this.#threshold(group));
      assert(group.nearest === nearest, () => `trailing orders fire at ${nearest}, noted is ${group.nearest}`);
    }
  }

  /** The larger group takes the smaller one in. */
  #joined(one: Group, other: Group): Group {
    const [target, source] = one.orders.size >= other.orders.size ? [one, other] : [other, one];
    for (const order of source.orders.orders()) this.#groupOf.set(order, target);
    target.orders.absorb(source.orders);
    return target;
  }

  #updateFrom(index: number): void {
    for (let at = index; at < this.#groups.length; at++) {
      const group = this.#groups[at] as Group;
      const wider = this.#groups[at - 1]?.nearest ?? Number.NEGATIVE_INFINITY;
      group.nearest = Math.max(wider, this.#threshold(group));
    }
  }

  /** Signed ticks at which the next order of a group fires, or one with another delta. */
  #threshold(group: Group, delta = group.orders.nextKey): number {
    return trailingPrice(this.#side, group.extreme * this.#sign, delta) * this.#sign;
  }
}

/** Ticks at which an order of `side` that follows from `extreme` fires. */
export function trailingPrice(side: SideCode, extreme: number, delta: number): number {
  const scaled = side === 1 ? extreme * (basisPoints - delta) : extreme * (basisPoints + delta);
  return side === 1 ? Math.floor(scaled / basisPoints) : Math.ceil(scaled / basisPoints);
}
