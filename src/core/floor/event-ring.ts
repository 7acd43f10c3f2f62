/**
 * Market events on their way out of the floor: fixed records of doubles (layout in messages/market-event.ts), written
 * without allocation and drained after each step. It grows when one step makes more than it holds, and never drops.
 *
 * The offsets stand as literals here, in the order of `marketField`: this runs once or twice per order, and the engine does
 * not fold constants of another module into machine code, nor trusts a `+` not to overflow. A test holds the two together.
 */

import type { SideCode } from '../market-source.ts';
import { marketEventStride } from '../messages/market-event.ts';

export class EventRing {
  /** Records from 0 to `count - 1`, each `marketEventStride` doubles. Replaced when it grows: read it anew each time. */
  declare records: Float64Array;
  count = 0;
  declare private capacity: number;

  constructor(capacity = 4096) {
    this.capacity = capacity;
    this.records = new Float64Array(capacity * marketEventStride);
  }

  trade(
    symbol: number,
    time: number,
    side: SideCode,
    price: number,
    quantity: number,
    tradeId: number,
    takerOrderId: number,
    makerOrderId: number,
    takerAccount: number,
    makerAccount: number,
    updateId: number,
  ): void {
    const at = this.claim();
    const records = this.records;
    records[at] = (symbol << 2) | (side << 1) | 1;
    records[at | 1] = time;
    records[at | 2] = price;
    records[at | 3] = quantity;
    records[at | 4] = updateId;
    records[at | 5] = tradeId;
    records[at | 6] = takerOrderId;
    records[at | 7] = makerOrderId;
    records[at | 8] = takerAccount;
    records[at | 9] = makerAccount;
  }

  level(symbol: number, time: number, side: SideCode, price: number, quantity: number, updateId: number): void {
    const at = this.claim();
    const records = this.records;
    records[at] = (symbol << 2) | (side << 1);
    records[at | 1] = time;
    records[at | 2] = price;
    records[at | 3] = quantity;
    records[at | 4] = updateId;
  }

  drain(): void {
    this.count = 0;
  }

  /** Offset of a new record's first double. The caller writes all its fields. */
  claim(): number {
    if (this.count === this.capacity) this.#grow();
    return this.count++ << 4;
  }

  #grow(): void {
    const grown = new Float64Array(this.records.length * 2);
    grown.set(this.records);
    this.records = grown;
    this.capacity *= 2;
  }
}
