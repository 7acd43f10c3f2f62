import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BookSide } from '../stores/book-side.ts';
import { depthCurves, depthPlace } from './depth-curve.ts';

const bids = new BookSide('bid');
bids.set(999, 1);
bids.set(995, 3);
bids.set(900, 50);
const asks = new BookSide('ask');
asks.set(1001, 2);

test('curves run from the middle outwards and stop at the edge', () => {
  const curves = depthCurves(bids, asks, 0.01);
  assert.ok(curves !== undefined);
  assert.equal(curves.middle, 1000);
  assert.deepEqual(curves.bids, [
    { x: 0.45, y: 0.25 },
    { x: 0.25, y: 1 },
  ]);
  assert.deepEqual(curves.asks, [{ x: 0.55, y: 0.5 }]);
  assert.equal(curves.bidLots, 4);
  assert.equal(depthPlace(curves, 1000), 0.5);
  assert.equal(depthPlace(curves, 900), undefined);
});

test('one empty side gives no picture', () => {
  assert.equal(depthCurves(bids, new BookSide('ask'), 0.01), undefined);
});
