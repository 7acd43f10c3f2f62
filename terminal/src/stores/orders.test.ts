import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireOrder } from '../wire/rest.ts';
import { finishedMax, finishedOrders, openOrders, withOpenList, withOrders } from './orders.ts';

function order(orderId: number, part: Partial<WireOrder> = {}): WireOrder {
  return {
    symbol: 'BTCUSDT',
    orderId,
    clientOrderId: `c${orderId}`,
    price: '10.00',
    origQty: '1.0',
    executedQty: '0.0',
    cummulativeQuoteQty: '0.0',
    status: 'NEW',
    timeInForce: 'GTC',
    type: 'LIMIT',
    side: 'BUY',
    time: orderId,
    updateTime: orderId,
    ...part,
  };
}

const partly = order(1, { status: 'PARTIALLY_FILLED', executedQty: '0.5', updateTime: 5 });

test('a late message never takes back what was executed', () => {
  const orders = withOrders(withOrders(new Map(), [partly]), [order(1, { updateTime: 6 })]);
  assert.equal(openOrders(orders)[0]?.executedQty, '0.5');
});

test('a finished order never opens again', () => {
  const filled = order(1, { status: 'FILLED', executedQty: '1.0', updateTime: 9 });
  const orders = withOrders(withOrders(new Map(), [filled]), [partly]);
  assert.equal(openOrders(orders).length, 0);
  assert.equal(finishedOrders(orders).length, 1);
});

test('a pegged order stands at the price it took from the book', () => {
  const orders = withOrders(new Map(), [order(1, { price: '0.00', peggedPrice: '9.50' }), order(2)]);
  assert.deepEqual(
    openOrders(orders).map(({ price }) => price),
    ['10.00', '9.50'],
  );
});

test('order ids count per symbol: two symbols do not share an order', () => {
  const orders = withOrders(new Map(), [order(1), order(1, { symbol: 'ETHUSDT' })]);
  assert.equal(openOrders(orders).length, 2);
});

test('after an interruption, open orders the server no longer names are gone; newer ones stay', () => {
  const asked = withOrders(new Map(), [order(1), order(2)]);
  const after = withOpenList(withOrders(asked, [order(30)]), [order(2)], asked);
  assert.deepEqual(
    openOrders(after).map((one) => one.orderId),
    [30, 2],
  );
});

test('on a floor that stands still an order cancelled during an interruption is gone all the same', () => {
  const asked = withOrders(new Map(), [order(1, { updateTime: 5 }), order(2, { updateTime: 5 })]);
  const after = withOpenList(asked, [order(2, { updateTime: 5 })], asked);
  assert.deepEqual(
    openOrders(after).map((one) => one.orderId),
    [2],
  );
});

test('a list that a report has overtaken does not undo it', () => {
  const asked = withOrders(new Map(), [order(1, { updateTime: 5 })]);
  const lowered = withOrders(asked, [order(1, { origQty: '0.4', updateTime: 5 })]);
  const after = withOpenList(lowered, [order(1, { updateTime: 5 })], asked);
  assert.equal(openOrders(after)[0]?.origQty, '0.4');
});

test('the newest order stands first', () => {
  const orders = withOrders(new Map(), [order(1), order(3), order(2)]);
  assert.deepEqual(
    openOrders(orders).map((one) => one.orderId),
    [3, 2, 1],
  );
});

test('of orders that are over, the one that ended last stands first', () => {
  const ended = (orderId: number, updateTime: number) => order(orderId, { status: 'FILLED', updateTime });
  const orders = withOrders(new Map(), [ended(1, 9), ended(2, 7), ended(3, 8)]);
  assert.deepEqual(
    finishedOrders(orders).map((one) => one.orderId),
    [1, 3, 2],
  );
});

test('all open orders are kept; of those that are over the newest, however many messages come', () => {
  let orders = withOrders(
    new Map(),
    Array.from({ length: 2_000 }, (_, index) => order(index + 1)),
  );
  for (let id = 10_000; id < 13_000; id += 1) {
    orders = withOrders(orders, [order(id)]);
    orders = withOrders(orders, [order(id, { status: 'FILLED', executedQty: '1.0' })]);
  }
  assert.equal(openOrders(orders).length, 2_000);
  const finished = finishedOrders(orders).map(({ orderId }) => orderId);
  assert.ok(finished.length >= finishedMax && finished.length <= 2 * finishedMax, `${finished.length}`);
  assert.deepEqual(
    finished,
    finished.map((_, index) => 12_999 - index),
  );
});
