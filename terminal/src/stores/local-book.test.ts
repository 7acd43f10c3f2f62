import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPrice, formatQuantity } from '../../../src/core/units/convert.ts';
import { bitcoin } from '../fixtures/market-fixture.ts';
import type { WireLevel } from '../wire/rest.ts';
import type { DepthUpdate } from '../wire/stream.ts';
import { LocalBook } from './local-book.ts';

const market = bitcoin();

function level(price: number, lots: number): WireLevel {
  return [formatPrice(market, price), formatQuantity(market, lots)];
}

function update(first: number, last: number, bids: readonly WireLevel[], asks: readonly WireLevel[] = []): DepthUpdate {
  return { e: 'depthUpdate', E: 0, s: 'BTCUSDT', U: first, u: last, b: bids, a: asks };
}

test('diffs that came before the snapshot are applied to it, those it already holds are not', () => {
  const book = new LocalBook(market);
  book.update(update(8, 10, [level(100, 1)]));
  book.update(update(11, 12, [level(100, 7)]));
  assert.equal(
    book.snapshot({ lastUpdateId: 10, bids: [level(100, 2), level(99, 3)], asks: [level(101, 4)] }),
    'nothing',
  );
  assert.equal(book.state, 'live');
  assert.equal(book.bids.lotsAt(100), 7);
  assert.equal(book.bids.lotsAt(99), 3);
  assert.equal(book.lastUpdateId, 12);
});

test('the first diff may straddle the snapshot', () => {
  const book = new LocalBook(market);
  book.update(update(5, 15, [level(100, 9)]));
  assert.equal(book.snapshot({ lastUpdateId: 10, bids: [level(100, 1)], asks: [] }), 'nothing');
  assert.equal(book.bids.lotsAt(100), 9);
});

test('a snapshot older than the first diff is refused and asked for again', () => {
  const book = new LocalBook(market);
  book.update(update(20, 21, [level(100, 9)]));
  assert.equal(book.snapshot({ lastUpdateId: 10, bids: [], asks: [] }), 'snapshot');
  assert.equal(book.state, 'empty');
  assert.equal(book.snapshot({ lastUpdateId: 19, bids: [], asks: [] }), 'nothing');
  assert.equal(book.bids.lotsAt(100), 9);
});

test('a hole makes the book stale: nothing more is applied until a snapshot replaces it', () => {
  const book = new LocalBook(market);
  book.snapshot({ lastUpdateId: 10, bids: [level(100, 1)], asks: [level(101, 1)] });
  assert.equal(book.update(update(13, 14, [level(99, 1)])), 'snapshot');
  assert.equal(book.state, 'stale');
  assert.deepEqual(book.bids.prices, [100]);
  assert.equal(book.snapshot({ lastUpdateId: 13, bids: [level(97, 1)], asks: [] }), 'nothing');
  assert.equal(book.state, 'live');
  assert.deepEqual(book.bids.prices, [99, 97]);
  assert.equal(book.asks.size, 0);
});

test('an interruption forgets the diffs of the connection before', () => {
  const book = new LocalBook(market);
  book.update(update(5, 5, [level(100, 1)]));
  book.interrupt();
  book.update(update(20, 20, [level(99, 1)]));
  assert.equal(book.snapshot({ lastUpdateId: 4, bids: [], asks: [] }), 'snapshot');
  assert.equal(book.snapshot({ lastUpdateId: 19, bids: [], asks: [] }), 'nothing');
  assert.deepEqual(book.bids.prices, [99]);
});

test('zero removes a level, and removing what is not there changes nothing', () => {
  const book = new LocalBook(market);
  book.snapshot({ lastUpdateId: 1, bids: [level(100, 1)], asks: [level(101, 1)] });
  book.update(update(2, 2, [level(100, 0), level(98, 0)], [level(101, 0)]));
  assert.equal(book.bids.best, undefined);
  assert.equal(book.asks.best, undefined);
});

test('both sides stay sorted from the best, whatever comes', () => {
  const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(changes, changes, (bids, asks) => {
      const book = new LocalBook(market);
      book.snapshot({ lastUpdateId: 0, bids: [], asks: [] });
      const expected = { bids: new Map(bids), asks: new Map(asks) };
      book.update(
        update(
          1,
          1,
          bids.map(([price, lots]) => level(price, lots)),
          asks.map(([price, lots]) => level(price, lots)),
        ),
      );
      const kept = (map: Map<number, number>) => [...map].filter(([, lots]) => lots > 0);
      assert.deepEqual(
        book.bids.prices.map((price, index) => [price, book.bids.lots[index]]),
        kept(expected.bids).sort((a, b) => b[0] - a[0]),
      );
      assert.deepEqual(
        book.asks.prices.map((price, index) => [price, book.asks.lots[index]]),
        kept(expected.asks).sort((a, b) => a[0] - b[0]),
      );
    }),
  );
});
