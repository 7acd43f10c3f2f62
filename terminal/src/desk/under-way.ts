/** Of which orders something is under way: of each one thing at a time. */
import { createSignal } from 'solid-js';
import { orderKey } from '../stores/orders.ts';
import type { WireOrder } from '../wire/rest.ts';

export interface UnderWay {
  has(order: WireOrder): boolean;
  /** Undefined, with nothing done, while something is under way already. */
  during<T>(order: WireOrder, work: () => Promise<T>): Promise<T | undefined>;
}

export function createUnderWay(name: string): UnderWay {
  const [keys, setKeys] = createSignal<ReadonlySet<string>>(new Set(), { name });
  return {
    has: (order) => keys().has(orderKey(order)),
    async during(order, work) {
      const key = orderKey(order);
      if (keys().has(key)) return undefined;
      setKeys((before) => new Set([...before, key]));
      try {
        return await work();
      } finally {
        setKeys((before) => new Set([...before].filter((one) => one !== key)));
      }
    },
  };
}
