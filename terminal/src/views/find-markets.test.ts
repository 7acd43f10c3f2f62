import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { findMarkets } from './find-markets.ts';

const markets = ['BTC/USDT', 'ETH/BTC', 'ETH/USDT', 'BNB/BTC'].map((name) => {
  const [base = '', quote = ''] = name.split('/');
  return { ...bitcoin(), base, quote, symbol: base + quote };
});

test('the base comes first, then symbols that contain what was typed', () => {
  assert.deepEqual(
    findMarkets(markets, 'btc').map((market) => market.symbol),
    ['BTCUSDT', 'ETHBTC', 'BNBBTC'],
  );
  assert.deepEqual(
    findMarkets(markets, 'eth/u').map((market) => market.symbol),
    ['ETHUSDT'],
  );
});

test('nothing typed shows all in their order, nonsense shows none', () => {
  assert.equal(findMarkets(markets, '').length, 4);
  assert.equal(findMarkets(markets, 'xyz').length, 0);
});
