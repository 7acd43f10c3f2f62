import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeenRequests } from './seen-requests.ts';

test('a request is the first of its server and number once', () => {
  const seen = new SeenRequests();
  assert.ok(seen.isFirst(1, 7));
  assert.ok(seen.isFirst(2, 7));
  assert.ok(seen.isFirst(1, 8));
  assert.ok(!seen.isFirst(1, 7));
});

test('at least the last ten thousand are known again, and memory is bounded', () => {
  const seen = new SeenRequests();
  for (let number = 1; number <= 30_000; number++) seen.isFirst(1, number);
  for (let number = 20_001; number <= 30_000; number++) assert.ok(!seen.isFirst(1, number), String(number));
  assert.ok(seen.isFirst(1, 1));
});
