import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balances } from '../stores/balances.ts';
import type { Ticker } from '../stores/tickers.ts';
import { portfolio, totalValue } from './portfolio.ts';

function ticker(symbol: string, last: string): [string, Ticker] {
  return [symbol, { symbol, last, open: last, high: last, low: last, volume: '0', quoteVolume: '0' }];
}

const balances: Balances = new Map(
  [
    { asset: 'USDT', free: 100_000_000n, locked: 50_000_000n, timeMs: 0 },
    { asset: 'BTC', free: 10_000_000n, locked: 0n, timeMs: 0 },
    { asset: 'XMR', free: 100_000_000n, locked: 0n, timeMs: 0 },
    { asset: 'OLD', free: 100_000_000n, locked: 0n, timeMs: 0 },
    { asset: 'ADA', free: 0n, locked: 0n, timeMs: 0 },
  ].map((holding) => [holding.asset, { ...holding, decimals: 8 }]),
);
const tickers = new Map([ticker('BTCUSDT', '60000.00'), ticker('XMRBTC', '0.002')]);

test('values are exact: locked money counts, coins without a dollar market go over BTC, unpriced ones have none', () => {
  const rows = portfolio(balances, tickers, false);
  assert.deepEqual(
    rows.map(({ asset, value }) => [asset, value]),
    [
      ['BTC', 600_000_000_000n],
      ['XMR', 12_000_000_000n],
      ['USDT', 150_000_000n],
      ['OLD', undefined],
    ],
  );
  assert.equal(totalValue(rows), 612_150_000_000n);
});

test('empty assets show when asked for', () => {
  assert.equal(portfolio(balances, tickers, true).length, 5);
});

test('an asset of nine decimals, and a common asset of six, are worth what they are', () => {
  const odd: Balances = new Map([
    ['BTC', { asset: 'BTC', free: 500_000_000n, locked: 0n, decimals: 9, timeMs: 0 }],
    ['USDT', { asset: 'USDT', free: 1_500_000n, locked: 0n, decimals: 6, timeMs: 0 }],
  ]);
  assert.deepEqual(
    portfolio(odd, tickers, false).map(({ value }) => value),
    [3_000_000_000_000n, 150_000_000n],
  );
});
