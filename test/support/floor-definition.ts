/** A small floor without a background market: what happens on it is what a test does. */

import type { FloorDefinition, SymbolDefinition } from '../../src/core/instruments/definition.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';

function symbol(base: string, quote: string, tickSize: string, stepSize: string): SymbolDefinition {
  return {
    name: base + quote,
    base,
    quote,
    tickSize,
    minPrice: tickSize,
    maxPrice: quote === 'BTC' ? '1000' : '1000000',
    stepSize,
    minQuantity: stepSize,
    maxQuantity: '9000',
    marketMaxQuantity: '100',
    minNotional: quote === 'BTC' ? '0.0001' : '5',
    maxNotional: quote === 'BTC' ? '1000' : '9000000',
    bidMultiplierUp: '5',
    bidMultiplierDown: '0.2',
    askMultiplierUp: '5',
    askMultiplierDown: '0.2',
    averagePriceMinutes: 5,
    ordersMax: 200,
    defaultSelfTradePrevention: 'expire_maker',
  };
}

/** 2026-01-02 03:04:05.678901 UTC. */
export const quietStartUs = 1_767_323_045_678_901;

export function quietFloor(name = 'test', startTimeUs = quietStartUs): FloorDefinition {
  return {
    name,
    rulesVersion,
    seed: 'quiet',
    startTimeUs,
    assets: ['USDT', 'BTC', 'ETH'].map((asset) => ({ name: asset, decimals: 8 })),
    symbols: [
      symbol('BTC', 'USDT', '0.01', '0.00001'),
      symbol('ETH', 'USDT', '0.01', '0.0001'),
      symbol('ETH', 'BTC', '0.00001', '0.001'),
    ],
    fees: {
      makerPpm: 1000,
      takerPpm: 1000,
      tiers: [{ name: 'vip-1', makerPpm: 200, takerPpm: 400 }],
      discount: { asset: 'ETH', factorPpm: 750_000 },
    },
    money: {
      grant: { USDT: '100000', BTC: '1', ETH: '10' },
      faucet: [{ asset: 'USDT', perClaim: '1000', perDay: '2500', balanceMax: '200000' }],
      resetsPerDay: 3,
    },
    market: { kind: 'none' },
  };
}
