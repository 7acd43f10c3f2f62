/** A replayed book: equality with the record, users' places in the queue, and what happens when both meet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limit, place } from '../../../test/core/small-floor.ts';
import { type BookMoment, bookFeed, ReplayFloor } from '../../../test/replay/replay-floor.ts';
import type { OrderId, SymbolIndex } from '../../core/units/brand.ts';

const symbol = 0 as SymbolIndex;
const opening: BookMoment = [
  0,
  [
    ['bid', 9990, 500],
    ['bid', 9980, 900],
    ['ask', 10000, 400],
    ['ask', 10010, 800],
  ],
];

function sides(replay: ReplayFloor): { bids: number[]; asks: number[] } {
  const book = replay.floor.book(symbol);
  return { bids: book.depth('buy', 100), asks: book.depth('sell', 100) };
}

function rest(replay: ReplayFloor, side: 'buy' | 'sell', price: number, lots: number): OrderId {
  const placed = replay.apply(place(1000, `${side}${price}`, side, limit(price, lots)));
  assert(placed.ok && placed.value.type === 'order_placed', 'the order is placed');
  replay.collect();
  return placed.value.order.orderId;
}

test('the book stands as recorded at the first moment and after every change', () => {
  const replay = new ReplayFloor(
    bookFeed([
      opening,
      [
        100,
        [
          ['bid', 9990, 200],
          ['bid', 9995, 50],
          ['ask', 10000, 0],
          ['ask', 10020, 10],
        ],
      ],
    ]),
  );
  assert.deepEqual(sides(replay), { bids: [9990, 500, 9980, 900], asks: [10000, 400, 10010, 800] });
  replay.play(100);
  assert.deepEqual(sides(replay), { bids: [9995, 50, 9990, 200, 9980, 900], asks: [10010, 800, 10020, 10] });
  assert.deepEqual(replay.trades, []);
});

test('a recorded trade is one trade at its price, and the next change brings its level to the record', () => {
  const replay = new ReplayFloor(bookFeed([opening, [50, 'buy', 10000, 150], [100, [['ask', 10000, 250]]]]));
  replay.play(50);
  assert.deepEqual(
    replay.trades.map(({ side, price, quantity }) => [side, price, quantity]),
    [['buy', 10000, 150]],
  );
  assert.deepEqual(sides(replay).asks, [10000, 250, 10010, 800]);
  replay.play(100);
  assert.deepEqual(sides(replay).asks, [10000, 250, 10010, 800]);
});

test('a trade through quotes that the last change still showed prints at its own price, and the change after heals them', () => {
  const replay = new ReplayFloor(
    bookFeed([opening, [50, 'buy', 10010, 900], [60, 'sell', 10005, 20], [100, [['bid', 9990, 499]]]]),
  );
  replay.play(60);
  assert.deepEqual(
    replay.trades.map(({ side, price, quantity }) => [side, price, quantity]),
    [
      ['buy', 10010, 900],
      ['sell', 10005, 20],
    ],
  );
  replay.play(100);
  assert.deepEqual(sides(replay), { bids: [9990, 499, 9980, 900], asks: [10000, 400, 10010, 800] });
});

test('a user waits behind the quantity that was there, and is filled when recorded takers have used it up', () => {
  const replay = new ReplayFloor(bookFeed([opening, [50, 'sell', 9990, 450], [60, 'sell', 9990, 70]]));
  const mine = rest(replay, 'buy', 9990, 100);
  assert.equal(replay.floor.book(symbol).queueAhead(mine), 500);
  replay.play(50);
  assert.equal(replay.floor.book(symbol).queueAhead(mine), 50);
  replay.play(60);
  assert.equal(replay.floor.openOrder(symbol, mine)?.executed, 20);
  assert.deepEqual(
    replay.trades.map(({ quantity, makerAccount }) => [quantity, makerAccount >= 1000]),
    [
      [450, false],
      [50, false],
      [20, true],
    ],
  );
});

test('what history adds stands behind the user; what it takes away comes from behind him first', () => {
  const replay = new ReplayFloor(
    bookFeed([opening, [100, [['bid', 9990, 800]]], [200, [['bid', 9990, 550]]], [300, [['bid', 9990, 350]]]]),
  );
  const mine = rest(replay, 'buy', 9990, 100);
  const ahead = () => replay.floor.book(symbol).queueAhead(mine);
  replay.play(100);
  assert.equal(ahead(), 500);
  assert.equal(replay.floor.book(symbol).levelQuantity('buy', 9990), 900);
  replay.play(200);
  assert.equal(ahead(), 500, '250 came off what stood behind');
  replay.play(300);
  assert.equal(ahead(), 350, '50 came off behind, 150 from before');
});

test('a trade and the recorded change that counts it move the user forward once', () => {
  const replay = new ReplayFloor(bookFeed([opening, [50, 'sell', 9990, 200], [100, [['bid', 9990, 300]]]]));
  const mine = rest(replay, 'buy', 9990, 100);
  replay.play(100);
  assert.equal(replay.floor.book(symbol).queueAhead(mine), 300);
});

test('a recorded quote that crosses a user order trades with it, and both rest no more than is left', () => {
  const replay = new ReplayFloor(
    bookFeed([
      opening,
      [
        100,
        [
          ['ask', 9995, 300],
          ['ask', 10000, 0],
        ],
      ],
    ]),
  );
  const mine = rest(replay, 'buy', 9997, 100);
  replay.play(100);
  assert.equal(replay.floor.openOrder(symbol, mine), undefined);
  assert.deepEqual(
    replay.trades.map(({ side, price, quantity, makerAccount }) => [side, price, quantity, makerAccount]),
    [['sell', 9997, 100, 1000]],
  );
  assert.deepEqual(sides(replay).asks, [9995, 200, 10010, 800]);
});

test('a better user order is hit before the recorded level', () => {
  const replay = new ReplayFloor(bookFeed([opening, [50, 'sell', 9990, 120]]));
  rest(replay, 'buy', 9992, 100);
  replay.play(50);
  assert.deepEqual(
    replay.trades.map(({ price, quantity, makerAccount }) => [price, quantity, makerAccount >= 1000]),
    [
      [9992, 100, true],
      [9990, 20, false],
    ],
  );
});

test('what a user takes stays gone until the record sets that level again', () => {
  const replay = new ReplayFloor(bookFeed([opening, [100, [['bid', 9970, 5]]], [200, [['ask', 10000, 390]]]]));
  replay.apply(place(1000, 'take', 'buy', limit(10000, 400, 'ioc')));
  assert.deepEqual(sides(replay).asks, [10010, 800]);
  replay.play(100);
  assert.deepEqual(sides(replay).asks, [10010, 800]);
  replay.play(200);
  assert.deepEqual(sides(replay).asks, [10000, 390, 10010, 800]);
});

test('users keep their orders when the recording ends, and the market stands still', () => {
  const replay = new ReplayFloor(bookFeed([opening, [50, 'buy', 10000, 1]]));
  const mine = rest(replay, 'buy', 9985, 60);
  replay.play(1_000_000);
  assert.equal(replay.source.nextTime(), Number.POSITIVE_INFINITY);
  assert.equal(replay.floor.openOrder(symbol, mine)?.status, 'new');
  assert.deepEqual(sides(replay), { bids: [9990, 500, 9985, 60, 9980, 900], asks: [10000, 399, 10010, 800] });
});
