/** The parts of a flow market, made from a floor's definition: the price layer and one order flow per symbol. */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import { priceToTicks } from '../../core/units/convert.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';
import { PriceAnchor, RatioAnchor } from './anchor.ts';
import { Desk } from './desk.ts';
import type { FlowMarketDefinition, SymbolParameters } from './parameters.ts';
import { PriceLayer } from './price-layer.ts';
import { SymbolFlow } from './symbol-flow.ts';

/** Where a symbol's price comes from: its place in the layer, or the symbols it is the ratio of. */
export type PriceOrigin =
  | { readonly kind: 'price'; readonly place: number; readonly anchor: PriceAnchor; readonly startTicks: number }
  | { readonly kind: 'ratio'; readonly numerator: number; readonly denominator: number; readonly anchor: RatioAnchor };

export interface FlowSymbol {
  readonly instrument: Instrument;
  readonly parameters: SymbolParameters;
  readonly origin: PriceOrigin;
  readonly flow: SymbolFlow;
  readonly desk: Desk;
  /** Smallest units in one unit of the quote asset. */
  readonly quoteUnits: number;
}

export function createFlowSymbols(instruments: Instruments, market: FlowMarketDefinition): FlowSymbol[] {
  const symbols: FlowSymbol[] = [];
  let place = 0;
  for (const instrument of instruments.symbols) {
    const parameters = market.symbols[instrument.index] as SymbolParameters;
    const origin = originOf(parameters, instrument, symbols, place);
    if (origin.kind === 'price') place++;
    const quoteUnits = Number(`1e${instruments.assets[instrument.quote]?.decimals ?? 8}`);
    const desk = new Desk(instrument, parameters, origin.anchor, quoteUnits);
    const flow = new SymbolFlow(desk, parameters, instruments.floor.seed);
    symbols.push({ instrument, parameters, origin, flow, desk, quoteUnits });
  }
  return symbols;
}

export function createPriceLayer(seed: string, market: FlowMarketDefinition): PriceLayer {
  const own = market.symbols.filter((one) => one.model === 'price');
  return new PriceLayer(
    seed,
    own.map((one) => one.symbol),
    own.map((one) => one.price),
  );
}

function originOf(
  parameters: SymbolParameters,
  instrument: Instrument,
  before: readonly FlowSymbol[],
  place: number,
): PriceOrigin {
  if (parameters.model === 'price') {
    const ticks = priceToTicks(instrument, parameters.startPrice);
    if (!ticks.ok || ticks.value < instrument.minPrice || ticks.value > instrument.maxPrice) {
      const expected = `a price of ${instrument.name} on its tick and within its limits`;
      throw new MarketDefinitionError(`startPrice: expected ${expected}, found ${parameters.startPrice}`);
    }
    return { kind: 'price', place, anchor: new PriceAnchor(), startTicks: ticks.value };
  }
  const numerator = before.findIndex((one) => one.instrument.name === parameters.numerator);
  const denominator = before.findIndex((one) => one.instrument.name === parameters.denominator);
  const legs = [before[numerator], before[denominator]] as [FlowSymbol, FlowSymbol];
  const anchor = new RatioAnchor(legs[0].desk, legs[1].desk, instrument.tickE8 * 1e-8);
  return { kind: 'ratio', numerator, denominator, anchor };
}
