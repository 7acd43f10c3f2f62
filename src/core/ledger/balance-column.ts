/**
 * Balances as doubles for as long as they are below 2^53 in size, and as bigints beyond: exact at any size, and as fast as a
 * plain array where it matters. A spilled balance stands as NaN in the array, so every comparison with it is false and
 * the fast path falls through to the slow one without a test of its own. It comes back as soon as it fits again.
 */
import { exactLimit } from '../units/arithmetic.ts';

export class BalanceColumn {
  values: Float64Array;
  readonly #spilled = new Map<number, bigint>();

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  /** Adds a whole amount of either sign, |amount| < 2^53. */
  add(at: number, amount: number): void {
    const sum = (this.values[at] as number) + amount;
    // 2^53, as a literal: the hot path of every posting.
    if (sum < 0x20000000000000 && sum > -0x20000000000000) this.values[at] = sum;
    else this.set(at, this.get(at) + BigInt(amount));
  }

  /** Whether the balance is at least a whole amount below 2^53. */
  covers(at: number, amount: number): boolean {
    const value = this.values[at] as number;
    if (value >= amount) return true;
    return Number.isNaN(value) && this.get(at) >= BigInt(amount);
  }

  get(at: number): bigint {
    return this.#spilled.get(at) ?? BigInt(this.values[at] as number);
  }

  set(at: number, value: bigint): void {
    const fits = value < BigInt(exactLimit) && value > -BigInt(exactLimit);
    this.values[at] = fits ? Number(value) : Number.NaN;
    if (fits) this.#spilled.delete(at);
    else this.#spilled.set(at, value);
  }

  grow(capacity: number): void {
    const grown = new Float64Array(capacity);
    grown.set(this.values);
    this.values = grown;
  }
}
