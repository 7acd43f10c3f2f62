/** One suite for both books: what any book promises, and that they answer alike on random flow. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BookDesk } from './book-desk.ts';
import { BookEvents, bookEvent } from './book-events.ts';
import { BookMemory } from './book-memory.ts';
import { FastBook } from './fast-book.ts';
import { ObviousBook } from './obvious-book.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from './order-book.ts';

const books: readonly (readonly [string, () => OrderBook])[] = [
  ['the fast book', () => new FastBook(new BookMemory(16))],
  ['the obvious book', () => new ObviousBook()],
];

for (const [name, newBook] of books) {
  describe(name, () => {
    test('is empty at first', () => {
      const book = newBook();
      assert.equal(book.bestBid, noBid);
      assert.equal(book.bestAsk, noAsk);
      assert.equal(book.size, 0);
      assert.equal(book.find(1), 0);
      assert.equal(book.front(100), 0);
    });

    test('keeps the best prices as orders come and go', () => {
      const book = newBook();
      book.insert(0, 100, 5, 7, 1);
      book.insert(0, 99, 5, 7, 2);
      book.insert(1, 105, 5, 7, 3);
      book.insert(1, 104, 5, 7, 4);
      assert.deepEqual([book.bestBid, book.bestAsk], [100, 104]);
      book.remove(book.find(1));
      book.remove(book.find(4));
      assert.deepEqual([book.bestBid, book.bestAsk], [99, 105]);
      book.checkInvariants();
    });

    test('queues orders of one price by their arrival', () => {
      const book = newBook();
      for (const id of [3, 1, 2]) book.insert(0, 100, 1, id * 10, id);
      assert.deepEqual(idsAt(book, 100), [3, 1, 2]);
      book.remove(book.find(1));
      assert.deepEqual(idsAt(book, 100), [3, 2]);
      assert.equal(book.accountOf(book.find(2)), 20);
    });

    test('says what rests at a price after each change', () => {
      const book = newBook();
      assert.equal(book.insert(1, 100, 5, 7, 1), 5);
      assert.equal(book.insert(1, 100, 6, 7, 2), 11);
      assert.equal(book.reduce(book.find(1), 2), 9);
      assert.equal(book.leavesOf(book.find(1)), 3);
      assert.equal(book.remove(book.find(2)), 3);
      assert.equal(book.quantityAt(1, 100), 3);
      assert.equal(book.quantityAt(0, 100), 0);
    });

    test('finds the next level however far it is', () => {
      const book = newBook();
      const prices = [1, 40, 1_100, 33_000, 1_048_577, 33_600_000, 1_100_000_000, noAsk - 1];
      prices.forEach((price, index) => {
        book.insert(1, price, 1, 7, index + 1);
      });
      for (let at = 0; at < prices.length; at++) {
        assert.equal(book.bestAsk, prices[at]);
        assert.equal(book.askAbove(prices[at] ?? 0), prices[at + 1] ?? noAsk);
        book.remove(book.find(at + 1));
      }
      prices.forEach((price, index) => {
        book.insert(0, price, 1, 7, index + 1);
      });
      for (let at = prices.length - 1; at >= 0; at--) {
        assert.equal(book.bestBid, prices[at]);
        assert.equal(book.bidBelow(prices[at] ?? 0), prices[at - 1] ?? noBid);
        book.remove(book.find(at + 1));
      }
      assert.equal(book.size, 0);
    });

    test('looks beyond the touch from a price on the other side', () => {
      const book = newBook();
      book.insert(0, 100, 1, 7, 1);
      book.insert(1, 105, 1, 7, 2);
      assert.equal(book.bidBelow(200), 100);
      assert.equal(book.askAbove(50), 105);
      assert.equal(book.askAbove(105), noAsk);
      assert.equal(book.bidBelow(100), noBid);
    });

    test('tells orders apart whose ids are 2^32 away from each other', () => {
      const book = newBook();
      const far = 5 + 2 ** 32;
      book.insert(0, 100, 1, 7, 5);
      book.insert(0, 101, 2, 7, far);
      assert.equal(book.leavesOf(book.find(far)), 2);
      assert.equal(book.leavesOf(book.find(5)), 1);
      book.remove(book.find(5));
      assert.equal(book.find(5), 0);
      assert.equal(book.idOf(book.find(far)), far);
    });
  });
}

test('two books share a pool and do not meet', () => {
  const memory = new BookMemory(16);
  const one = new FastBook(memory);
  const two = new FastBook(memory);
  for (let id = 1; id <= 100; id++) {
    one.insert(0, 100 + id, id, 1, id);
    two.insert(1, 100 + id, id, 2, id);
    if (id % 3 === 0) one.remove(one.find(id - 1));
  }
  one.checkInvariants();
  two.checkInvariants();
  assert.deepEqual([one.size, two.size], [67, 100]);
});

interface Step {
  readonly kind: 'limit' | 'immediate' | 'cancel' | 'replace';
  readonly side: SideCode;
  readonly price: number;
  readonly quantity: number;
  readonly pick: number;
}

/** Prices near, pages apart, and near the ends of the range, so that every tier of the bitmap is crossed. */
const price = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1000, max: 1060 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: noAsk - 5000, max: noAsk - 1 }) },
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('limit', 'limit', 'limit', 'immediate', 'cancel', 'replace'),
  side: fc.constantFrom(0, 1),
  price,
  quantity: fc.integer({ min: 1, max: 50 }),
  pick: fc.nat(),
});

test('the fast book and the obvious book tell the same events on any flow', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
      const desks = books.map(([, newBook]) => new BookDesk(newBook(), new BookEvents()));
      steps.forEach((one, index) => {
        for (const desk of desks) take(desk, one, index + 1);
      });
      const [fast, obvious] = desks.map(eventsOf);
      assert.deepEqual(fast, obvious);
      for (const { book } of desks) book.checkInvariants();
      const [fastBook, obviousBook] = desks.map((desk) => ordersOf(desk.book));
      assert.deepEqual(fastBook, obviousBook);
    }),
    { numRuns: 200 },
  );
});

test('a desk trades at the resting price, oldest first, and drops what an immediate order leaves', () => {
  const desk = new BookDesk(new FastBook(new BookMemory()), new BookEvents());
  desk.limit(1, 1, 101, 5, false);
  desk.limit(2, 1, 100, 5, false);
  desk.limit(3, 1, 100, 5, false);
  desk.limit(4, 0, 101, 13, true);
  desk.limit(5, 0, 102, 4, true);
  const trades = eventsOf(desk).filter((event) => event.type === bookEvent.traded);
  assert.deepEqual(
    trades.map(({ order, maker, price: at, quantity }) => [order, maker, at, quantity]),
    [
      [4, 2, 100, 5],
      [4, 3, 100, 5],
      [4, 1, 101, 3],
      [5, 1, 101, 2],
    ],
  );
  assert.equal(desk.book.size, 0);
  assert.equal(eventsOf(desk).at(-1)?.type, bookEvent.canceled);
});

function take(desk: BookDesk, { kind, side, price: at, quantity, pick }: Step, id: number): void {
  const other = 1 + (pick % id);
  if (kind === 'cancel') desk.cancel(other);
  else if (kind === 'replace') desk.replace(other, at, quantity);
  else desk.limit(id, side, at, quantity, kind === 'immediate');
}

function eventsOf({ events }: BookDesk) {
  const first = Math.max(0, events.count - 4096);
  return Array.from({ length: events.count - first }, (_, index) => events.read(first + index));
}

function ordersOf(book: OrderBook): number[][] {
  const result: number[][] = [];
  for (let at = book.bestBid; at !== noBid; at = book.bidBelow(at)) result.push([0, at, ...idsAt(book, at)]);
  for (let at = book.bestAsk; at !== noAsk; at = book.askAbove(at)) result.push([1, at, ...idsAt(book, at)]);
  return result;
}

function idsAt(book: OrderBook, at: number): number[] {
  const ids: number[] = [];
  for (let handle = book.front(at); handle !== 0; handle = book.behind(handle)) ids.push(book.idOf(handle));
  return ids;
}
