/**
 * Resting orders as fixed records of 32 bytes in one growing block, shared by all books of a floor, so that fifty quiet
 * books cost one warm block and not fifty cold ones. A slot is a record's number; slot 0 is never used.
 *
 * Record: int32 next, previous, level, owner (account times two, plus side), then float64 leaves and id over the same bytes.
 * Offsets stand as literals in this file only, joined by `|`: the engine does not fold constants of a module into machine
 * code (the book was a fifth slower with named ones), and checks every `+` for overflow.
 */
import type { SideCode } from './order-book.ts';

export class OrderPool {
  #ints: Int32Array;
  #doubles: Float64Array;
  /** Slots there are; a field, since a typed array's own length is dear to ask. */
  #capacity: number;
  /** First of the free slots, linked through `next`; 0 when there is none. */
  #free = 0;
  #top = 1;

  constructor(capacity = 1024) {
    const bytes = new ArrayBuffer(capacity << 5);
    this.#ints = new Int32Array(bytes);
    this.#doubles = new Float64Array(bytes);
    this.#capacity = capacity;
  }

  /** A record for an order that stands last at its level, behind `previous` (0 for none). Returns its slot. */
  claim(previous: number, level: number, account: number, side: SideCode, leaves: number, id: number): number {
    let slot = this.#free;
    if (slot !== 0) this.#free = this.#ints[slot << 3] as number;
    else {
      if (this.#top === this.#capacity) this.#grow();
      slot = this.#top++;
    }
    const ints = this.#ints;
    const doubles = this.#doubles;
    const at = slot << 3;
    ints[at] = 0;
    ints[at | 1] = previous;
    ints[at | 2] = level;
    ints[at | 3] = (account << 1) | side;
    doubles[(slot << 2) | 2] = leaves;
    doubles[(slot << 2) | 3] = id;
    return slot;
  }

  release(slot: number): void {
    this.#ints[slot << 3] = this.#free;
    this.#free = slot;
  }

  next(slot: number): number {
    return this.#ints[slot << 3] as number;
  }

  setNext(slot: number, next: number): void {
    this.#ints[slot << 3] = next;
  }

  previous(slot: number): number {
    return this.#ints[(slot << 3) | 1] as number;
  }

  setPrevious(slot: number, previous: number): void {
    this.#ints[(slot << 3) | 1] = previous;
  }

  level(slot: number): number {
    return this.#ints[(slot << 3) | 2] as number;
  }

  account(slot: number): number {
    return (this.#ints[(slot << 3) | 3] as number) >> 1;
  }

  side(slot: number): SideCode {
    return ((this.#ints[(slot << 3) | 3] as number) & 1) as SideCode;
  }

  leaves(slot: number): number {
    return this.#doubles[(slot << 2) | 2] as number;
  }

  setLeaves(slot: number, leaves: number): void {
    this.#doubles[(slot << 2) | 2] = leaves;
  }

  id(slot: number): number {
    return this.#doubles[(slot << 2) | 3] as number;
  }

  #grow(): void {
    const bytes = new ArrayBuffer(this.#ints.byteLength * 2);
    const ints = new Int32Array(bytes);
    ints.set(this.#ints);
    this.#ints = ints;
    this.#doubles = new Float64Array(bytes);
    this.#capacity *= 2;
  }
}
