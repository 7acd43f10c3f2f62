/** Checks a symbol's execution rules and derives their numbers. Whether an order keeps them is asked when it trades (price-range.ts). */
import type { SymbolDefinition } from './definition.ts';
import { decimal, expect, isWhole } from './definition-check.ts';
import type { PriceRangeMultipliers } from './execution-rule-definition.ts';

/** Multiples of the reference price in ten-thousandths, by side code; 0 and Infinity where nothing bounds. */
export interface PriceRangeRule {
  readonly up: readonly [number, number];
  readonly down: readonly [number, number];
}

const multiplierDecimals = 4;
const bucketsMax = 1_000;
const bucketWidthMsMax = 3_600_000;

/** Throws `DefinitionError`. */
export function readPriceRange({ priceRange }: SymbolDefinition, at: string): PriceRangeRule | undefined {
  if (priceRange === undefined) return undefined;
  const multiplier = (field: keyof PriceRangeMultipliers, none: number) => {
    const text = priceRange[field];
    return text === undefined ? none : Number(decimal(text, multiplierDecimals, `${at}.priceRange.${field}`));
  };
  const rule: PriceRangeRule = {
    up: [
      multiplier('bidLimitMultUp', Number.POSITIVE_INFINITY),
      multiplier('askLimitMultUp', Number.POSITIVE_INFINITY),
    ],
    down: [multiplier('bidLimitMultDown', 0), multiplier('askLimitMultDown', 0)],
  };
  for (const [side, name] of (['bid', 'ask'] as const).entries()) {
    const isRange = (rule.down[side] ?? 0) <= (rule.up[side] ?? 0);
    const field = `${at}.priceRange.${name}LimitMultDown`;
    expect(isRange, field, `no more than ${name}LimitMultUp`, priceRange[`${name}LimitMultDown`]);
  }
  return rule;
}

/** Throws `DefinitionError`. */
export function checkReferencePrice({ referencePrice }: SymbolDefinition, at: string): void {
  if (referencePrice === undefined) return;
  const { bucketCount, bucketWidthMs } = referencePrice;
  const field = `${at}.referencePrice`;
  expect(
    isWhole(bucketCount, 1, bucketsMax),
    `${field}.bucketCount`,
    `a whole number from 1 to ${bucketsMax}`,
    bucketCount,
  );
  expect(
    isWhole(bucketWidthMs, 1, bucketWidthMsMax),
    `${field}.bucketWidthMs`,
    `a whole number from 1 to ${bucketWidthMsMax}`,
    bucketWidthMs,
  );
}
