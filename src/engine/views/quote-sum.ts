/**
 * Exact sums of ticks times lots past 2^53, without bigint on the way: value = high × 2^50 + low, 0 ≤ low < 2^50.
 * One product is below 2^53 (an order's notional is), so `low` plus one product's own low part never rounds.
 */
export const quoteLimb = 2 ** 50;

/** What `part` (0 ≤ part < 2^53) adds to the high limb by itself; almost always 0. */
export function highOf(part: number): number {
  return part < quoteLimb ? 0 : Math.floor(part / quoteLimb);
}

export function lowOf(part: number): number {
  return part < quoteLimb ? part : part % quoteLimb;
}

export function joinQuote(high: number, low: number): bigint {
  return high === 0 ? BigInt(low) : (BigInt(high) << 50n) + BigInt(low);
}

export function splitQuote(value: bigint): { readonly high: number; readonly low: number } {
  return { high: Number(value >> 50n), low: Number(value & ((1n << 50n) - 1n)) };
}
