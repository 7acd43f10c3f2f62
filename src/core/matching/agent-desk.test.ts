/** What a background market can do and see, and what it is stopped from doing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallDefinition } from '../../../test/core/small-floor.ts';
import { EventRing } from '../floor/event-ring.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import type { AccountId } from '../units/brand.ts';
import { Exchange } from './exchange.ts';

function newDesk() {
  const events = new EventRing();
  const exchange = new Exchange(createInstruments(smallDefinition), events);
  const { agents } = exchange;
  const [maker, taker] = [agents.openAgent(), agents.openAgent()];
  for (const agent of [maker, taker]) for (const asset of [0, 1]) agents.fund(agent, asset, 10 ** 13);
  return { agents, exchange, events, maker, taker };
}

test('a limit order answers its id when it rests, 0 when it is done, -1 when it is not covered', () => {
  const { agents, exchange, maker, taker } = newDesk();
  assert.equal(agents.limit(1, 0, maker, 1, 100, 50), 1);
  assert.equal(agents.limit(2, 0, taker, 0, 100, 50), 0);
  assert.equal(agents.limit(3, 0, taker, 0, 1_000_000, 10 ** 9), -1);
  assert.equal(agents.limit(4, 0, taker, 0, 2 ** 31 - 2, 10 ** 15), -1);
  assert.equal(agents.limit(5, 0, maker, 1, 100, 30), 3);
  assert.equal(agents.limit(6, 0, taker, 0, 101, 50), 4);
  assert.deepEqual([agents.orderLeaves(0, 4), agents.orderPrice(0, 4), agents.bestBid(0)], [20, 101, 101]);
  exchange.checkInvariants();
});

test('taking answers the lots executed and leaves nothing behind', () => {
  const { agents, exchange, maker, taker } = newDesk();
  assert.equal(agents.take(1, 0, taker, 0, 100, 10), 0);
  agents.limit(2, 0, maker, 1, 100, 50);
  assert.equal(agents.take(3, 0, taker, 0, 100, 20), 20);
  assert.equal(agents.take(4, 0, taker, 0, 100, 100), 30);
  assert.equal(agents.take(5, 0, taker, 0, 1_000_000, 10 ** 9), -1);
  assert.equal(agents.bestAsk(0), -1);
  exchange.checkInvariants();
});

test('agents pay no fees, and paper money moves whole', () => {
  const { agents, maker, taker } = newDesk();
  agents.limit(1, 0, maker, 1, 100, 50);
  agents.take(2, 0, taker, 0, 100, 50);
  const [base, quote] = [50 * 10 ** 6, 50 * 100 * 10 ** 6];
  assert.equal(agents.available(taker, 0), 10 ** 13 + base);
  assert.equal(agents.available(maker, 1), 10 ** 13 + quote);
});

test('orders can be walked, reduced and cancelled by their ids', () => {
  const { agents, exchange, maker } = newDesk();
  for (const [price, quantity] of [
    [99, 10],
    [99, 20],
    [95, 30],
  ] as const)
    agents.limit(1, 0, maker, 0, price, quantity);
  assert.equal(agents.firstOrderAt(0, 0, 99), 1);
  assert.equal(agents.orderBehind(0, 1), 2);
  assert.equal(agents.orderBehind(0, 2), 0);
  assert.deepEqual([agents.orderOwner(0, 2), agents.orderSide(0, 2)], [maker, 0]);
  assert.deepEqual([agents.nextLevel(0, 0, 99), agents.nextLevel(0, 0, 95), agents.nextLevel(0, 1, 1)], [95, -1, -1]);
  assert.ok(agents.reduce(2, 0, 1, 4));
  assert.equal(agents.levelQuantity(0, 0, 99), 26);
  assert.equal(agents.reduce(3, 0, 1, 6), false);
  assert.ok(agents.cancel(4, 0, 1));
  assert.equal(agents.cancel(5, 0, 1), false);
  assert.equal(agents.orderLeaves(0, 1), 0);
  exchange.checkInvariants();
});

test('a print is a trade off the book', () => {
  const { agents, exchange, events, maker, taker } = newDesk();
  agents.print(1, 0, taker, maker, 0, 123, 10);
  assert.equal(exchange.market(0).lastPrice, 123);
  assert.equal(events.count, 1);
  assert.equal(agents.available(taker, 1), 10 ** 13 - 10 * 123 * 10 ** 6);
  exchange.checkInvariants();
});

test('users orders are seen by number and best price, and never touched', () => {
  const { agents, exchange } = newDesk();
  const account = 1000 as AccountId;
  exchange.cash.open(1, { type: 'open_account', account });
  exchange.cash.deposit(1, { type: 'deposit', account, asset: 1 as never, amount: (10n ** 13n) as never });
  const common = { type: 'place_order', account, symbol: 0 as never, side: 'buy' } as const;
  for (const price of [90, 95, 92]) {
    const terms = { kind: 'limit', timeInForce: 'gtc', price: price as never, quantity: 10 as never } as const;
    assert.ok(exchange.users.place(2, { ...common, clientOrderId: String(price), terms }).ok);
  }
  assert.deepEqual([agents.userOrders(0), agents.bestUserPrice(0, 0), agents.bestUserPrice(0, 1)], [3, 95, -1]);
  exchange.users.cancel(3, { type: 'cancel_order', account, symbol: 0 as never, clientOrderId: '95', cancelId: 'c' });
  assert.deepEqual([agents.userOrders(0), agents.bestUserPrice(0, 0)], [2, 92]);
  assert.throws(() => agents.cancel(4, 0, 1), /is a user's/);
});

test('what no source should ask for stops it', () => {
  const { agents, maker } = newDesk();
  assert.throws(() => agents.limit(1, 0, maker, 0, 1.5, 10), /ticks/);
  assert.throws(() => agents.limit(1, 0, maker, 0, 10, 0), /lots/);
  assert.throws(() => agents.limit(1, 9, maker, 0, 10, 1), /symbol 9/);
  assert.throws(() => agents.fund(maker, 0, -(10 ** 14)), /can't give/);
  assert.throws(() => agents.orderPrice(0, 77), /not resting/);
});
