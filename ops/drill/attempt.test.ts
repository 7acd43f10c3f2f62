import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attempt, compare, isSteady, longestSilence } from './attempt.ts';

/** One order a second, acknowledged at these times. */
function at(...seconds: readonly number[]): Attempt[] {
  return seconds.map((second, index) => ({
    ...{ id: `d-${index}`, orderId: index, outcome: 'acknowledged' },
    ...{ sentMs: second * 1000 - 10, endedMs: second * 1000 },
  }));
}

const unknown = (id: string, second: number): Attempt => ({
  ...{ id, outcome: 'unknown', sentMs: second * 1000, endedMs: second * 1000 + 5 },
});

test('the longest silence begins at the break, not before, and ends with the next acknowledgement', () => {
  const attempts = at(1, 2, 3, 24, 25, 27);
  assert.deepEqual(longestSilence(attempts, 3_500, 30_000), { fromMs: 3_500, toMs: 24_000 });
  assert.deepEqual(longestSilence(attempts, 24_500, 27_000), { fromMs: 25_000, toMs: 27_000 });
});

test('a silence that has not ended is as long as was waited', () => {
  assert.deepEqual(longestSilence(at(1, 2), 2_500, 60_000), { fromMs: 2_500, toMs: 60_000 });
});

test('what was acknowledged is compared id by id, and one number under two ids is a loss', () => {
  const attempts = [...at(1, 2, 3, 4), unknown('u-1', 5), unknown('u-2', 6)];
  const there = new Map([
    ['d-0', 0],
    ['d-1', 7],
    ['d-3', 3],
    ['u-2', 9],
  ]);
  const { lost, unknownDone } = compare(attempts, there);
  assert.deepEqual(
    lost.map(({ id }) => id),
    ['d-1', 'd-2'],
  );
  assert.equal(unknownDone, 1);
});

test('steady means acknowledged all the time, and for long enough', () => {
  assert.equal(isSteady(at(1, 2, 3, 4), 4_100, 3_500), true);
  assert.equal(isSteady([...at(1, 2, 3, 4), unknown('u', 4)], 4_100, 3_500), false);
  assert.equal(isSteady(at(4), 4_100, 3_500), false);
  assert.equal(isSteady([], 4_100, 3_500), false);
});
