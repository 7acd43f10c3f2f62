/**
 * Returns over days and months: of the price layer alone, which is quick, and of the live market, last trade of each
 * minute. The live market is also held against its own layer, minute by minute: that needs no month to say something.
 */

import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { atOnce } from '../../src/core/snapshot/slices.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import { createMarket } from '../../src/market/create-market.ts';
import { defaultFloorDefinition } from '../../src/market/default-floor.ts';
import { defaultFlowMarket } from '../../src/market/default-flow.ts';
import { createPriceLayer } from '../../src/market/flow/flow-symbols.ts';
import { runPast } from '../../src/market/flow/past-path.ts';
import { pastSchedule } from '../../src/market/flow/past-schedule.ts';
import type { PriceLayer } from '../../src/market/flow/price-layer.ts';
import type { Fact } from './fact.ts';
import { returnFacts } from './return-facts.ts';
import { autocorrelation, correlation, returns, standardDeviation } from './statistics.ts';

const PAST_DAYS = 2;
const STEP_SECONDS = 0.25;
/** Days from which the bands of a month say something about live returns. */
const MONTH_LEAST = 20;

/** The default market with some of its symbols; they move as they would among all. */
function someSymbols(names: readonly string[]) {
  return {
    ...defaultFlowMarket,
    pastDays: PAST_DAYS,
    symbols: defaultFlowMarket.symbols.filter((one) => names.includes(one.symbol)),
  };
}

export function layerRun(seed: string, names: readonly string[], startUs: number, days: number): Fact[] {
  const layer = createPriceLayer(seed, someSymbols(names));
  let time = startUs;
  const step = (seconds: number): void => {
    layer.step(time, seconds);
    time += seconds * 1e6;
  };
  for (let i = 0; i < 2000; i++) step(900);
  const paths = names.map((): number[] => []);
  for (let i = 0; i < days * 1440; i++) {
    step(60);
    for (const [k, path] of paths.entries()) path.push(layer.price[k] ?? 0);
  }
  return returnsAndCorrelations(names, paths);
}

export function liveRun(seed: string, names: readonly string[], startUs: number, days: number): Fact[] {
  const market = someSymbols(names);
  const whole = defaultFloorDefinition({ name: 'facts', seed, startTimeUs: startUs });
  const symbols = whole.symbols.filter((one) => names.includes(one.name));
  const definition: FloorDefinition = { ...whole, symbols, market };
  const floor = Floor.create(definition, createMarket(definition)?.source);
  const layer = createPriceLayer(seed, market);
  atOnce(runPast(layer, pastSchedule(startUs, PAST_DAYS)));
  const live = names.map((): number[] => []);
  const model = names.map((): number[] => []);
  for (let minute = 0; minute < days * 1440; minute++) {
    const from = startUs + minute * 60e6;
    // The flow follows the layer one second behind.
    stepLayer(layer, from, 59);
    for (const [k, path] of model.entries()) path.push(layer.price[k] ?? 0);
    stepLayer(layer, from + 59e6, 1);
    for (let second = 1; second <= 60; second++) {
      floor.advance((from + second * 1e6) as TimestampUs);
      floor.marketEvents.drain();
    }
    for (const { index } of floor.instruments.symbols) live[index]?.push(Math.log(floor.lastPrice(index) ?? 1));
  }
  const facts = names.flatMap((name, k) => keepsToLayer(name, returns(live[k] ?? [], 1), returns(model[k] ?? [], 1)));
  return days < MONTH_LEAST ? facts : [...facts, ...returnsAndCorrelations(names, live)];
}

function stepLayer(layer: PriceLayer, from: number, seconds: number): void {
  for (let i = 0; i < seconds / STEP_SECONDS; i++) layer.step(from + i * STEP_SECONDS * 1e6, STEP_SECONDS);
}

function keepsToLayer(symbol: string, live: readonly number[], model: readonly number[]): Fact[] {
  const ratio = (standardDeviation(live) / standardDeviation(model)) ** 2;
  const gain = autocorrelation(live, 1) - autocorrelation(model, 1);
  return [
    { symbol, fact: '1m correlation with its layer', value: correlation(live, model), low: 0.95, high: 1 },
    { symbol, fact: '1m variance over its layer', value: ratio, low: 0.9, high: 1.15 },
    { symbol, fact: '1m acf r over its layer', value: gain, low: -0.05, high: 0.05 },
  ];
}

function returnsAndCorrelations(names: readonly string[], paths: readonly number[][]): Fact[] {
  const facts = names.flatMap((name, k) => returnFacts(name, paths[k] ?? []));
  const btc = returns(paths[0] ?? [], 5);
  names.slice(1).forEach((symbol, k) => {
    const value = correlation(btc, returns(paths[k + 1] ?? [], 5));
    facts.push({ symbol, fact: '5m correlation with BTC', value, low: 0.5, high: 0.85 });
  });
  return facts;
}
