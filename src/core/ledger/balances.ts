/**
 * Balances as doubles for as long as they are below 2^53 in size, and as bigints beyond: exact at any size, and as fast as a
 * plain array where it matters. A spilled balance stands as NaN in the array, so every comparison with it is false and
 * the fast path falls through to the slow one without a test of its own. It comes back as soon as it fits again.
 *
 * Each account's assets have two cells side by side, available and held, since a hold moves one into the other.
 */
import { bigintOf, exactLimit } from '../units/arithmetic.ts';

export class Balances {
  /** Whole numbers; NaN where a bigint stands. */
  declare cells: Float64Array;
  readonly #spilled = new Map<number, bigint>();

  constructor(capacity: number) {
    this.cells = new Float64Array(capacity);
  }

  get(cell: number): bigint {
    const value = this.cells[cell] as number;
    if (value >= 0) return bigintOf(value);
    return Number.isNaN(value) ? (this.#spilled.get(cell) as bigint) : BigInt(value);
  }

  set(cell: number, value: bigint): void {
    const fits = value < BigInt(exactLimit) && value > -BigInt(exactLimit);
    this.cells[cell] = fits ? Number(value) : Number.NaN;
    if (fits) this.#spilled.delete(cell);
    else this.#spilled.set(cell, value);
  }

  /** Adds a whole amount of either sign, |amount| < 2^53. */
  add(cell: number, amount: number): void {
    const sum = (this.cells[cell] as number) + amount;
    // 2^53, as a literal: the fees of every trade pass here.
    if (sum < 0x20000000000000 && sum > -0x20000000000000) this.cells[cell] = sum;
    else this.set(cell, this.get(cell) + BigInt(amount));
  }

  /** Whether a balance is at least a whole amount below 2^53. */
  covers(cell: number, amount: number): boolean {
    const value = this.cells[cell] as number;
    return value >= amount || (Number.isNaN(value) && this.get(cell) >= BigInt(amount));
  }

  grow(capacity: number): void {
    const grown = new Float64Array(capacity);
    grown.set(this.cells);
    this.cells = grown;
  }
}
