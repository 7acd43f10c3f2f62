/** Replayed tapes: the prints are the record's, made-up depth stands around them, users trade against both. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limit, place } from '../../../test/core/small-floor.ts';
import { ReplayFloor, replayDefinition, startUs, type TradeRow, tradeFeed } from '../../../test/replay/replay-floor.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import type { AccountId, SymbolIndex, TimestampUs } from '../../core/units/brand.ts';
import { createReplayMarket } from './create-replay-market.ts';

const symbol = 0 as SymbolIndex;
const rows: readonly TradeRow[] = [
  [0, 'buy', 10000, 30],
  [10, 'buy', 10002, 5000],
  [10, 'sell', 10001, 12],
  [2000, 'sell', 9930, 700_000],
  [3000, 'buy', 9931, 1],
  [9000, 'buy', 12000, 44],
];

test('without users every recorded trade is one trade: same time, taker, price and quantity', () => {
  const replay = new ReplayFloor(tradeFeed(rows));
  replay.play(9000);
  assert.deepEqual(
    replay.trades.map(({ time, side, price, quantity }) => [(time - startUs) / 1000, side, price, quantity]),
    rows,
  );
});

test('the book is two-sided from the first moment on, and its touch is where takers last traded', () => {
  const replay = new ReplayFloor(tradeFeed(rows));
  const book = replay.floor.book(symbol);
  assert.deepEqual([book.bestBid(), book.bestAsk()], [9999, 10000]);
  replay.play(10);
  assert.deepEqual([book.bestBid(), book.bestAsk()], [10001, 10002]);
  replay.play(2000);
  assert.deepEqual([book.bestBid(), book.bestAsk()], [9930, 9931]);
  replay.play(9000);
  assert.equal(book.bestAsk(), 12000);
  assert.equal(book.depth('buy', 100).length, 2 * 26);
  assert.equal(book.depth('sell', 100).length, 2 * 26);
  replay.floor.checkInvariants();
});

test('a user at the touch waits behind the depth that stood there', () => {
  const small = Array.from({ length: 30 }, (_, i): TradeRow => [i * 10, 'sell', 10000, 10]);
  const replay = new ReplayFloor(tradeFeed([...small, [300, 'sell', 10000, 10_000]]));
  replay.play(0);
  const there = replay.floor.book(symbol).levelQuantity('buy', 10000);
  const placed = replay.apply(place(1000, 'mine', 'buy', limit(10000, 50)));
  assert(placed.ok && placed.value.type === 'order_placed');
  const { orderId } = placed.value.order;
  assert.equal(replay.floor.book(symbol).queueAhead(orderId), there);
  replay.play(10);
  assert.equal(replay.floor.book(symbol).queueAhead(orderId), there - 10);
  replay.play(300);
  assert.equal(replay.floor.openOrder(symbol, orderId), undefined, 'a taker larger than the queue fills the user');
});

test('a print beyond a user order fills it: the market traded through', () => {
  const replay = new ReplayFloor(
    tradeFeed([
      [0, 'sell', 10000, 10],
      [10, 'sell', 9900, 5],
    ]),
  );
  replay.play(0);
  replay.apply(place(1000, 'mine', 'buy', limit(9950, 400)));
  replay.play(10);
  assert.equal(replay.floor.openOrderByClientId(1000 as AccountId, symbol, 'mine'), undefined);
  const mine = replay.trades.filter(({ makerAccount }) => makerAccount === 1000);
  assert.deepEqual([...new Set(mine.map(({ price }) => price))], [9950], 'at the price the user asked for');
  assert.equal(
    mine.reduce((sum, { quantity }) => sum + quantity, 0),
    400,
  );
});

test('what a user takes is there again after the next print', () => {
  const feed = tradeFeed([
    [0, 'buy', 10000, 10],
    [10, 'buy', 10000, 10],
  ]);
  const untouched = new ReplayFloor(feed);
  const taken = new ReplayFloor(feed);
  untouched.play(0);
  taken.play(0);
  taken.apply(place(1000, 'mine', 'buy', limit(10020, 200, 'ioc')));
  assert.notDeepEqual(taken.floor.book(symbol).depth('sell', 30), untouched.floor.book(symbol).depth('sell', 30));
  untouched.play(10);
  taken.play(10);
  assert.deepEqual(taken.floor.book(symbol).depth('sell', 30), untouched.floor.book(symbol).depth('sell', 30));
});

test('a closed period has the same trades as an open one, and the book stands around the last of them', () => {
  const feed = tradeFeed(rows);
  const definition = replayDefinition(feed);
  const open = new ReplayFloor(feed, definition);
  const closed = new ReplayFloor(feed, definition);
  open.play(9000);
  closed.play(10);
  closed.floor.apply({
    sequence: closed.floor.sequence + 1,
    time: (startUs + 9_000_000) as TimestampUs,
    command: { type: 'skip_time' },
  });
  closed.collect();
  const seen = (replay: ReplayFloor) =>
    replay.trades.map(({ time, side, price, quantity }) => [time, side, price, quantity]);
  assert.deepEqual(seen(closed), seen(open));
  assert.equal(closed.floor.book(symbol).bestAsk(), 12000);
  closed.floor.checkInvariants();
});

test('a floor that starts inside the recording has the part before it as its past', () => {
  const feed = tradeFeed(rows);
  const definition = replayDefinition(feed, startUs + 2_500_000);
  const [past] = atOnce(createReplayMarket(definition, feed).past());
  assert.deepEqual(
    past?.minutes.map(({ openTimeUs, open, high, low, close, volume, trades }) => [
      openTimeUs,
      open,
      high,
      low,
      close,
      volume,
      trades,
    ]),
    [[startUs, 10000, 10002, 9930, 9930, 705_042, 4]],
  );
  const replay = new ReplayFloor(feed, definition);
  assert.deepEqual([replay.floor.book(symbol).bestBid(), replay.floor.book(symbol).bestAsk()], [9929, 9931]);
  replay.play(9000);
  assert.equal(replay.trades.length, 2);
});
