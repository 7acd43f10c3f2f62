/**
 * The floor that exists without being asked for: ten symbols in the shape of real spot markets, played by the flow model.
 * Everything about it is plain data, stored with the floor, so that a later release can change these numbers without
 * changing floors that run. Model parameters are explained in flow/parameters.ts.
 */

import type { AssetDefinition, FloorDefinition, SymbolDefinition } from '../core/instruments/definition.ts';
import type { FeeDefinition } from '../core/instruments/fee-definition.ts';
import { rulesVersion } from '../core/rules-version.ts';
import { defaultFlowMarket } from './default-flow.ts';
import { defaultMoney } from './default-money.ts';

export interface DefaultFloorOptions {
  readonly name: string;
  /** Any text; it decides the whole market to come and must stay unknown to those who trade on the floor. */
  readonly seed: string;
  /** Floor time of the first moment, microseconds since 1970-01-01 UTC. */
  readonly startTimeUs: number;
}

/** A tenth of a percent; less for those whom an operator puts into a tier; a quarter off the standard commission in BNB. */
const fees: FeeDefinition = {
  makerPpm: 1000,
  takerPpm: 1000,
  tiers: [
    { name: 'vip-1', makerPpm: 900, takerPpm: 1000 },
    { name: 'vip-2', makerPpm: 800, takerPpm: 1000 },
    { name: 'vip-3', makerPpm: 400, takerPpm: 600 },
    { name: 'maker', makerPpm: 0, takerPpm: 500 },
  ],
  discount: { asset: 'BNB', factorPpm: 750_000 },
};

export function defaultFloorDefinition(options: DefaultFloorOptions): FloorDefinition {
  return {
    name: options.name,
    rulesVersion,
    seed: options.seed,
    startTimeUs: options.startTimeUs,
    assets,
    symbols,
    fees,
    money: defaultMoney(assets),
    market: defaultFlowMarket,
  };
}

const assets: readonly AssetDefinition[] = ['USDT', 'BTC', 'ETH', 'BNB', 'SOL', 'XRP', 'ADA', 'DOGE', 'LTC'].map(
  (name) => ({ name, decimals: 8 }),
);

/** In each row one tick times one lot is a whole number of 10^-8 quote units. */
const symbols: readonly SymbolDefinition[] = [
  usdtSymbol('BTC', {
    tickSize: '0.01',
    maxPrice: '1000000.00',
    stepSize: '0.00001',
    maxQuantity: '9000',
    market: '120',
  }),
  usdtSymbol('ETH', {
    tickSize: '0.01',
    maxPrice: '1000000.00',
    stepSize: '0.0001',
    maxQuantity: '9000',
    market: '2000',
  }),
  usdtSymbol('BNB', {
    tickSize: '0.01',
    maxPrice: '100000.00',
    stepSize: '0.001',
    maxQuantity: '900000',
    market: '3000',
  }),
  usdtSymbol('SOL', {
    tickSize: '0.01',
    maxPrice: '100000.00',
    stepSize: '0.001',
    maxQuantity: '90000',
    market: '12000',
  }),
  usdtSymbol('XRP', {
    tickSize: '0.0001',
    maxPrice: '10000.0000',
    stepSize: '0.1',
    maxQuantity: '9000000',
    market: '1500000',
  }),
  usdtSymbol('ADA', {
    tickSize: '0.0001',
    maxPrice: '1000.0000',
    stepSize: '0.1',
    maxQuantity: '9000000',
    market: '1000000',
  }),
  usdtSymbol('DOGE', {
    tickSize: '0.00001',
    maxPrice: '1000.00000',
    stepSize: '1',
    maxQuantity: '9000000',
    market: '4000000',
  }),
  usdtSymbol('LTC', {
    tickSize: '0.01',
    maxPrice: '100000.00',
    stepSize: '0.001',
    maxQuantity: '90000',
    market: '6000',
  }),
  btcSymbol('ETH', { tickSize: '0.00001', stepSize: '0.001', maxQuantity: '100000', market: '1000' }),
  btcSymbol('BNB', { tickSize: '0.000001', stepSize: '0.01', maxQuantity: '100000', market: '1500' }),
];

interface Scales {
  readonly tickSize: string;
  readonly stepSize: string;
  readonly maxQuantity: string;
  /** Largest market order. */
  readonly market: string;
}

function usdtSymbol(base: string, scales: Scales & { readonly maxPrice: string }): SymbolDefinition {
  return {
    ...symbolCommon(base, 'USDT', scales),
    maxPrice: scales.maxPrice,
    minNotional: '5',
    maxNotional: '9000000',
  };
}

function btcSymbol(base: string, scales: Scales): SymbolDefinition {
  return {
    ...symbolCommon(base, 'BTC', scales),
    maxPrice: '1000',
    minNotional: '0.0001',
    maxNotional: '9000000',
  };
}

function symbolCommon(base: string, quote: string, scales: Scales) {
  return {
    name: `${base}${quote}`,
    base,
    quote,
    tickSize: scales.tickSize,
    minPrice: scales.tickSize,
    stepSize: scales.stepSize,
    minQuantity: scales.stepSize,
    maxQuantity: scales.maxQuantity,
    marketMaxQuantity: scales.market,
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
  } as const;
}
