/**
 * The memory of all books of a floor: one growing block of bytes, seen as int32 and as float64. Orders, price levels and id
 * windows stand in it side by side, so that fifty quiet books cost one warm block and not fifty cold ones, and so that a step of
 * the book asks two arrays for all it needs: each array that machine code meets costs it a dozen instructions before the first access.
 *
 * A place is an offset in int32s; place 0 is never used and stands for none. An order is a record of 32 bytes: int32 next,
 * previous, price, owner (account times two, plus side), then float64 leaves and id over the same bytes. At the ends of its level's queue an order is
 * linked to the level, as the complement of its place, which is negative. Free records are linked through `next`. Whoever reads holds the arrays no longer than until the next call that may grow them.
 */
import { assert } from '../assert.ts';

/** 1 GB. */
const placesMax = 1 << 28;
/** Records that are claimed at once. */
const recordsAtOnce = 512;

export class BookMemory {
  declare ints: Int32Array;
  declare doubles: Float64Array;
  /** The first free order record, 0 for none: `addRecords` makes more. */
  freeRecord = 0;
  /** The first record is left unused. */
  #top = 8;
  /** Places given back, by their length. */
  readonly #released = new Map<number, number[]>();

  /** `places`: a power of two. */
  constructor(places = 1 << 15) {
    const bytes = new ArrayBuffer(places << 2);
    this.ints = new Int32Array(bytes);
    this.doubles = new Float64Array(bytes);
  }

  /** A run of zeros, a multiple of eight long and so aligned. May grow the arrays. */
  claim(length: number): number {
    const released = this.#released.get(length)?.pop();
    if (released !== undefined) return released;
    const at = this.#top;
    this.#top = at + length;
    if (this.#top > this.ints.length) this.#grow();
    return at;
  }

  /** Gives back what was claimed with this length; all zeros again. */
  release(at: number, length: number): void {
    const others = this.#released.get(length);
    if (others === undefined) this.#released.set(length, [at]);
    else others.push(at);
  }

  /** Some more free records. May grow the arrays. */
  addRecords(): void {
    const first = this.claim(recordsAtOnce << 3);
    for (let record = first + ((recordsAtOnce - 1) << 3); record >= first; record -= 8) {
      this.ints[record] = this.freeRecord;
      this.freeRecord = record;
    }
  }

  #grow(): void {
    let places = this.ints.length;
    while (places < this.#top) places *= 2;
    assert(places <= placesMax, 'the books need more than 1 GB');
    const bytes = new ArrayBuffer(places << 2);
    const ints = new Int32Array(bytes);
    ints.set(this.ints);
    this.ints = ints;
    this.doubles = new Float64Array(bytes);
  }
}
