/**
 * Checks a floor's definition and derives the integer scales of its symbols. The rule kept here: one tick times one lot is
 * a whole number of the quote's smallest units, and every amount one order can move is below 2^53, so that no trade is ever
 * rounded. What cannot keep it is refused with the name of the field.
 */

import { exactLimit, powerOfTen } from '../units/arithmetic.ts';
import type { AssetIndex, SymbolIndex } from '../units/brand.ts';
import { formatDecimal } from '../units/decimal.ts';
import type { FloorDefinition, SymbolDefinition } from './definition.ts';
import { decimal, expect, isWhole, problem } from './definition-check.ts';
import type { Instrument, Instruments } from './instrument.ts';
import { readMoneyRules } from './money-rules.ts';

/** Ticks stay below this, so that it can stand for "no ask". */
const priceLimit = 0x7fffffff;
const stepDecimals = 8;
const namePattern = /^[A-Z0-9]{1,20}$/;
const preventions = ['none', 'expire_taker', 'expire_maker', 'expire_both'];

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
    isWhole(floor.fees.makerPpm, 0, 1_000_000),
    'fees.makerPpm',
    'a whole number from 0 to 1000000',
    floor.fees.makerPpm,
  );
  expect(
    isWhole(floor.fees.takerPpm, 0, 1_000_000),
    'fees.takerPpm',
    'a whole number from 0 to 1000000',
    floor.fees.takerPpm,
  );
  expect(
    isWhole(floor.startTimeUs, 0, Number.MAX_SAFE_INTEGER),
    'startTimeUs',
    'microseconds since 1970',
    floor.startTimeUs,
  );

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

  const prices = (field: 'minPrice' | 'maxPrice') =>
    steps(definition[field], tick, priceLimit, `${at}.${field}`, 'tick');
  const quantityLimit = Math.floor(exactLimit / basePerLot);
  const lots = (field: 'minQuantity' | 'maxQuantity' | 'marketMaxQuantity') =>
    steps(definition[field], lot, quantityLimit, `${at}.${field}`, 'step');
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
    minPrice: prices('minPrice'),
    maxPrice: prices('maxPrice'),
    minQuantity: lots('minQuantity'),
    maxQuantity: lots('maxQuantity'),
    marketMaxQuantity: lots('marketMaxQuantity'),
    minNotional: notionals('minNotional'),
    maxNotional: notionals('maxNotional'),
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
  expect(maxNotional >= minNotional, `${at}.maxNotional`, 'no less than minNotional', definition.maxNotional);
  for (const field of ['bidMultiplierUp', 'bidMultiplierDown', 'askMultiplierUp', 'askMultiplierDown'] as const) {
    decimal(definition[field], 4, `${at}.${field}`);
  }
  const { averagePriceMinutes, ordersMax, defaultSelfTradePrevention } = definition;
  expect(
    isWhole(averagePriceMinutes, 1, 1440),
    `${at}.averagePriceMinutes`,
    'a whole number from 1 to 1440',
    averagePriceMinutes,
  );
  expect(isWhole(ordersMax, 1, 10_000), `${at}.ordersMax`, 'a whole number from 1 to 10000', ordersMax);
  expect(
    preventions.includes(defaultSelfTradePrevention),
    `${at}.defaultSelfTradePrevention`,
    `one of ${preventions.join(', ')}`,
    defaultSelfTradePrevention,
  );
}

function exactly(scaled: bigint, decimals: number, field: string, expected: string): number {
  const divisor = powerOfTen(decimals);
  if (scaled % divisor !== 0n) throw problem(field, expected, formatDecimal(scaled, decimals));
  return Number(scaled / divisor);
}

/** How many whole steps a decimal is. */
function steps(text: string, step: bigint, limit: number, field: string, stepName: string): number {
  const value = decimal(text, stepDecimals, field);
  if (value % step !== 0n)
    throw problem(field, `a multiple of the ${stepName} ${formatDecimal(step, stepDecimals)}`, text);
  const count = value / step;
  if (count >= BigInt(limit)) throw problem(field, `less than ${limit} ${stepName}s`, text);
  return Number(count);
}
