/**
 * Exponential waiting times (mean 1) without a call of log: the logarithm of a 32-bit word is its exponent (a count of
 * leading zeros), a table over the ten bits that follow, and a cubic for the rest. Error below 1e-13.
 */
import { log } from './exp-log.ts';
import type { Random } from './random.ts';

const { LN2 } = Math;
const TABLE_BITS = 10;
const REST_BITS = 31 - TABLE_BITS;
const REST_MASK = 2 ** REST_BITS - 1;
/** Logarithm and inverse of the middle of each of 1024 slices of [1, 2). */
const sliceLog = new Float64Array(2 ** TABLE_BITS);
const sliceInverse = new Float64Array(2 ** TABLE_BITS);
for (let i = 0; i < sliceLog.length; i++) {
  const middle = 1 + (i + 0.5) / sliceLog.length;
  sliceLog[i] = log(middle);
  sliceInverse[i] = 1 / middle;
}

export function exponential(random: Random): number {
  const word = random.word() | 1;
  const zeros = Math.clz32(word);
  const mantissa = (word << zeros) >>> 0;
  const slice = (mantissa >>> REST_BITS) & (sliceLog.length - 1);
  const rest = (((mantissa & REST_MASK) / (REST_MASK + 1) - 0.5) / sliceLog.length) * (sliceInverse[slice] as number);
  const logMantissa = (sliceLog[slice] as number) + rest * (1 - rest * (1 / 2 - rest * (1 / 3)));
  return (zeros + 1) * LN2 - logMantissa;
}
