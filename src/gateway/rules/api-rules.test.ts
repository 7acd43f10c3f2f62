import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationByName } from '../operations/table.ts';
import { ApiRules } from './api-rules.ts';
import { type ExchangeChange, exchangeChanges } from './exchange-changes.ts';

const now = Date.parse('2026-06-01T12:00Z');

function rules(name: string, nowMs = now): ApiRules {
  const read = ApiRules.read(name, () => nowMs);
  assert.ok(read, name);
  return read;
}

test('compatible rules answer what the exchange has removed and say since when; strict ones refuse it', () => {
  assert.deepEqual(rules('compatible').standing('userDataStream.start'), { kind: 'kept', since: '2026-02-20' });
  assert.deepEqual(rules('today').standing('userDataStream.start'), { kind: 'removed' });
  assert.deepEqual(
    [rules('compatible'), rules('today')].map((each) => each.answers('all_tickers_gone')),
    [true, false],
  );
  assert.deepEqual(rules('today').standing('order.place'), { kind: 'here' });
});

test('the rules of a day are those after its changes, whatever day it is', () => {
  assert.deepEqual(rules('2026-02-19').standing('userDataStream.start'), { kind: 'here' });
  assert.deepEqual(rules('2026-02-20').standing('userDataStream.start'), { kind: 'removed' });
  assert.deepEqual(rules('2025-12-17').standing('orderList.place.opo'), { kind: 'not_yet' });
  assert.deepEqual(rules('2025-12-18').standing('orderList.place.opo'), { kind: 'here' });
  assert.deepEqual([rules('2026-04-01').has('free_orders'), rules('2026-04-02').has('free_orders')], [false, true]);
});

test("a change that is only announced counts in the rules of its day, and in today's when the day has come", () => {
  const announced = Date.parse('2026-04-01T00:00Z');
  assert.equal(rules('today', announced).has('free_orders'), false);
  assert.equal(rules('2026-04-02', announced).has('free_orders'), true);
  assert.equal(rules('today', Date.parse('2026-04-02T07:00Z')).has('free_orders'), true);
});

test('other names are none', () => {
  for (const name of ['', 'strict', '2026-13-01', '2026-02-31', '2030-99-99', '2026-2-1', 'today ']) {
    assert.equal(
      ApiRules.read(name, () => now),
      undefined,
      name,
    );
  }
});

test('every operation that a change names is one of ours', () => {
  for (const { adds = [], removes = [] } of Object.values<ExchangeChange>(exchangeChanges)) {
    for (const name of [...adds, ...removes]) assert.ok(operationByName(name), name);
  }
});
