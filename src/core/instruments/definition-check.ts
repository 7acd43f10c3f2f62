/** How a definition is questioned: each answer that will not do is named by its field, what was expected and what was found. */
import { parseDecimal } from '../units/decimal.ts';

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
