/**
 * Checks the filters that a floor may be without and turns them into numbers; what is left out becomes a number that never
 * refuses. Fields that only make sense together are refused when one is missing.
 */
import { exactLimit } from '../units/arithmetic.ts';
import { parseDecimal } from '../units/decimal.ts';
import type { FloorDefinition, SymbolDefinition } from './definition.ts';
import { decimal, expect, isWhole } from './definition-check.ts';
import type { InstrumentFilters } from './instrument.ts';

/** Decimals of multipliers. */
const multiplierDecimals = 4;
const countMax = 10_000;
/** Basis points below the whole price. */
const deltaMax = 9999;
const bySide = ['bidMultiplierUp', 'bidMultiplierDown', 'askMultiplierUp', 'askMultiplierDown'] as const;
const bothSides = ['multiplierUp', 'multiplierDown'] as const;
const counts = ['icebergPartsMax', 'algoOrdersMax', 'icebergOrdersMax', 'orderListsMax', 'amendsMax'] as const;
const floorCounts = ['ordersMax', 'algoOrdersMax', 'icebergOrdersMax', 'orderListsMax'] as const;

/** Where a symbol stands: indexes of its assets, and how errors call it. */
export interface FilterPlace {
  readonly base: number;
  readonly quote: number;
  readonly at: string;
}

/** Throws `DefinitionError` naming the field, what was expected, and what was found. */
export function createFilters(
  floor: FloorDefinition,
  definition: SymbolDefinition,
  { base, quote, at }: FilterPlace,
): InstrumentFilters {
  checkTogether(definition, bySide, at);
  checkTogether(definition, bothSides, at);
  for (const field of counts) checkCount(definition[field], `${at}.${field}`, field === 'amendsMax' ? 0 : 1);
  checkTrailingDelta(definition, at);
  const up = (field: (typeof bySide | typeof bothSides)[number]) =>
    multiplier(definition, field, at, Number.POSITIVE_INFINITY);
  const down = (field: (typeof bySide | typeof bothSides)[number]) => multiplier(definition, field, at, 0);
  const quoteDecimals = floor.assets[quote]?.decimals ?? 0;
  const amount = (field: 'minNotional' | 'maxNotional') =>
    Number(decimal(definition[field], quoteDecimals, `${at}.${field}`));
  const { leastNotional } = definition;
  const none = Number.POSITIVE_INFINITY;
  const least = leastNotional ? Number(decimal(leastNotional.amount, quoteDecimals, `${at}.leastNotional.amount`)) : 0;
  return {
    bySideUp: [up('bidMultiplierUp'), up('askMultiplierUp')],
    bySideDown: [down('bidMultiplierDown'), down('askMultiplierDown')],
    hasPercent: definition.multiplierUp !== undefined,
    percentUp: up('multiplierUp'),
    percentDown: down('multiplierDown'),
    marketMinNotional: definition.minNotionalToMarket === false ? 0 : amount('minNotional'),
    marketMaxNotional: definition.maxNotionalToMarket === false ? none : amount('maxNotional'),
    leastNotional: least,
    marketLeastNotional: leastNotional?.toMarket === true ? least : 0,
    icebergPartsMax: definition.icebergPartsMax ?? none,
    algoOrdersMax: definition.algoOrdersMax ?? none,
    icebergOrdersMax: definition.icebergOrdersMax ?? none,
    orderListsMax: definition.orderListsMax ?? none,
    amendsMax: definition.amendsMax ?? none,
    floorOrdersMax: floor.filters?.ordersMax ?? none,
    floorAlgoOrdersMax: floor.filters?.algoOrdersMax ?? none,
    floorIcebergOrdersMax: floor.filters?.icebergOrdersMax ?? none,
    floorOrderListsMax: floor.filters?.orderListsMax ?? none,
    positionMax:
      definition.positionMax === undefined
        ? undefined
        : decimal(definition.positionMax, floor.assets[base]?.decimals ?? 0, `${at}.positionMax`),
    baseAmountMax: orderAmountMax(floor, base),
    quoteAmountMax: orderAmountMax(floor, quote),
  };
}

export function checkFloorFilters(floor: FloorDefinition): void {
  for (const field of floorCounts) checkCount(floor.filters?.[field], `filters.${field}`, 1);
}

function checkTogether<K extends keyof SymbolDefinition>(
  definition: SymbolDefinition,
  fields: readonly K[],
  at: string,
): void {
  const missing = fields.find((field) => definition[field] === undefined);
  if (missing === undefined || fields.every((field) => definition[field] === undefined)) return;
  expect(false, `${at}.${String(missing)}`, `a number beside ${fields.join(', ')}, or none of them`, undefined);
}

function checkCount(value: number | undefined, field: string, least: number): void {
  const isCount = value === undefined || isWhole(value, least, countMax);
  expect(isCount, field, `a whole number from ${least} to ${countMax}`, value);
}

function checkTrailingDelta({ trailingDelta }: SymbolDefinition, at: string): void {
  if (trailingDelta === undefined) return;
  for (const [least, most] of [
    ['minAbove', 'maxAbove'],
    ['minBelow', 'maxBelow'],
  ] as const) {
    const { [least]: min, [most]: max } = trailingDelta;
    expect(isWhole(min, 1, deltaMax), `${at}.trailingDelta.${least}`, `a whole number from 1 to ${deltaMax}`, min);
    expect(
      isWhole(max, min, deltaMax),
      `${at}.trailingDelta.${most}`,
      `a whole number from ${min} to ${deltaMax}`,
      max,
    );
  }
}

/** In ten-thousandths. */
function multiplier(
  definition: SymbolDefinition,
  field: (typeof bySide | typeof bothSides)[number],
  at: string,
  none: number,
): number {
  const text = definition[field];
  return text === undefined ? none : Number(decimal(text, multiplierDecimals, `${at}.${field}`));
}

/** Orders move less than 2^53 smallest units: a higher limit is none. */
function orderAmountMax(floor: FloorDefinition, asset: number): number {
  const definition = floor.assets[asset];
  if (definition?.orderAmountMax === undefined) return Number.POSITIVE_INFINITY;
  const parsed = parseDecimal(definition.orderAmountMax, definition.decimals);
  const field = `assets[${asset}].orderAmountMax`;
  const isPositive = parsed.ok && parsed.value > 0n;
  expect(
    isPositive,
    field,
    `a positive decimal with at most ${definition.decimals} decimals`,
    definition.orderAmountMax,
  );
  const amount = parsed.ok ? Number(parsed.value) : 0;
  return amount < exactLimit ? amount : Number.POSITIVE_INFINITY;
}
