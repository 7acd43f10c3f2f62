/**
 * Exponential waiting times (mean 1) without a call of log: the logarithm of a 32-bit word is its exponent (a count of
 * leading zeros), a table over the ten bits that follow, and a cubic for the rest. Error below 1e-13.
 */
import { log } from './exp-log.ts';
import type { Random } from './random.ts';

const { LN2 } = Math;
const SLICES = 1024;
/** Bits of a mantissa below its leading one and the ten that pick the slice. */
const REST_BITS = 21;
const REST_MASK = 0x1fffff;
/** Logarithm and inverse of the middle of each of 1024 slices of [1, 2). */
const sliceLog = new Float64Array(SLICES);
const sliceInverse = new Float64Array(SLICES);
for (let i = 0; i < SLICES; i++) {
  const middle = 1 + (i + 0.5) / SLICES;
  sliceLog[i] = log(middle);
  sliceInverse[i] = 1 / middle;
}

export function exponential(random: Random): number {
  const word = random.word() | 1;
  const zeros = Math.clz32(word);
  const mantissa = (word << zeros) >>> 0;
  const slice = (mantissa >>> REST_BITS) & (SLICES - 1);
  const rest = (((mantissa & REST_MASK) / (REST_MASK + 1) - 0.5) / SLICES) * (sliceInverse[slice] as number);
  const logMantissa = (sliceLog[slice] as number) + rest * (1 - rest * (1 / 2 - rest * (1 / 3)));
  return (zeros + 1) * LN2 - logMantissa;
}
