/** Exact decimals from text: `digits[.digits]` in ASCII, nothing else. */
import { decimalsMax } from './columns.ts';

export interface DecimalDigits {
  /** All digits without the point and without trailing zeros behind it. */
  readonly digits: number;
  readonly decimals: number;
}

const pattern = /^(\d+)(?:\.(\d+))?$/;

/** Undefined when it is no plain decimal or holds more digits than a double keeps exactly. */
export function readDecimal(text: string): DecimalDigits | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const fraction = withoutZeros(match[2] ?? '');
  const digits = Number(`${match[1]}${fraction}`);
  if (digits > Number.MAX_SAFE_INTEGER || fraction.length > decimalsMax) return undefined;
  return { digits, decimals: fraction.length };
}

/** `scaled` × 10^-scale as a decimal string without trailing zeros behind the point. */
export function decimalText(scaled: number, scale: number): string {
  const text = scaled.toFixed(0).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = withoutZeros(text.slice(text.length - scale));
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** A loop: a pattern for it looks at every run of zeros anew, which a crafted file can make long. */
export function withoutZeros(fraction: string): string {
  let end = fraction.length;
  while (fraction[end - 1] === '0') end--;
  return fraction.slice(0, end);
}
