/** Execution rules as queries show them: what a symbol's definition leaves out is not shown. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatDecimal, parseDecimal } from '../../core/units/decimal.ts';

/** Decimals of multipliers. */
const decimals = 4;
const fields = ['bidLimitMultUp', 'bidLimitMultDown', 'askLimitMultUp', 'askLimitMultDown'] as const;

/** Symbols without a rule have an empty list of them. */
export function executionRulesAnswer(symbols: readonly Instrument[]): string {
  return JSON.stringify({
    symbolRules: symbols.map(({ name, definition }) => ({ symbol: name, rules: rulesOf(definition) })),
  });
}

function rulesOf({ priceRange }: Instrument['definition']): object[] {
  if (priceRange === undefined) return [];
  const multipliers = fields.flatMap((field) => {
    const text = priceRange[field];
    const parsed = text === undefined ? undefined : parseDecimal(text, decimals);
    return parsed?.ok ? [[field, formatDecimal(parsed.value, decimals)]] : [];
  });
  return [{ ruleType: 'PRICE_RANGE', ...Object.fromEntries(multipliers) }];
}
