import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin, bitcoinInfo } from '../fixtures/market-fixture.ts';
import { decimalsOf, lotsOf, readMarket, ticksOf } from './market.ts';

test('filters become whole numbers on the symbol’s own grid', () => {
  const market = bitcoin();
  assert.equal(market.tickE8, 1_000_000);
  assert.equal(market.lotE8, 1_000);
  assert.equal(market.quotePerTickLot, 10);
  assert.equal(market.basePerLot, 1_000);
  assert.equal(market.priceDecimals, 2);
  assert.equal(market.quantityDecimals, 5);
  assert.equal(market.minQuantity, 1);
  assert.equal(market.marketMaxQuantity, 10_000_000);
  assert.equal(market.minNotional, 500_000_000n);
  assert.equal(market.bidUp, 500_000_000n);
});

test('a symbol without a tick or a lot is not tradable here', () => {
  assert.equal(readMarket({ ...bitcoinInfo, filters: [] }), undefined);
});

test('text of the wire is read to ticks and lots, and off the grid it is nothing', () => {
  const market = bitcoin();
  assert.equal(ticksOf(market, '60000.01000000'), 6_000_001);
  assert.equal(lotsOf(market, '0.25000000'), 25_000);
  assert.equal(ticksOf(market, '60000.001'), 0);
});

test('a step shows as many decimals as it has', () => {
  assert.deepEqual([1, 1_000, 1_000_000, 100_000_000, 500_000_000].map(decimalsOf), [8, 5, 2, 0, 0]);
});
