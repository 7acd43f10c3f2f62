import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOrder } from '../fixtures/order-fixture.ts';
import type { WireOrder } from '../wire/rest.ts';
import { EndedOrders } from './ended-orders.ts';
import { finishedMax, type Orders, openOrders, withOpenList, withOrders } from './orders.ts';

const filled = (orderId: number): WireOrder =>
  openOrder({ orderId, status: 'FILLED', executedQty: '0.50000000', updateTime: orderId });
/** So many that the first of them is forgotten. */
const many = 3 * finishedMax;

test('an order that ended, and was forgotten, while open orders were fetched is not shown as open', async () => {
  const ended = new EndedOrders();
  const asked: Orders = new Map();
  let orders = asked;
  const [list, current] = await ended.during(async () => {
    for (let id = 1; id <= many; id += 1) {
      ended.told([filled(id)]);
      orders = withOrders(orders, [filled(id)]);
    }
    return [openOrder({ orderId: 1 }), openOrder({ orderId: many + 1 })];
  });
  assert.ok(!orders.has('BTCUSDT:1'));
  assert.deepEqual(
    openOrders(withOpenList(orders, current(list), asked)).map((order) => order.orderId),
    [many + 1],
  );
});

test('what a question brings of orders that are over stays, and what ended before it was asked is its own matter', async () => {
  const ended = new EndedOrders();
  ended.told([filled(1)]);
  const [list, current] = await ended.during(async () => {
    ended.told([filled(2)]);
    return [openOrder({ orderId: 1 }), filled(2)];
  });
  assert.deepEqual(current(list), list);
});

test('questions under way at the same time each know what ended since they were asked', async () => {
  const ended = new EndedOrders();
  const list = [openOrder({ orderId: 1 }), openOrder({ orderId: 2 })];
  const left = (current: (orders: readonly WireOrder[]) => readonly WireOrder[]): number[] =>
    current(list).map((order) => order.orderId);
  const [, outer] = await ended.during(async () => {
    ended.told([filled(1)]);
    const [, inner] = await ended.during(async () => ended.told([filled(2)]));
    assert.deepEqual(left(inner), [1]);
  });
  assert.deepEqual(left(outer), []);
});
