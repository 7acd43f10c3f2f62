/**
 * One symbol's open orders of users: order id to slot (open-orders.ts). Ids rise, and nearly every question is about a recent
 * order, so the newest order of each place stands in a window by the id's last bits, next to the one that came before it; a hash
 * table, whose every entry is a cold place, has only the old orders that newer ones have pushed out. The book keeps its ids
 * in the same way (book/id-index.ts). The window doubles while more than an eighth as many stand in the table.
 *
 * Keys are the low 32 bits of an id: whoever asks compares the whole id, and goes on with `after` when it is another.
 */
import { IdTable } from '../book/id-table.ts';

/** 2^20 places, 8 MB. */
const maskMax = (1 << 20) - 1;

export class OrderIds {
  /** By the key's last bits: key and slot; slot 0 marks a free place. */
  #window = new Int32Array(2 * 16);
  #mask = 15;
  readonly #pushedOut = new IdTable(2);
  size = 0;

  insert(id: number, slot: number): void {
    const at = (id & this.#mask) << 1;
    const otherKey = this.#window[at] as number;
    const other = this.#window[at | 1] as number;
    this.#window[at] = id | 0;
    this.#window[at | 1] = slot;
    this.size++;
    if (other !== 0) this.#pushOut(otherKey, other);
  }

  /** Slot of the newest order with this key, or 0. */
  find(id: number): number {
    const at = (id & this.#mask) << 1;
    const slot = this.#window[at | 1] as number;
    return slot !== 0 && this.#window[at] === (id | 0) ? slot : this.#pushedOut.find(id);
  }

  /** Another slot with the key of `slot`, one that was not found before; or 0. */
  after(id: number, slot: number): number {
    return this.#isInWindow(id, slot) ? this.#pushedOut.find(id) : this.#pushedOut.after(id, slot);
  }

  /** Removes an order, which must be there. */
  remove(id: number, slot: number): void {
    this.size--;
    if (this.#isInWindow(id, slot)) this.#window[((id & this.#mask) << 1) | 1] = 0;
    else this.#pushedOut.remove(id, slot);
  }

  /** In no order that matters. */
  slots(): number[] {
    const slots = this.#pushedOut.slots();
    for (let at = 1; at < this.#window.length; at += 2) {
      if (this.#window[at] !== 0) slots.push(this.#window[at] as number);
    }
    return slots;
  }

  #isInWindow(id: number, slot: number): boolean {
    return this.#window[((id & this.#mask) << 1) | 1] === slot;
  }

  #pushOut(key: number, slot: number): void {
    this.#pushedOut.insert(key, slot);
    if (this.#pushedOut.size > this.#mask >> 3 && this.#mask < maskMax) this.#widen();
  }

  /** Twice the window. Who was pushed out stays where it is. */
  #widen(): void {
    const before = this.#window;
    this.#mask = this.#mask * 2 + 1;
    this.#window = new Int32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 2) {
      if (before[at | 1] !== 0) this.#place(before[at] as number, before[at | 1] as number);
    }
  }

  #place(key: number, slot: number): void {
    const at = (key & this.#mask) << 1;
    this.#window[at] = key;
    this.#window[at | 1] = slot;
  }
}
