/**
 * Decimal text to whole numbers and back, by reading digits. One anchored ASCII pattern decides what a number is: digits,
 * and perhaps a point with digits behind it. No sign, exponent, hexadecimal, space, or digit of another script.
 * Nothing is ever rounded: text finer than the scale is refused.
 */
import { exactLimit } from './arithmetic.ts';

const decimalPattern = /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/;

export type DecimalProblem =
  /** Not a number by the pattern. */
  | 'malformed'
  /** More decimals than the scale has (zeros at the end do not count). */
  | 'too_precise';

export type DecimalResult =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly problem: DecimalProblem };

/** Characters of a short decimal. */
const shortMax = 20;
/** Powers of ten up to 10^8. */
const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const point = 0x2e;
const zero = 0x30;

const malformed: DecimalResult = { ok: false, problem: 'malformed' };
const tooPrecise: DecimalResult = { ok: false, problem: 'too_precise' };

/** `"1.5"` with 8 decimals is 150000000n. */
export function parseDecimal(text: string, decimals: number): DecimalResult {
  if (!decimalPattern.test(text)) return malformed;
  const at = text.indexOf('.');
  const whole = at < 0 ? text : text.slice(0, at);
  const fraction = at < 0 ? '' : withoutTrailingZeros(text.slice(at + 1));
  if (fraction.length > decimals) return tooPrecise;
  return { ok: true, value: BigInt(whole + fraction.padEnd(decimals, '0')) };
}

/**
 * The same as a double, for what prices and quantities nearly always are: at most 8 decimals, and below 2^53. -1 for everything else,
 * whatever is right or wrong about it: `parseDecimal` knows. A seventh of its time.
 */
export function parseShortDecimal(text: string, decimals: number): number {
  if (text.length > shortMax) return -1;
  let value = 0;
  let fractionFrom = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const digit = code - zero;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (code === point && fractionFrom === 0 && at > 0) fractionFrom = at + 1;
    else return -1;
  }
  const fraction = fractionFrom === 0 ? 0 : text.length - fractionFrom;
  const isEmpty = text.length === 0 || fractionFrom === text.length;
  const power = powers[decimals - fraction];
  if (isEmpty || power === undefined) return -1;
  const scaled = value * power;
  return scaled < exactLimit ? scaled : -1;
}

/** 150000000 with 8 decimals is `"1.50000000"`: always all decimals. Whole numbers of any size and sign. */
export function formatDecimal(value: number | bigint, decimals: number): string {
  const negative = value < 0;
  // A whole double prints its exact digits up to 10^21, beyond any safe integer.
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return negative ? `-${text}` : text;
}

function withoutTrailingZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === zero) end--;
  return text.slice(0, end);
}
