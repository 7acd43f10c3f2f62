import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterLevel, afterTrade, firstEstimate, unlessSame } from './queue-estimate.ts';

const start = firstEstimate('buy', 100, 30, 10);

test('at first everything at the price but our own may be ahead', () => {
  assert.equal(start.ahead, 20);
});

test('sells at our price take from the front, other trades do not', () => {
  assert.equal(afterTrade(start, 'sell', 100, 5).ahead, 15);
  assert.equal(afterTrade(start, 'buy', 100, 5).ahead, 20);
  assert.equal(afterTrade(start, 'sell', 101, 5).ahead, 20);
  assert.equal(afterTrade(start, 'sell', 100, 50).ahead, 0);
});

test('orders that join behind us do not put us back, a smaller level bounds us', () => {
  assert.equal(afterLevel(start, 90, 10).ahead, 20);
  assert.equal(afterLevel(start, 12, 10).ahead, 2);
});

test('queues that nothing changed stay the very same', () => {
  const before = new Map([['a', start]]);
  assert.equal(unlessSame(before, new Map([['a', afterTrade(start, 'buy', 100, 5)]])), before);
  assert.equal(unlessSame(before, new Map([['a', afterLevel(start, 90, 10)]])), before);
  const shorter = new Map([['a', afterTrade(start, 'sell', 100, 5)]]);
  assert.equal(unlessSame(before, shorter), shorter);
  assert.notEqual(unlessSame(before, new Map()), before);
});
