/**
 * Which orders ended while the server was being asked about orders. Its answer may be older than their end, and when hundreds of
 * others ended meanwhile they are forgotten already: an answer that calls one open would leave it open for ever.
 */
import type { WireOrder } from '../wire/rest.ts';
import { isOpen, orderKey } from './orders.ts';

export class EndedOrders {
  /** What ended, of each question that is under way. */
  readonly #questions = new Set<Set<string>>();

  /** What was told of orders, from wherever. */
  told(orders: readonly WireOrder[]): void {
    if (this.#questions.size === 0) return;
    const keys = orders.filter((order) => !isOpen(order)).map(orderKey);
    for (const ended of this.#questions) for (const key of keys) ended.add(key);
  }

  /** Asks, and yields beside the answer what of its orders is not overtaken. */
  async during<T>(
    ask: () => Promise<T>,
  ): Promise<readonly [T, (orders: readonly WireOrder[]) => readonly WireOrder[]]> {
    const ended = new Set<string>();
    this.#questions.add(ended);
    try {
      const answer = await ask();
      return [answer, (orders) => orders.filter((order) => !isOpen(order) || !ended.has(orderKey(order)))];
    } finally {
      this.#questions.delete(ended);
    }
  }
}
