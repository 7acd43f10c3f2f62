/** How a definition is questioned: each answer that will not do is named by its field, what was expected and what was found. */
import { powerOfTen } from '../units/arithmetic.ts';
import { formatDecimal, parseDecimal } from '../units/decimal.ts';

/** Of ticks and steps, at their finest. */
export const stepDecimals = 8;

export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

export function expect(condition: boolean, field: string, expected: string, found: unknown): void {
  if (!condition) throw problem(field, expected, found);
}

export function problem(field: string, expected: string, found: unknown): DefinitionError {
  return new DefinitionError(`${field}: expected ${expected}, found ${JSON.stringify(found)}`);
}

export function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

/** A positive decimal as whole units of 10^-decimals. */
export function decimal(text: string, decimals: number, field: string): bigint {
  const parsed = parseDecimal(text, decimals);
  if (!parsed.ok || parsed.value === 0n) {
    throw problem(field, `a positive decimal number with at most ${decimals} decimals`, text);
  }
  return parsed.value;
}

/** `scaled` / 10^decimals, which must be whole. */
export function exactly(scaled: bigint, decimals: number, field: string, expected: string): number {
  const divisor = powerOfTen(decimals);
  if (scaled % divisor !== 0n) throw problem(field, expected, formatDecimal(scaled, decimals));
  return Number(scaled / divisor);
}

/** How many whole steps a decimal is. */
export function steps(text: string, step: bigint, limit: number, field: string, stepName: string): number {
  const value = decimal(text, stepDecimals, field);
  if (value % step !== 0n)
    throw problem(field, `a multiple of the ${stepName} ${formatDecimal(step, stepDecimals)}`, text);
  const count = value / step;
  if (count >= BigInt(limit)) throw problem(field, `less than ${limit} ${stepName}s`, text);
  return Number(count);
}
