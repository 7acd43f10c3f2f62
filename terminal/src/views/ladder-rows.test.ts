import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import { BookSide } from '../stores/book-side.ts';
import type { Print } from '../stores/tape.ts';
import {
  type LadderPlace,
  type LadderSource,
  ladderRows,
  marketBeyond,
  marketMiddle,
  ownOrders,
  scrolledMiddle,
} from './ladder-rows.ts';

const market = bitcoin();

function side(kind: 'bid' | 'ask', levels: readonly (readonly [number, number])[]): BookSide {
  const made = new BookSide(kind);
  for (const [price, lots] of levels) made.set(price, lots);
  return made;
}

function source(part: Partial<LadderSource> = {}): LadderSource {
  const bids = side('bid', [
    [99, 1],
    [95, 2],
    [80, 4],
  ]);
  const asks = side('ask', [
    [101, 1],
    [105, 2],
    [120, 4],
  ]);
  return { bids, asks, own: [], prints: [], ...part };
}

/** Newest first. */
function prints(...trades: readonly (readonly [number, 'buy' | 'sell', number])[]): readonly Print[] {
  return trades.map(([price, taker, lots], index) => ({ id: 9 - index, price, side: taker, lots, timeMs: 0 }));
}

/** Bid | price | ask, as one reads it on the screen; rows with nothing in them left out. */
function picture(from: LadderSource, place: LadderPlace): readonly string[] {
  return ladderRows(from, place)
    .filter((row) => row.bid + row.ask > 0)
    .map((row) => `${row.bid} | ${row.price} | ${row.ask}`);
}

test('a row for every price around the middle, dearest first, whether anything rests there or not', () => {
  const rows = ladderRows(source(), { middle: 100, step: 1, count: 11 });
  assert.deepEqual(
    rows.map((row) => row.price),
    [105, 104, 103, 102, 101, 100, 99, 98, 97, 96, 95],
  );
  assert.deepEqual(picture(source(), { middle: 100, step: 1, count: 11 }), [
    '0 | 105 | 2',
    '0 | 101 | 1',
    '1 | 99 | 0',
    '2 | 95 | 0',
  ]);
});

test('in larger steps bids merge downwards and asks upwards, up to the last row', () => {
  assert.deepEqual(picture(source(), { middle: 100, step: 10, count: 5 }), [
    '0 | 120 | 4',
    '0 | 110 | 3',
    '3 | 90 | 0',
    '4 | 80 | 0',
  ]);
  assert.deepEqual(picture(source(), { middle: 100, step: 10, count: 3 }), ['0 | 110 | 3', '3 | 90 | 0']);
});

test('own orders stand in the row of their price with what they may still trade', () => {
  const own = ownOrders(market, [
    openOrder({ orderId: 1, price: '0.99', origQty: '0.50000000', executedQty: '0.20000000' }),
    openOrder({ orderId: 2, price: '1.01', side: 'SELL' }),
    openOrder({ orderId: 3, price: '1.00', type: 'STOP_LOSS_LIMIT', stopPrice: '1.00', isWorking: false }),
    openOrder({ orderId: 4, symbol: 'ETHUSDT', price: '1.00' }),
  ]);
  const shown = (step: number): unknown[] =>
    ladderRows(source({ own }), { middle: 100, step, count: 5 })
      .filter((row) => row.own.length > 0)
      .map((row) => [row.price, ...row.own.map((one) => [one.order.orderId, one.side, one.leaves])]);
  assert.deepEqual(shown(1), [
    [101, [2, 'sell', 50_000]],
    [99, [1, 'buy', 30_000]],
  ]);
  assert.deepEqual(shown(10), [
    [110, [2, 'sell', 50_000]],
    [90, [1, 'buy', 30_000]],
  ]);
});

test('trades are summed at their price, where the order stood that they took; the newest is the last', () => {
  const traded = prints([101, 'buy', 1], [101, 'buy', 2], [99, 'sell', 4], [300, 'buy', 8]);
  const shown = (step: number): unknown[] =>
    ladderRows(source({ prints: traded }), { middle: 100, step, count: 5 })
      .filter((row) => row.traded > 0)
      .map((row) => [row.price, row.traded, row.isLast]);
  assert.deepEqual(shown(1), [
    [101, 3, true],
    [99, 4, false],
  ]);
  assert.deepEqual(shown(10), [
    [110, 3, true],
    [90, 4, false],
  ]);
});

test('the middle is between the best prices, on the step; beside the only one, or the last trade, when there is no more', () => {
  const none = { bids: side('bid', []), asks: side('ask', []) };
  assert.equal(marketMiddle(source(), 1), 100);
  assert.equal(marketMiddle(source(), 50), 100);
  assert.equal(marketMiddle(source({ bids: none.bids }), 1), 101);
  assert.equal(marketMiddle(source({ ...none, prints: prints([77, 'buy', 1]) }), 5), 75);
  assert.equal(marketMiddle(source(none), 1), undefined);
});

test('the rows keep still while the market leaves them, and say where it went', () => {
  const place = { middle: 100, step: 1, count: 5 };
  assert.equal(marketBeyond(place, 102), undefined);
  assert.equal(marketBeyond(place, 98), undefined);
  assert.equal(marketBeyond(place, 103), 'above');
  assert.equal(marketBeyond(place, 97), 'below');
});

test('scrolling moves by rows and ends at the lowest price there can be', () => {
  const place = { middle: 100, step: 10, count: 5 };
  assert.equal(scrolledMiddle(place, 3), 130);
  const lowest = scrolledMiddle(place, -99);
  const prices = ladderRows(source(), { ...place, middle: lowest }).map((row) => row.price);
  assert.deepEqual(prices, [50, 40, 30, 20, 10]);
});
