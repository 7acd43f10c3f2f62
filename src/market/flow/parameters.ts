/**
 * The parameters of the flow market, as they stand in a floor's definition: how each symbol's price moves and how its
 * order flow looks. Read once when the market is made; anything missing or of the wrong kind is refused by name.
 * The figures of the default floor were fitted to measured real markets (docs/benchmarks.md).
 */
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';

/** How the price of a symbol with a price of its own moves. */
export interface PriceParameters {
  /** Standard deviation of one-minute log returns in a middling minute. */
  readonly sigma: number;
  /** Share of the common factor, and of the symbol's own noise. */
  readonly beta: number;
  readonly idio: number;
  /** Part of the common factor that arrives late, and how late (seconds). */
  readonly lagShare: number;
  readonly lagSeconds: number;
  /** Jumps of its own, per day. */
  readonly jumpsPerDay: number;
}

/** How orders arrive. "Quote" is an amount in units of the quote asset. */
export interface OrderFlowParameters {
  /** Taker orders a second at activity 1, those born by others included. */
  readonly takerRate: number;
  /** Taker size: median in quote, and exp(a z + b z^2 [z > 0]) around it. */
  readonly takerMedian: number;
  readonly takerSpread: number;
  readonly takerBend: number;
  /** Limit orders a second at middling activity; life of an order at the touch, seconds; size median in quote and its log sd. */
  readonly limitRate: number;
  readonly limitLife: number;
  readonly limitMedian: number;
  readonly limitSpread: number;
  /** Takers that lead the quotes to a moved price: three ordinary sizes and up to this much more, in quote. */
  readonly sweepMost: number;
  /** Size of a fresh best level: median in quote, log sd. */
  readonly touchMedian: number;
  readonly touchSpread: number;
  /** Tolerance of quoting makers for a price off the reference, basis points: least and most. */
  readonly toleranceLeast: number;
  readonly toleranceMost: number;
  /** Daily turnover in quote and daily volatility in basis points: the scale of the price's reaction to trades. */
  readonly dailyVolume: number;
  readonly dailyMove: number;
  /** Turnover of one minute at activity 1, quote: volume of the past and of closed periods. */
  readonly minuteVolume: number;
  /** Mean size of a trade, quote: trade counts of the past. */
  readonly meanTrade: number;
}

export type SymbolParameters = OrderFlowParameters & { readonly symbol: string } & (
    | { readonly model: 'price'; readonly startPrice: string; readonly price: PriceParameters }
    /** Price is that of `numerator` in `denominator`, two symbols listed before. */
    | { readonly model: 'ratio'; readonly numerator: string; readonly denominator: string }
  );

export interface FlowMarketDefinition {
  readonly kind: 'flow';
  /** Days of past before the floor's first moment. */
  readonly pastDays: number;
  /** One for each symbol of the floor, in its order. */
  readonly symbols: readonly SymbolParameters[];
  readonly [option: string]: unknown;
}

const flowFields = [
  'takerRate',
  'takerMedian',
  'takerSpread',
  'takerBend',
  'limitRate',
  'limitLife',
  'limitMedian',
  'limitSpread',
  'sweepMost',
  'touchMedian',
  'touchSpread',
  'toleranceLeast',
  'toleranceMost',
  'dailyVolume',
  'dailyMove',
  'minuteVolume',
  'meanTrade',
] as const;
const priceFields = ['sigma', 'beta', 'idio', 'lagShare', 'lagSeconds', 'jumpsPerDay'] as const;

/** Checks the market part of a floor's definition. Throws `MarketDefinitionError`. */
export function readFlowMarket(floor: FloorDefinition): FlowMarketDefinition {
  const market = floor.market as unknown as FlowMarketDefinition;
  if (!Number.isInteger(market.pastDays) || market.pastDays < 1 || market.pastDays > 3650) {
    throw new MarketDefinitionError(
      `market.pastDays: expected a whole number from 1 to 3650, found ${market.pastDays}`,
    );
  }
  if (!Array.isArray(market.symbols) || market.symbols.length !== floor.symbols.length) {
    throw new MarketDefinitionError(`market.symbols: expected one entry for each of ${floor.symbols.length} symbols`);
  }
  market.symbols.forEach((entry, index) => {
    checkSymbol(floor, market.symbols, entry, index);
  });
  return market;
}

function checkSymbol(
  floor: FloorDefinition,
  all: readonly SymbolParameters[],
  entry: SymbolParameters,
  index: number,
): void {
  const where = `market.symbols[${index}]`;
  const name = floor.symbols[index]?.name;
  if (entry.symbol !== name) {
    throw new MarketDefinitionError(`${where}.symbol: expected ${name}, found ${String(entry.symbol)}`);
  }
  checkNumbers(`${where} (${name})`, entry, flowFields);
  if (entry.model === 'price') {
    checkNumbers(`${where}.price (${name})`, entry.price, priceFields);
    if (typeof entry.startPrice !== 'string') {
      throw new MarketDefinitionError(`${where}.startPrice: expected a decimal string, found ${entry.startPrice}`);
    }
    return;
  }
  if (entry.model !== 'ratio') {
    throw new MarketDefinitionError(
      `${where}.model: expected price or ratio, found ${String((entry as { model: unknown }).model)}`,
    );
  }
  for (const leg of [entry.numerator, entry.denominator]) {
    if (!all.slice(0, index).some((before) => before.symbol === leg && before.model === 'price')) {
      throw new MarketDefinitionError(
        `${where}: expected a symbol with a price of its own listed before ${name}, found ${leg}`,
      );
    }
  }
}

function checkNumbers(where: string, entry: object | undefined, fields: readonly string[]): void {
  const values = (entry ?? {}) as Record<string, unknown>;
  for (const field of fields) {
    if (!Number.isFinite(values[field])) {
      throw new MarketDefinitionError(`${where}: expected a number for ${field}, found ${String(values[field])}`);
    }
  }
}
