/**
 * The floor on which a feed is played: its symbols on the grid of the data, assets fine enough that a tick times a step is a
 * whole number of smallest units (8 decimals unless the data is finer, fewer where its numbers are very large), and limits wide
 * enough for everything recorded.
 */

import { defined } from '../../core/assert.ts';
import type { AssetDefinition, FloorDefinition, SymbolDefinition } from '../../core/instruments/definition.ts';
import { rulesVersion } from '../../core/rules-version.ts';
import { defaultMoney } from '../default-money.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';
import { checkOrders, decimalsOfAsset, power10 } from './asset-decimals.ts';
import { feedEnd, feedStart, priceMax, type ReplayFeed } from './feed.ts';
import { decimalText } from './import/decimal-text.ts';
import { type MeasuredSeries, measureSeries } from './measured-series.ts';

export interface ReplayFloorOptions {
  readonly name: string;
  /** Any text: it decides the depth that is made up around prints, and how a bar's volume is spread. */
  readonly seed: string;
  /** Floor time of the first moment, microseconds; what was recorded before is its past. Default: the first record. */
  readonly startTimeUs?: number;
}

const exactMax = Number.MAX_SAFE_INTEGER;
/** In one order of a user, unless more were recorded at once: thousands of such orders stay exact at one price. */
const lotsMax = 1e12;

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
  const measured = feed.series.map(measureSeries);
  const assets = assetsOf(measured);
  const decimalsOf = new Map(assets.map(({ name, decimals }) => [name, decimals]));
  return {
    name: options.name,
    rulesVersion,
    seed: options.seed,
    startTimeUs,
    assets,
    symbols: measured.map((series) => symbolOf(series, decimalsOf)),
    fees: { makerPpm: 1000, takerPpm: 1000 },
    money: defaultMoney(assets),
    market: { kind: 'replay', digest: feed.digest },
  };
}

function assetsOf(series: readonly MeasuredSeries[]): AssetDefinition[] {
  const names = [...new Set(series.flatMap(({ base, quote }) => [base, quote]))].sort();
  return names.map((name) => ({ name, decimals: decimalsOfAsset(name, series) }));
}

function symbolOf(series: MeasuredSeries, decimalsOf: ReadonlyMap<string, number>): SymbolDefinition {
  const { symbol, base, quote, tickSize, stepSize, tick, step, priceMost, quantityMost } = series;
  const decimals = { base: defined(decimalsOf.get(base), base), quote: defined(decimalsOf.get(quote), quote) };
  checkOrders(series, decimals);
  const maxTicks = Math.min(priceMax, roundUp(priceMost) * 10);
  const unitsPerLot = step.digits * power10(decimals.base - step.decimals);
  const maxLots = Math.min(roundDown(exactMax / unitsPerLot / 2), Math.max(lotsMax, roundUp(quantityMost)));
  const unitsPerTickLot = tick.digits * step.digits * power10(decimals.quote - tick.decimals - step.decimals);
  const [minNotional, maxNotional] = notionalLimits(quote, decimals.quote, unitsPerTickLot);
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
