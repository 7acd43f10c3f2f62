import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellAt, columnSpan, ladderColumns, ladderLayout } from './ladder-layout.ts';

test('rows fill the height, and columns the width', () => {
  const layout = ladderLayout(260, 400);
  assert.equal(layout.count, 21);
  assert.equal(layout.count * layout.rowHeight, 400);
  const [left, width] = columnSpan(layout, 'ask');
  assert.ok(Math.abs(left + width - 260) < 1e-9);
});

test('the cell under a point is the one that is drawn there', () => {
  const layout = ladderLayout(260, 400);
  for (const column of ladderColumns) {
    const [left, width] = columnSpan(layout, column);
    assert.deepEqual(cellAt(layout, left + width / 2, 2.5 * layout.rowHeight), { row: 2, column });
  }
  assert.equal(cellAt(layout, 10, 400), undefined);
  assert.equal(cellAt(layout, 10, -1), undefined);
  assert.equal(cellAt(layout, 261, 10), undefined);
});

test('on a phone rows are high enough for a finger', () => {
  assert.ok(ladderLayout(390, 600).rowHeight >= 28);
  assert.equal(ladderLayout(390, 0).count, 0);
});
