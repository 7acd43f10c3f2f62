/**
 * How trades move the reference price: signed turnover remembered on seven scales of time, each with a square root. Small
 * flow moves it little, large flow ever less per unit, and it decays near the inverse root of time. Splitting an order
 * changes nothing, and because each scale is a rising function of a memory that only leaks, going up and down in small
 * pieces loses money.
 *
 * Users' and background takers have memories of their own: in one memory, small users would drown in the background's.
 * The taker decides which.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';

const memorySeconds = [2, 8, 32, 128, 512, 2048, 8192];
const SCALE = 1.6 / memorySeconds.length;
const BACKGROUND = 0.3;
const USERS = 0.8;

export class Impact {
  readonly #strength: number;
  readonly #kept: Float64Array;
  readonly #background = new Float64Array(memorySeconds.length);
  readonly #users = new Float64Array(memorySeconds.length);

  /** Daily turnover in quote, daily volatility in basis points, and the time between two calls of `decay`. */
  constructor(dailyVolume: number, dailyMove: number, stepSeconds: number) {
    this.#strength = ((1e-4 * dailyMove) / Math.sqrt(dailyVolume)) * SCALE;
    this.#kept = Float64Array.from(memorySeconds, (seconds) => exp(-stepSeconds / seconds));
  }

  /** Quote amount, positive when the taker bought. */
  addBackground(signedQuote: number): void {
    add(this.#background, signedQuote);
  }

  addUser(signedQuote: number): void {
    add(this.#users, signedQuote);
  }

  /** Shift of the log reference price. */
  shift(): number {
    return this.#strength * (BACKGROUND * rootSum(this.#background) + USERS * rootSum(this.#users));
  }

  decay(): void {
    for (let k = 0; k < this.#kept.length; k++) {
      const kept = this.#kept[k] as number;
      this.#background[k] = (this.#background[k] as number) * kept;
      this.#users[k] = (this.#users[k] as number) * kept;
    }
  }

  /** Over a closed period of any length. */
  decayOver(seconds: number): void {
    for (let k = 0; k < this.#kept.length; k++) {
      const kept = exp(-seconds / (memorySeconds[k] as number));
      this.#background[k] = (this.#background[k] as number) * kept;
      this.#users[k] = (this.#users[k] as number) * kept;
    }
  }

  encode(out: ByteWriter): void {
    for (const value of this.#background) out.f64(value);
    for (const value of this.#users) out.f64(value);
  }

  decode(input: ByteReader): void {
    for (let k = 0; k < this.#background.length; k++) this.#background[k] = input.f64();
    for (let k = 0; k < this.#users.length; k++) this.#users[k] = input.f64();
  }
}

function add(memory: Float64Array, amount: number): void {
  for (let k = 0; k < memory.length; k++) memory[k] = (memory[k] as number) + amount;
}

function rootSum(memory: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < memory.length; k++) {
    const value = memory[k] as number;
    sum += value < 0 ? -Math.sqrt(-value) : Math.sqrt(value);
  }
  return sum;
}
