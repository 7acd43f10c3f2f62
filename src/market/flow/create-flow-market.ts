/** The flow market of a floor, with its past. Both follow from the definition alone. */
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import type { Market, SymbolPast } from '../../core/market-source.ts';
import { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { atOnce, type Slices } from '../../core/snapshot/slices.ts';
import { Random } from '../math/random.ts';
import { ratioSigma } from './bar-shape.ts';
import { FlowSource } from './flow-source.ts';
import { createFlowSymbols, createPriceLayer, type FlowSymbol } from './flow-symbols.ts';
import { readFlowMarket } from './parameters.ts';
import { drawBars, type SymbolPath } from './past-bars.ts';
import { pastCandles } from './past-candles.ts';
import { type PastPath, recordPast, runPast } from './past-path.ts';
import { type PastSchedule, pastSchedule } from './past-schedule.ts';
import type { PriceLayer } from './price-layer.ts';

/** Throws `MarketDefinitionError` (flow parameters) or `DefinitionError` (the rest of the definition). */
export function createFlowMarket(definition: FloorDefinition): Market {
  const parameters = readFlowMarket(definition);
  const symbols = createFlowSymbols(createInstruments(definition), parameters);
  const schedule = pastSchedule(definition.startTimeUs, parameters.pastDays);
  const { seed } = definition;
  /** The layer at the floor's first moment, when the past has been drawn already. */
  let present: Uint8Array | undefined;
  const reachPresent = (layer: PriceLayer): void => {
    if (present === undefined) atOnce(runPast(layer, schedule));
    else layer.decode(new ByteReader(present));
  };
  return {
    source: new FlowSource(createPriceLayer(seed, parameters), symbols, seed, reachPresent),
    *past() {
      const layer = createPriceLayer(seed, parameters);
      const path = yield* recordPast(layer, schedule);
      const out = new ByteWriter();
      layer.encode(out);
      present = out.take();
      return yield* drawPast(symbols, path, schedule, seed);
    },
  };
}

function* drawPast(
  symbols: readonly FlowSymbol[],
  path: PastPath,
  schedule: PastSchedule,
  seed: string,
): Slices<SymbolPast[]> {
  const pasts: SymbolPast[] = [];
  for (const one of symbols) {
    const random = new Random(`${seed}/past/${one.instrument.name}`);
    const bars = yield* drawBars(symbolPath(one, symbols, path), schedule, one, startTicks(one, symbols), random);
    yield;
    pasts.push(pastCandles(bars, schedule));
    yield;
  }
  return pasts;
}

/** Price of the floor's first moment, in ticks; with a fraction for ratios. */
function startTicks(one: FlowSymbol, symbols: readonly FlowSymbol[]): number {
  const { origin } = one;
  if (origin.kind === 'price') return origin.startTicks;
  const price = (symbol: number): number => {
    const leg = symbols[symbol] as FlowSymbol;
    return startTicks(leg, symbols) * leg.instrument.tickE8;
  };
  return origin.anchor.ticksOf(price(origin.numerator), price(origin.denominator));
}

function symbolPath(one: FlowSymbol, symbols: readonly FlowSymbol[], path: PastPath): SymbolPath {
  const { origin } = one;
  if (origin.kind === 'price') {
    const column = (columns: readonly Float64Array[]) => columns[origin.place] as Float64Array;
    return { price: column(path.price), sigma: column(path.sigma), activity: column(path.activity) };
  }
  const numerator = symbolPath(symbols[origin.numerator] as FlowSymbol, symbols, path);
  const denominator = symbolPath(symbols[origin.denominator] as FlowSymbol, symbols, path);
  const both = (field: keyof SymbolPath, join: (a: number, b: number) => number): Float64Array =>
    numerator[field].map((value, bar) => join(value, denominator[field][bar] as number));
  return {
    price: both('price', (a, b) => a - b),
    sigma: both('sigma', ratioSigma),
    activity: both('activity', (a, b) => (a + b) / 2),
  };
}
