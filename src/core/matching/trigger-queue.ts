/**
 * Orders in the order in which a number reaches them: lowest key first, then the older order. A sorted array with the next
 * one at its end: looking at it and taking it cost nothing, putting one in is a binary search and a move of memory.
 */
import { assert } from '../assert.ts';
import type { UserOrder } from './user-order.ts';

interface Entry {
  readonly key: number;
  readonly order: UserOrder;
}

export class TriggerQueue {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  get next(): UserOrder | undefined {
    return this.#entries.at(-1)?.order;
  }

  /** Infinity when nothing waits. */
  get nextKey(): number {
    return this.#entries.at(-1)?.key ?? Number.POSITIVE_INFINITY;
  }

  add(key: number, order: UserOrder): void {
    this.#entries.splice(this.#place(key, order.orderId), 0, { key, order });
  }

  /** The order must be there, under this key. */
  remove(key: number, order: UserOrder): void {
    const at = this.#place(key, order.orderId) - 1;
    assert(this.#entries[at]?.order === order, () => `order ${order.orderId} does not wait for ${key}`);
    this.#entries.splice(at, 1);
  }

  /** Takes over all orders of another queue, which is left empty. */
  absorb(other: TriggerQueue): void {
    for (const { key, order } of other.#entries.splice(0)) this.add(key, order);
  }

  /** The next one first. */
  *orders(): Generator<UserOrder> {
    for (let at = this.#entries.length - 1; at >= 0; at--) yield (this.#entries[at] as Entry).order;
  }

  /** Behind all that come later than (key, orderId), and behind that one itself. */
  #place(key: number, orderId: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle] as Entry;
      if (entry.key > key || (entry.key === key && entry.order.orderId >= orderId)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
