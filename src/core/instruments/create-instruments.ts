/**
 * Checks a floor's definition and derives the integer scales of its symbols. The rule kept here: one tick times one lot is
 * a whole number of the quote's smallest units, and every amount one order can move is below 2^53, so that no trade is ever
 * rounded. What cannot keep it is refused with the name of the field.
 */

import { exactLimit, powerOfTen } from '../units/arithmetic.ts';
import type { AssetIndex, SymbolIndex } from '../units/brand.ts';
import { readCommissions, readFeeRules } from './commission.ts';
import { checkFloorFilters, createFilters } from './create-filters.ts';
import {
  clockRateMax,
  clockRateMin,
  type FloorDefinition,
  isClockRate,
  type SymbolDefinition,
  selfTradePreventions,
} from './definition.ts';
import { decimal, exactly, expect, isWhole, problem, stepDecimals, steps } from './definition-check.ts';
import type { Instrument, Instruments } from './instrument.ts';
import { readMoneyRules } from './money-rules.ts';
import { checkReferencePrice, readPriceRange } from './read-execution-rules.ts';

/** Ticks stay below this, so that it can stand for "no ask". */
const priceLimit = 0x7fffffff;
const namePattern = /^[A-Z0-9]{1,20}$/;

/** Throws `DefinitionError` naming the field, what was expected, and what was found. */
export function createInstruments(floor: FloorDefinition): Instruments {
  const assetIndex = new Map<string, AssetIndex>();
  floor.assets.forEach((asset, index) => {
    const at = `assets[${index}]`;
    expect(namePattern.test(asset.name), `${at}.name`, 'upper-case letters and digits, 1 to 20', asset.name);
    expect(isWhole(asset.decimals, 0, 18), `${at}.decimals`, 'a whole number from 0 to 18', asset.decimals);
    expect(!assetIndex.has(asset.name), `${at}.name`, 'a name used once', asset.name);
    assetIndex.set(asset.name, index as AssetIndex);
  });
  expect(
    isWhole(floor.startTimeUs, 0, Number.MAX_SAFE_INTEGER),
    'startTimeUs',
    'microseconds since 1970',
    floor.startTimeUs,
  );
  const rate = floor.clock?.rate ?? 1;
  expect(isClockRate(rate), 'clock.rate', `${clockRateMin} to ${clockRateMax}`, rate);

  checkFloorFilters(floor);

  const byName = new Map<string, Instrument>();
  const symbols = floor.symbols.map((definition, index) => {
    const instrument = createInstrument(floor, definition, index, assetIndex);
    expect(!byName.has(definition.name), `symbols[${index}].name`, 'a name used once', definition.name);
    byName.set(definition.name, instrument);
    return instrument;
  });
  return {
    floor,
    assets: floor.assets,
    symbols,
    fees: readFeeRules(floor, assetIndex),
    money: readMoneyRules(floor, assetIndex),
    symbolByName: (name) => byName.get(name),
    assetByName: (name) => assetIndex.get(name),
  };
}

function createInstrument(
  floor: FloorDefinition,
  definition: SymbolDefinition,
  index: number,
  assets: ReadonlyMap<string, AssetIndex>,
): Instrument {
  const at = `symbols[${index}] (${definition.name})`;
  expect(namePattern.test(definition.name), `${at}.name`, 'upper-case letters and digits, 1 to 20', definition.name);
  const base = assets.get(definition.base);
  const quote = assets.get(definition.quote);
  if (base === undefined) throw problem(`${at}.base`, 'the name of an asset of the floor', definition.base);
  if (quote === undefined) throw problem(`${at}.quote`, 'the name of an asset of the floor', definition.quote);
  expect(base !== quote, `${at}.quote`, 'an asset other than the base', definition.quote);
  const baseDecimals = floor.assets[base]?.decimals ?? 0;
  const quoteDecimals = floor.assets[quote]?.decimals ?? 0;

  const tick = decimal(definition.tickSize, stepDecimals, `${at}.tickSize`);
  const lot = decimal(definition.stepSize, stepDecimals, `${at}.stepSize`);
  const basePerLot = exactly(
    lot * powerOfTen(baseDecimals),
    8,
    `${at}.stepSize`,
    'a whole number of smallest base units',
  );
  const quotePerTickLot = exactly(
    tick * lot * powerOfTen(quoteDecimals),
    16,
    `${at}.tickSize`,
    'a tick that times the step is a whole number of smallest quote units',
  );

  const prices = (field: 'minPrice' | 'maxPrice', unlimited: number) =>
    definition[field] === '0' ? unlimited : steps(definition[field], tick, priceLimit, `${at}.${field}`, 'tick');
  const quantityLimit = Math.floor(exactLimit / basePerLot);
  const lots = (field: 'minQuantity' | 'maxQuantity' | 'marketMaxQuantity' | 'marketMinQuantity' | 'marketStepSize') =>
    steps(definition[field] ?? definition.stepSize, lot, quantityLimit, `${at}.${field}`, 'step');
  const notionals = (field: 'minNotional' | 'maxNotional') => {
    const amount = decimal(definition[field], quoteDecimals, `${at}.${field}`);
    expect(amount < BigInt(exactLimit), `${at}.${field}`, 'less than 2^53 smallest units', definition[field]);
    return Number(amount);
  };
  const instrument: Instrument = {
    index: index as SymbolIndex,
    name: definition.name,
    definition,
    base,
    quote,
    tickE8: Number(tick),
    lotE8: Number(lot),
    basePerLot,
    quotePerTickLot,
    minPrice: prices('minPrice', 1),
    maxPrice: prices('maxPrice', priceLimit - 1),
    minQuantity: lots('minQuantity'),
    maxQuantity: lots('maxQuantity'),
    marketMinQuantity: lots('marketMinQuantity'),
    marketMaxQuantity: lots('marketMaxQuantity'),
    marketStep: lots('marketStepSize'),
    minNotional: notionals('minNotional'),
    maxNotional: notionals('maxNotional'),
    filters: createFilters(floor, definition, { base, quote, at }),
    priceRange: readPriceRange(definition, at),
    commissions: readCommissions(floor, definition, `${at}.fees`),
    hasDiscount: floor.fees.discount !== undefined && definition.fees?.discount !== false,
  };
  checkLimits(instrument, at);
  return instrument;
}

function checkLimits(instrument: Instrument, at: string): void {
  const { definition } = instrument;
  const { minPrice, maxPrice, minQuantity, maxQuantity, marketMaxQuantity, minNotional, maxNotional } = instrument;
  expect(maxPrice >= minPrice, `${at}.maxPrice`, 'no less than minPrice', definition.maxPrice);
  expect(maxQuantity >= minQuantity, `${at}.maxQuantity`, 'no less than minQuantity', definition.maxQuantity);
  expect(
    marketMaxQuantity >= minQuantity && marketMaxQuantity <= maxQuantity,
    `${at}.marketMaxQuantity`,
    'between minQuantity and maxQuantity',
    definition.marketMaxQuantity,
  );
  expect(
    instrument.marketMinQuantity <= marketMaxQuantity,
    `${at}.marketMinQuantity`,
    'no more than marketMaxQuantity',
    definition.marketMinQuantity,
  );
  expect(maxNotional >= minNotional, `${at}.maxNotional`, 'no less than minNotional', definition.maxNotional);
  const { averagePriceMinutes, ordersMax } = definition;
  expect(
    isWhole(averagePriceMinutes, 0, 1440),
    `${at}.averagePriceMinutes`,
    'a whole number from 0 to 1440',
    averagePriceMinutes,
  );
  expect(isWhole(ordersMax, 1, 10_000), `${at}.ordersMax`, 'a whole number from 1 to 10000', ordersMax);
  checkReferencePrice(definition, at);
  checkPreventions(definition, at);
}

function checkPreventions(definition: SymbolDefinition, at: string): void {
  const { defaultSelfTradePrevention, allowedSelfTradePreventions: allowed = selfTradePreventions } = definition;
  const isKnown = allowed.every((mode) => selfTradePreventions.includes(mode));
  const modes = `modes of ${selfTradePreventions.join(', ')}`;
  expect(isKnown, `${at}.allowedSelfTradePreventions`, modes, allowed.join(', '));
  expect(
    allowed.includes(defaultSelfTradePrevention),
    `${at}.defaultSelfTradePrevention`,
    `one of ${allowed.join(', ')}`,
    defaultSelfTradePrevention,
  );
}
