/**
 * A symbol's reference price: the plain mean of its trades' prices over a moving window, kept in buckets of time (Binance,
 * "Price Range Execution Rule"). The oldest bucket counts by the share of it that is still inside the window.
 *
 * Reading changes nothing, so the price at an instant does not depend on who asked before. It is a reference for rules and for
 * display, cut to 10^-8 of the quote, never an amount of money.
 */
import type { ReferencePriceWindow } from '../instruments/execution-rule-definition.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { MeanPrice } from './mean-price.ts';

/** Four decimals of a trade, so that a share of a bucket can be counted in whole numbers. */
const share = 10_000n;

export class ReferencePrice {
  readonly #widthUs: number;
  readonly #tickE8: bigint;
  /** One more than the window has: the oldest reaches out of it. A ring by bucket number. */
  readonly #numbers: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor({ bucketCount, bucketWidthMs }: ReferencePriceWindow, tickE8: number) {
    this.#widthUs = bucketWidthMs * 1000;
    this.#tickE8 = BigInt(tickE8);
    this.#numbers = new Float64Array(bucketCount + 1).fill(-1);
    this.#sums = new Float64Array(bucketCount + 1);
    this.#counts = new Float64Array(bucketCount + 1);
  }

  /** A trade: microseconds, ticks. Time does not fall. */
  record(time: number, price: number): void {
    const number = Math.floor(time / this.#widthUs);
    const at = number % this.#numbers.length;
    if (this.#numbers[at] !== number) {
      this.#numbers[at] = number;
      this.#sums[at] = 0;
      this.#counts[at] = 0;
    }
    this.#sums[at] = (this.#sums[at] as number) + price;
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** Of the window that ends at `time`, in 10^-8 of the quote per base, cut; undefined when it has no trade. */
  at(time: number): bigint | undefined {
    const cutoff = time - this.#widthUs * (this.#numbers.length - 1);
    let sum = 0n;
    let count = 0n;
    for (let at = 0; at < this.#numbers.length; at++) {
      const opens = (this.#numbers[at] as number) * this.#widthUs;
      const inside = Math.min(this.#widthUs, opens + this.#widthUs - cutoff);
      if (opens < 0 || inside <= 0) continue;
      sum += this.#part(BigInt(this.#sums[at] as number) * this.#tickE8, inside);
      count += this.#part(BigInt(this.#counts[at] as number), inside);
    }
    return count === 0n ? undefined : sum / count;
  }

  encode(out: ByteWriter): void {
    for (let at = 0; at < this.#numbers.length; at++) {
      out.f64(this.#numbers[at] as number);
      out.f64(this.#sums[at] as number);
      out.f64(this.#counts[at] as number);
    }
  }

  decode(input: ByteReader): void {
    for (let at = 0; at < this.#numbers.length; at++) {
      this.#numbers[at] = input.f64();
      this.#sums[at] = input.f64();
      this.#counts[at] = input.f64();
    }
  }

  /** Of a bucket of which so many microseconds are inside, with four more decimals. */
  #part(whole: bigint, insideUs: number): bigint {
    return (whole * share * BigInt(insideUs)) / BigInt(this.#widthUs);
  }
}

/** The mean price of a symbol that has a reference price too: each trade is told to both. Other symbols pay nothing for it. */
export class ReferencedMean extends MeanPrice {
  readonly #reference: ReferencePrice;

  constructor(minutes: number, reference: ReferencePrice) {
    super(minutes);
    this.#reference = reference;
  }

  override record(time: number, price: number, quantity: number): void {
    super.record(time, price, quantity);
    this.#reference.record(time, price);
  }

  override encode(out: ByteWriter): void {
    super.encode(out);
    this.#reference.encode(out);
  }

  override decode(input: ByteReader): void {
    super.decode(input);
    this.#reference.decode(input);
  }
}
