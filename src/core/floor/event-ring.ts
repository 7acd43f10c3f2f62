/**
 * Market events on their way out of the floor: fixed records of doubles (layout in messages/market-event.ts), written
 * without allocation and drained after each step. It grows when one step makes more than it holds, and never drops.
 */
import { marketEventStride } from '../messages/market-event.ts';

export class EventRing {
  /** Records from 0 to `count - 1`, each `marketEventStride` doubles. Replaced when it grows: read it anew each time. */
  records: Float64Array;
  count = 0;

  constructor(capacity = 4096) {
    this.records = new Float64Array(capacity * marketEventStride);
  }

  /** Offset of a new record's first double. The caller writes all its fields. */
  claim(): number {
    const at = this.count * marketEventStride;
    if (at === this.records.length) this.#grow();
    this.count++;
    return at;
  }

  drain(): void {
    this.count = 0;
  }

  #grow(): void {
    const grown = new Float64Array(this.records.length * 2);
    grown.set(this.records);
    this.records = grown;
  }
}
