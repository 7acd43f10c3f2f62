import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BookSide } from '../stores/book-side.ts';
import { bookLayout, rowAt, rowTop } from './book-layout.ts';
import { bidShare, bookRows, groupingSteps, ladderStep } from './book-rows.ts';

function side(kind: 'bid' | 'ask', levels: readonly (readonly [number, number])[]): BookSide {
  const made = new BookSide(kind);
  for (const [price, lots] of levels) made.set(price, lots);
  return made;
}

const asks = side('ask', [
  [101, 1],
  [105, 2],
  [110, 4],
  [111, 8],
]);
const bids = side('bid', [
  [99, 1],
  [95, 2],
  [90, 4],
  [89, 8],
]);

test('asks merge upwards and bids downwards, sums run away from the touch', () => {
  const rows = bookRows(asks, 'ask', 10, 9, new Set());
  assert.deepEqual(
    rows.map(({ price, lots, sum }) => [price, lots, sum]),
    [
      [110, 7, 7],
      [120, 8, 15],
    ],
  );
  assert.deepEqual(
    bookRows(bids, 'bid', 10, 9, new Set()).map(({ price, lots, sum }) => [price, lots, sum]),
    [
      [90, 7, 7],
      [80, 8, 15],
    ],
  );
});

test('no more rows than asked, and every row whole', () => {
  const rows = bookRows(asks, 'ask', 10, 1, new Set());
  assert.deepEqual(rows, [{ price: 110, lots: 7, sum: 7, mine: false }]);
  assert.equal(bookRows(asks, 'ask', 1, 3, new Set()).length, 3);
});

test('an own order marks the row it is merged into', () => {
  const rows = bookRows(bids, 'bid', 10, 9, new Set([95]));
  assert.deepEqual(
    rows.map((row) => row.mine),
    [true, false],
  );
});

test('grouping steps begin with the tick and stay a small part of the price', () => {
  assert.deepEqual(groupingSteps(10), [1]);
  assert.deepEqual(groupingSteps(1_000_000), [1, 5, 10, 50, 100, 500, 1000]);
});

test('the bid share needs something on the book', () => {
  assert.equal(bidShare([], []), undefined);
  assert.equal(
    bidShare([{ price: 1, lots: 3, sum: 3, mine: false }], [{ price: 2, lots: 1, sum: 1, mine: false }]),
    75,
  );
});

test('the row under a point is the row drawn there', () => {
  const layout = bookLayout(260, 500);
  for (const kind of ['bid', 'ask'] as const) {
    for (let index = 0; index < layout.rows; index += 1) {
      const middle = rowTop(layout, kind, index) + layout.rowHeight / 2;
      assert.deepEqual(rowAt(layout, middle), { side: kind, index });
    }
  }
  assert.equal(rowAt(layout, 250), undefined);
});

test('a ladder begins in a step of at most a basis point, and of a tick where a tick is more', () => {
  assert.equal(ladderStep(6_000_000), 500);
  assert.equal(ladderStep(270_000), 10);
  assert.equal(ladderStep(14_496), 1);
  assert.equal(ladderStep(1), 1);
});
