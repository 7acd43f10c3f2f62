import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import { ApiFailure } from '../net/api.ts';
import type { ChangeFate } from './change-fate.ts';
import { changeNotice } from './change-words.ts';

const say = (fate: ChangeFate) => changeNotice(fate, bitcoin());
const failure = new ApiFailure(400, -2010, 'Order would immediately match and take.');

test('an ordinary change is left to its reports', () => {
  assert.equal(say({ kind: 'changed' }), undefined);
});

test('what still stands is told apart from what is cancelled', () => {
  const order = openOrder({ executedQty: '0.01000000', status: 'CANCELED' });
  assert.equal(say({ kind: 'found' })?.tone, 'good');
  for (const fate of [{ kind: 'open' }, { kind: 'outrun', order }, { kind: 'refused', failure }] as const) {
    assert.equal(say(fate)?.title, 'Not changed');
  }
  assert.deepEqual(say({ kind: 'gone', order, failure }), {
    tone: 'bad',
    title: 'Cancelled, not placed anew',
    text: 'Order would immediately match and take. The order before it had 0.01000 BTC filled.',
  });
  assert.match(say({ kind: 'gone', order })?.text ?? '', /^No order has taken its place\./);
  assert.equal(say({ kind: 'unknown' })?.title, 'Outcome unknown');
});

test('an order that was over first says how it ended', () => {
  const order = openOrder({ executedQty: '0.50000000', status: 'FILLED' });
  assert.deepEqual(say({ kind: 'over', order }), {
    tone: 'bad',
    title: 'Too late to change',
    text: 'It is filled, with 0.50000 BTC done.',
  });
});
