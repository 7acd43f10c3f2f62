import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrderCounter } from './order-counter.ts';
import { WeightMeter } from './weight-meter.ts';

const minute = 60_000;
const noon = 1_700_000_040_000 - (1_700_000_040_000 % minute);

test('weight is counted per address in calendar minutes', () => {
  const meter = new WeightMeter(100);
  assert.equal(meter.charge('a', 60, noon).kind, 'pass');
  assert.equal(meter.charge('b', 100, noon).kind, 'pass');
  assert.deepEqual(meter.charge('a', 41, noon + 30_000), { kind: 'over', retryAfterSeconds: 30 });
  assert.equal(meter.used('a', noon + 30_000), 101);
  assert.equal(meter.charge('a', 100, noon + minute).kind, 'pass');
});

test('weight given back counts no more', () => {
  const meter = new WeightMeter(10);
  meter.charge('a', 10, noon);
  meter.refund('a', 10, noon);
  assert.equal(meter.used('a', noon), 0);
  meter.refund('a', 10, noon);
  assert.equal(meter.used('a', noon), 0);
});

test('an address that keeps on after its limit is banned, each time for twice as long', () => {
  const meter = new WeightMeter(1);
  const stubborn = (at: number) => {
    let verdict = meter.charge('a', 1, at);
    for (let i = 0; i < 300 && verdict.kind !== 'banned'; i++) verdict = meter.charge('a', 1, at);
    return verdict;
  };
  const first = stubborn(noon);
  assert.ok(first.kind === 'banned' && first.untilMs === noon + 2 * minute);
  assert.equal(meter.charge('a', 1, first.untilMs - 1).kind, 'banned');
  assert.equal(meter.charge('a', 1, first.untilMs).kind, 'pass');
  const second = stubborn(first.untilMs);
  assert.ok(second.kind === 'banned' && second.untilMs === first.untilMs + 4 * minute);
  assert.equal(meter.charge('b', 1, noon).kind, 'pass');
});

test('a meter without limit counts and never refuses', () => {
  const meter = new WeightMeter(Number.POSITIVE_INFINITY);
  assert.equal(meter.charge('a', 1e9, noon).kind, 'pass');
  assert.equal(meter.used('a', noon), 1e9);
});

test('orders are counted per account in both windows, and refused with the time to wait', () => {
  const counter = new OrderCounter({ perTenSeconds: 2, perDay: 3 });
  const start = noon - (noon % 86_400_000);
  assert.equal(counter.take(1, start), undefined);
  assert.equal(counter.take(1, start), undefined);
  assert.deepEqual(counter.take(1, start + 4000), { limit: 2, interval: '10 SECOND', retryAfterSeconds: 6 });
  assert.equal(counter.take(2, start), undefined);
  assert.equal(counter.take(1, start + 10_000), undefined);
  assert.deepEqual(counter.counts(1, start + 10_000), { tenSeconds: 1, day: 3 });
  assert.deepEqual(counter.take(1, start + 10_000), { limit: 3, interval: '1 DAY', retryAfterSeconds: 86_390 });
});

test('what is given back never counts below zero', () => {
  const counter = new OrderCounter({ perTenSeconds: 5, perDay: 5 });
  counter.giveBack(1, noon);
  counter.take(1, noon);
  counter.giveBack(1, noon);
  counter.giveBack(1, noon);
  assert.deepEqual(counter.counts(1, noon), { tenSeconds: 0, day: 0 });
});
