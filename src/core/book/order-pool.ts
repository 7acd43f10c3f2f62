/**
 * Resting orders as fixed records of 32 bytes in one growing block, shared by all books of a floor, so that fifty quiet
 * books cost one warm block and not fifty cold ones. A slot is a record's number; slot 0 is never used.
 *
 * Record: four int32 (next, previous, level, owner) and two float64 (leaves, id) over the same bytes. `owner` is the account
 * times two plus the side.
 */
export const next = 0;
export const previous = 1;
export const level = 2;
export const owner = 3;
/** In the float64 view. */
export const leaves = 2;
export const orderId = 3;

/** Slot to the record's first int32, and to its first float64. */
export const intShift = 3;
export const doubleShift = 2;

export class OrderPool {
  ints: Int32Array;
  doubles: Float64Array;
  /** First of the free slots, linked through `next`; 0 when there is none. */
  #free = 0;
  #top = 1;

  constructor(capacity = 1024) {
    const bytes = new ArrayBuffer(capacity << 5);
    this.ints = new Int32Array(bytes);
    this.doubles = new Float64Array(bytes);
  }

  claim(): number {
    const slot = this.#free;
    if (slot !== 0) {
      this.#free = this.ints[slot << intShift] as number;
      return slot;
    }
    if (this.#top << intShift === this.ints.length) this.#grow();
    return this.#top++;
  }

  release(slot: number): void {
    this.ints[slot << intShift] = this.#free;
    this.#free = slot;
  }

  #grow(): void {
    const bytes = new ArrayBuffer(this.ints.byteLength * 2);
    const grown = new Int32Array(bytes);
    grown.set(this.ints);
    this.ints = grown;
    this.doubles = new Float64Array(bytes);
  }
}
