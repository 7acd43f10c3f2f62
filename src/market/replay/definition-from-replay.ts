/**
 * The floor on which a feed is played: its symbols on the grid of the data, assets fine enough that a tick times a step is a
 * whole number of smallest units (8 decimals unless the data is finer), and limits wide enough for everything recorded.
 */

import type { AssetDefinition, FloorDefinition, SymbolDefinition } from '../../core/instruments/definition.ts';
import { rulesVersion } from '../../core/rules-version.ts';
import { defaultMoney } from '../default-money.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';
import { feedEnd, feedStart, type ReplayFeed, type ReplaySeries } from './feed.ts';
import { decimalText, readDecimal } from './import/decimal-text.ts';

export interface ReplayFloorOptions {
  readonly name: string;
  /** Any text: it decides the depth that is made up around prints, and how a bar's volume is spread. */
  readonly seed: string;
  /** Floor time of the first moment, microseconds; what was recorded before is its past. Default: the first record. */
  readonly startTimeUs?: number;
}

const usualDecimals = 8;
/** A single recorded quantity stays below this many smallest units, so that no order needs more than a double holds. */
const unitsMax = 0x4_0000_0000_0000;
const exactMax = Number.MAX_SAFE_INTEGER;
const ticksMax = 0x7fff_fffe;

/** In floor microseconds; whoever has a calendar tells people when that is. */
export class StartOutsideData extends MarketDefinitionError {
  readonly from: number;
  readonly to: number;
  readonly found: number;

  constructor(from: number, to: number, found: number) {
    super(`start: expected a time from ${from} to ${to} µs (the recorded data), found ${found}`);
    this.from = from;
    this.to = to;
    this.found = found;
  }
}

/** Throws `MarketDefinitionError` when the start lies outside the data or the numbers are too large to be kept exactly. */
export function definitionFromReplay(feed: ReplayFeed, options: ReplayFloorOptions): FloorDefinition {
  const startTimeUs = options.startTimeUs ?? feedStart(feed);
  if (!(startTimeUs >= feedStart(feed) && startTimeUs <= feedEnd(feed))) {
    throw new StartOutsideData(feedStart(feed), feedEnd(feed), startTimeUs);
  }
  const assets = assetsOf(feed.series);
  const decimalsOf = new Map(assets.map(({ name, decimals }) => [name, decimals]));
  return {
    name: options.name,
    rulesVersion,
    seed: options.seed,
    startTimeUs,
    assets,
    symbols: feed.series.map((series) => symbolOf(series, decimalsOf)),
    fees: { makerPpm: 1000, takerPpm: 1000 },
    money: defaultMoney(assets),
    market: { kind: 'replay', digest: feed.digest },
  };
}

function assetsOf(series: readonly ReplaySeries[]): AssetDefinition[] {
  const names = [...new Set(series.flatMap(({ base, quote }) => [base, quote]))].sort();
  return names.map((name) => ({ name, decimals: decimalsOfAsset(name, series) }));
}

function decimalsOfAsset(name: string, series: readonly ReplaySeries[]): number {
  let fewest = 0;
  let most = usualDecimals;
  for (const { symbol, base, quote, tickSize, stepSize, quantities } of series) {
    const step = readDecimal(stepSize)?.decimals ?? 0;
    if (quote === name) fewest = Math.max(fewest, step + (readDecimal(tickSize)?.decimals ?? 0));
    if (base !== name) continue;
    fewest = Math.max(fewest, step);
    const largest = largestOf(quantities);
    const lotSize = readDecimal(stepSize)?.digits ?? 1;
    while (most > step && largest * lotSize * power10(most - step) > unitsMax) most--;
    if (largest * lotSize > unitsMax) {
      throw new MarketDefinitionError(
        `${symbol}: expected quantities below 2^50 steps of ${stepSize}, found ${largest}`,
      );
    }
  }
  return Math.max(fewest, most);
}

function symbolOf(series: ReplaySeries, decimalsOf: ReadonlyMap<string, number>): SymbolDefinition {
  const { symbol, base, quote, tickSize, stepSize } = series;
  const tick = readDecimal(tickSize) ?? { digits: 1, decimals: 0 };
  const step = readDecimal(stepSize) ?? { digits: 1, decimals: 0 };
  const quoteDecimals = decimalsOf.get(quote) ?? usualDecimals;
  const unitsPerLot = step.digits * power10((decimalsOf.get(base) ?? usualDecimals) - step.decimals);
  const maxTicks = Math.min(ticksMax, roundUp(largestOf(series.prices)) * 10);
  const maxLots = Math.min(roundDown(exactMax / unitsPerLot / 2), roundDown(exactMax / 4));
  const unitsPerTickLot = tick.digits * step.digits * power10(quoteDecimals - tick.decimals - step.decimals);
  const [minNotional, maxNotional] = notionalLimits(quote, quoteDecimals, unitsPerTickLot);
  return {
    name: symbol,
    base,
    quote,
    tickSize,
    minPrice: tickSize,
    maxPrice: decimalText(maxTicks * tick.digits, tick.decimals),
    stepSize,
    minQuantity: stepSize,
    maxQuantity: decimalText(maxLots * step.digits, step.decimals),
    marketMaxQuantity: decimalText(maxLots * step.digits, step.decimals),
    minNotional,
    maxNotional,
    bidMultiplierUp: '5',
    bidMultiplierDown: '0.2',
    askMultiplierUp: '5',
    askMultiplierDown: '0.2',
    averagePriceMinutes: 5,
    ordersMax: 200,
    icebergPartsMax: 100,
    algoOrdersMax: 5,
    orderListsMax: 20,
    amendsMax: 10,
    trailingDelta: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 },
    defaultSelfTradePrevention: 'expire_maker',
  };
}

/** The least an order must be worth: about five dollars in the quotes where that is known. The most: what stays exact. */
const smallest: ReadonlyMap<string, string> = new Map([
  ...['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USDP', 'USD', 'EUR', 'GBP', 'DAI'].map((name) => [name, '5'] as const),
  ['BTC', '0.0001'],
  ['ETH', '0.001'],
  ['BNB', '0.01'],
]);

function notionalLimits(quote: string, quoteDecimals: number, unitsPerTickLot: number): [min: string, max: string] {
  const max = decimalText(roundDown(exactMax / 2), quoteDecimals);
  return [smallest.get(quote) ?? decimalText(unitsPerTickLot, quoteDecimals), max];
}

function largestOf(values: Int32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > largest) largest = value;
  }
  return largest;
}

function roundUp(value: number): number {
  let round = 1;
  while (round < value) round *= 10;
  return round;
}

function roundDown(value: number): number {
  let round = 1;
  while (round * 10 <= value) round *= 10;
  return round;
}

function power10(exponent: number): number {
  let value = 1;
  for (let i = 0; i < exponent; i++) value *= 10;
  return value;
}
