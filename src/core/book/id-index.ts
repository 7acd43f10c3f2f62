/**
 * Order id to record, for ids that rise by one: a window of places by the id's last bits, where the newest order with those
 * bits stands, and a hash table for the old orders that newer ones have pushed out. Nearly every question is about a recent
 * order, and is one load from a place next to the last one asked for; hashing them all cost the book a hundred instructions
 * per operation more. The window doubles when many are pushed out, so it follows how long orders live.
 *
 * The book reads and writes the window itself, at `window + (id & mask)` of its memory; the rest is asked here.
 */
import type { BookMemory } from './book-memory.ts';
import { IdTable } from './id-table.ts';

/** 2^20 places, 4 MB. */
const windowMax = 1 << 20;

export class IdIndex {
  /** Where the window begins; a place in it is 0 when it is free. */
  declare window: number;
  mask = 4095;
  declare private readonly memory: BookMemory;
  readonly #pushedOut = new IdTable();

  constructor(memory: BookMemory) {
    this.memory = memory;
    this.window = memory.claim(4096);
  }

  /** Counted anew each time. */
  get size(): number {
    let count = this.#pushedOut.size;
    for (const record of this.#records()) if (record !== 0) count++;
    return count;
  }

  /** An order whose place in the window a newer one has taken. May grow the memory. */
  pushOut(record: number): void {
    this.#pushedOut.insert(this.#idOf(record), record);
    if (this.#pushedOut.size > this.mask >> 5 && this.mask < windowMax - 1) this.#widen();
  }

  /** The record of an order that is not in the window, or 0. */
  findPushedOut(id: number): number {
    let record = this.#pushedOut.find(id);
    while (record !== 0 && this.#idOf(record) !== id) record = this.#pushedOut.after(id, record);
    return record;
  }

  /** Forgets an order that was pushed out. */
  removePushedOut(id: number, record: number): void {
    this.#pushedOut.remove(id, record);
  }

  /** Twice the window, with those of the pushed out who find their place in it free. */
  #widen(): void {
    const before = this.#records().slice();
    this.#records().fill(0);
    this.memory.release(this.window, this.mask + 1);
    this.mask = this.mask * 2 + 1;
    this.window = this.memory.claim(this.mask + 1);
    const after = this.#records();
    for (const record of before) if (record !== 0) after[this.#idOf(record) & this.mask] = record;
    for (const record of this.#pushedOut.slots()) {
      const id = this.#idOf(record);
      if (after[id & this.mask] !== 0) continue;
      after[id & this.mask] = record;
      this.#pushedOut.remove(id, record);
    }
  }

  #records(): Int32Array {
    return this.memory.ints.subarray(this.window, this.window + this.mask + 1);
  }

  #idOf(record: number): number {
    return this.memory.doubles[(record >> 1) | 3] as number;
  }
}
