import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { BookSide } from '../stores/book-side.ts';
import { averageTicks, sweep } from './sweep.ts';

const market = bitcoin();
const asks = new BookSide('ask');
asks.set(1_000, 10);
asks.set(1_010, 20);

test('a buy walks up the asks and costs exactly what it takes', () => {
  const taken = sweep(market, asks, 'buy', { lots: 15 });
  assert.deepEqual(taken, { lots: 15, quote: 150_500n, levels: 2, worst: 1_010, complete: true });
  assert.equal(averageTicks(market, taken), 15_050 / 15);
});

test('a limit is not passed', () => {
  const taken = sweep(market, asks, 'buy', { lots: 15 }, 1_005);
  assert.equal(taken.lots, 10);
  assert.equal(taken.complete, false);
});

test('a quote amount buys whole lots and never more than it pays for', () => {
  const taken = sweep(market, asks, 'buy', { quote: 120_199n });
  assert.deepEqual([taken.lots, taken.quote, taken.complete], [11, 110_100n, true]);
});

test('a book too thin says so', () => {
  assert.equal(sweep(market, asks, 'buy', { lots: 31 }).complete, false);
  assert.equal(sweep(market, new BookSide('ask'), 'buy', { lots: 1 }).lots, 0);
});
