/**
 * Decimal text to whole numbers and back, by reading digits. One anchored ASCII pattern decides what a number is: digits,
 * and perhaps a point with digits behind it. No sign, exponent, hexadecimal, space, or digit of another script.
 * Nothing is ever rounded: text finer than the scale is refused.
 */
const decimalPattern = /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/;

export type DecimalProblem =
  /** Not a number by the pattern. */
  | 'malformed'
  /** More decimals than the scale has (zeros at the end do not count). */
  | 'too_precise';

export type DecimalResult =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly problem: DecimalProblem };

const malformed: DecimalResult = { ok: false, problem: 'malformed' };
const tooPrecise: DecimalResult = { ok: false, problem: 'too_precise' };

/** `"1.5"` with 8 decimals is 150000000n. */
export function parseDecimal(text: string, decimals: number): DecimalResult {
  if (!decimalPattern.test(text)) return malformed;
  const point = text.indexOf('.');
  const whole = point < 0 ? text : text.slice(0, point);
  const fraction = point < 0 ? '' : withoutTrailingZeros(text.slice(point + 1));
  if (fraction.length > decimals) return tooPrecise;
  return { ok: true, value: BigInt(whole + fraction.padEnd(decimals, '0')) };
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
  while (end > 0 && text.charCodeAt(end - 1) === 0x30) end--;
  return text.slice(0, end);
}
