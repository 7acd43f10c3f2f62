/**
 * Exact arithmetic on whole numbers held in doubles, and the one rule for every division.
 *
 * | operation                 | yields                        | rounding              | range                        |
 * | ------------------------- | ----------------------------- | --------------------- | ---------------------------- |
 * | lots x basePerLot         | smallest base units           | none                  | < 2^53, held by createInstruments |
 * | ticks x lots x perTickLot | smallest quote units          | none                  | < 2^53, held by the notional filter |
 * | sum of amounts            | smallest units                | none                  | any; beyond 2^53 the ledger spills to bigint |
 * | partsPerMillion           | smallest units                | down (towards zero)   | any amount < 2^53            |
 * | bigintOf                  | the same                      | none                  | 0 .. 2^53 - 1                |
 * | mulDivDown, mulDivUp      | whole units                   | down, up              | any; operands >= 0           |
 * | parse, format             | whole units <-> decimal text  | none: off the grid is refused | any                  |
 */
import { assert } from '../assert.ts';

/** First whole number that a double can no longer tell from its neighbour. */
export const exactLimit = Number.MAX_SAFE_INTEGER + 1;

/** value x ppm / 10^6, rounded down. Exact for every whole `amount` in 0 .. 2^53 - 1 and ppm in 0 .. 10^6. */
export function partsPerMillion(amount: number, ppm: number): number {
  const product = amount * ppm;
  // 2^53, as a literal: twice in every trade.
  return product < 0x20000000000000 ? Math.floor(product / 1_000_000) : +partsPerMillionOfMuch(amount, ppm);
}

function partsPerMillionOfMuch(amount: number, ppm: number): number {
  // Split, so that no product passes 2^53: amount = millions x 10^6 + rest.
  const millions = Math.floor(amount / 1_000_000);
  const rest = amount - millions * 1_000_000;
  return millions * ppm + Math.floor((rest * ppm) / 1_000_000);
}

/** a x b / c, rounded down. Whole numbers, a and b not negative, c positive; the result must be below 2^53. */
export function mulDivDown(a: number, b: number, c: number): number {
  const product = a * b;
  if (product < exactLimit) return Math.floor(product / c);
  return toExactNumber((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** a x b / c, rounded up. Whole numbers, a and b not negative, c positive; the result must be below 2^53. */
export function mulDivUp(a: number, b: number, c: number): number {
  const divisor = BigInt(c);
  return toExactNumber((BigInt(a) * BigInt(b) + divisor - 1n) / divisor);
}

/** For `bigintOf` alone. */
const scratch = new DataView(new ArrayBuffer(8));

/**
 * A whole number in 0 .. 2^53 - 1 as a bigint. By way of memory, which compiled code does by itself: `BigInt()` is a call into the
 * engine, and takes about twice as long.
 */
export function bigintOf(value: number): bigint {
  scratch.setUint32(0, value, true);
  scratch.setUint32(4, value / 0x1_0000_0000, true);
  return scratch.getBigUint64(0, true);
}

/** 10^exponent, for a whole exponent that is not negative. */
export function powerOfTen(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`);
}

/** The same value as a double; asserts that none of it is lost. */
export function toExactNumber(value: bigint): number {
  const result = Number(value);
  assert(Math.abs(result) < exactLimit, () => `${value} does not fit a double exactly`);
  return result;
}
