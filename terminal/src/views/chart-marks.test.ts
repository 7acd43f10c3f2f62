import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import type { WireFill } from '../wire/rest.ts';
import { chartMarks } from './chart-marks.ts';

function fill(id: number, seconds: number, isBuyer: boolean, symbol = 'BTCUSDT'): WireFill {
  return {
    symbol,
    id,
    orderId: id,
    price: '10.00',
    qty: '0.10000',
    quoteQty: '1.00',
    commission: '0',
    commissionAsset: 'BTC',
    time: seconds * 1000,
    isBuyer,
    isMaker: false,
  };
}

test('fills of one candle and side are one mark with their sum', () => {
  const fills = [
    fill(1, 61, true),
    fill(2, 119, true),
    fill(3, 61, false),
    fill(4, 125, true),
    fill(5, 61, true, 'ETHUSDT'),
  ];
  assert.deepEqual(chartMarks(fills, bitcoin(), [60, 120]), [
    { time: 60, side: 'buy', text: 'B 0.2' },
    { time: 60, side: 'sell', text: 'S 0.1' },
    { time: 120, side: 'buy', text: 'B 0.1' },
  ]);
});

test('fills before the first candle shown are left out', () => {
  assert.deepEqual(chartMarks([fill(1, 10, true)], bitcoin(), [60]), []);
});
