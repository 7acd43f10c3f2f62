import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOrder } from '../fixtures/order-fixture.ts';
import { onlyLowered, risesToTrigger, termsOf } from './order-change.ts';

const waiting = { type: 'STOP_LOSS_LIMIT', stopPrice: '62000.00000000', isWorking: false };

test('what takes the place of an order has its side, type, life and conditions', () => {
  const order = openOrder({ selfTradePreventionMode: 'DECREMENT', strategyId: 7, strategyType: 1_000_001 });
  assert.deepEqual(termsOf(order, '', '60001'), {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '60001',
    timeInForce: 'GTC',
    selfTradePreventionMode: 'DECREMENT',
    strategyId: '7',
    strategyType: '1000001',
  });
});

test('each type has the parameters that the exchange asks of it, and no other', () => {
  const names = (part: object, stop: string, price: string) =>
    Object.keys(termsOf(openOrder(part), stop, price))
      .slice(3)
      .join(' ');
  assert.equal(names({ type: 'LIMIT_MAKER' }, '', '60001'), 'price');
  assert.equal(names(waiting, '62001', '62002'), 'stopPrice price timeInForce');
  assert.equal(names({ ...waiting, type: 'STOP_LOSS', price: '0.00000000' }, '62001', ''), 'stopPrice');
});

test('a stop whose trigger was reached goes on as the limit order that it is', () => {
  const { type, stopPrice } = termsOf(openOrder({ ...waiting, isWorking: true }), '', '60001');
  assert.deepEqual([type, stopPrice], ['LIMIT', undefined]);
});

test('orders that a new one could not say are lowered only, and why is said', () => {
  assert.equal(onlyLowered(openOrder({ orderListId: -1, icebergQty: '0.00000000' })), undefined);
  assert.match(onlyLowered(openOrder({ orderListId: 3 })) ?? '', /list/);
  assert.match(onlyLowered(openOrder({ pegPriceType: 'PRIMARY_PEG' })) ?? '', /follows the book/);
  assert.match(onlyLowered(openOrder({ icebergQty: '0.10000000' })) ?? '', /iceberg/);
  const trailing = { ...waiting, trailingDelta: 100 };
  assert.match(onlyLowered(openOrder(trailing)) ?? '', /follows the market/);
  assert.equal(onlyLowered(openOrder({ ...trailing, isWorking: true })), undefined);
});

test('above the market stand stop-loss buys and take-profit sells', () => {
  const rises = (side: 'BUY' | 'SELL', type: string) => risesToTrigger(openOrder({ side, type }));
  assert.deepEqual([rises('BUY', 'STOP_LOSS'), rises('SELL', 'TAKE_PROFIT_LIMIT')], [true, true]);
  assert.deepEqual([rises('SELL', 'STOP_LOSS_LIMIT'), rises('BUY', 'TAKE_PROFIT')], [false, false]);
});
