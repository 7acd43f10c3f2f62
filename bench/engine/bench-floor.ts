/** The floor that the engine benchmarks run on: one symbol at a tick of 0.01 near 60 000, accounts funded, fees on both sides. */

import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';

export const benchDefinition: FloorDefinition = {
  name: 'bench',
  rulesVersion,
  seed: 'bench',
  startTimeUs: 1_700_000_000_000_000,
  assets: [
    { name: 'BTC', decimals: 8 },
    { name: 'USDT', decimals: 8 },
  ],
  symbols: [
    {
      name: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      tickSize: '0.01',
      minPrice: '0.01',
      maxPrice: '1000000',
      stepSize: '0.00001',
      minQuantity: '0.00001',
      maxQuantity: '9000',
      marketMaxQuantity: '100',
      minNotional: '0.1',
      maxNotional: '9000000',
      bidMultiplierUp: '5',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.2',
      averagePriceMinutes: 5,
      ordersMax: 10_000,
      defaultSelfTradePrevention: 'expire_taker',
    },
  ],
  fees: { makerPpm: 1000, takerPpm: 1000 },
  market: { kind: 'none' },
};

/** Accounts of each side; the flow names none, and a buyer who is never a seller never meets himself. */
const accountsPerSide = 256;

export const accounts = accountsPerSide * 2;

/** Which of the accounts, 0 to `accounts - 1`, an order belongs to. */
export function accountOf(id: number, side: 0 | 1): number {
  return ((id & (accountsPerSide - 1)) << 1) | side;
}

/** Smallest units that every account starts with: 80 000 000 of each asset, below 2^53. */
export const funds = 8n * 10n ** 15n;
