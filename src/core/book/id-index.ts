/**
 * Order id to pool slot, for ids that rise by one: a window of places by the id's last bits, where the newest order with those
 * bits stands, and a hash table for the old orders that newer ones have pushed out. Nearly every question is about a recent
 * order, and is one load from a place next to the last one asked for; hashing them all cost the book a hundred instructions
 * per operation more. The window doubles when many are pushed out, so it follows how long orders live.
 */
import { IdTable } from './id-table.ts';
import type { OrderPool } from './order-pool.ts';

/** 2^20 places, 4 MB. */
const windowMax = 1 << 20;

export class IdIndex {
  readonly #pool: OrderPool;
  readonly #pushedOut = new IdTable();
  /** Slots by `id & mask`; 0 for none. */
  #window = new Int32Array(4096);
  #mask = 4095;
  #count = 0;

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#count;
  }

  /** The slot's order must be in the pool, under this id. */
  insert(id: number, slot: number): void {
    const place = id & this.#mask;
    const other = this.#window[place] as number;
    this.#window[place] = slot;
    this.#count++;
    if (other !== 0) this.#pushOut(other);
  }

  /** Slot of an order, or 0. */
  find(id: number): number {
    const slot = this.#window[id & this.#mask] as number;
    if (slot !== 0 && this.#pool.id(slot) === id) return slot;
    return this.#findPushedOut(id);
  }

  /** Forgets an order, which must be there; its record is still in the pool. */
  remove(id: number, slot: number): void {
    const place = id & this.#mask;
    this.#count--;
    if (this.#window[place] === slot) this.#window[place] = 0;
    else this.#pushedOut.remove(id, slot);
  }

  #pushOut(slot: number): void {
    this.#pushedOut.insert(this.#pool.id(slot), slot);
    if (this.#pushedOut.size > this.#mask >> 5 && this.#mask < windowMax - 1) this.#widen();
  }

  /** Twice the window, with those of the pushed out who find their place in it free. */
  #widen(): void {
    const before = this.#window;
    this.#mask = this.#mask * 2 + 1;
    this.#window = new Int32Array(this.#mask + 1);
    for (const slot of before) if (slot !== 0) this.#window[this.#pool.id(slot) & this.#mask] = slot;
    for (const slot of this.#pushedOut.slots()) {
      const id = this.#pool.id(slot);
      if (this.#window[id & this.#mask] !== 0) continue;
      this.#window[id & this.#mask] = slot;
      this.#pushedOut.remove(id, slot);
    }
  }

  #findPushedOut(id: number): number {
    let slot = this.#pushedOut.find(id);
    while (slot !== 0 && this.#pool.id(slot) !== id) slot = this.#pushedOut.after(id, slot);
    return slot;
  }
}
