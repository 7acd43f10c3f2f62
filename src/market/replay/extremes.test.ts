/** Recordings of enormous and of tiny numbers: each is played, or refused before there is a floor. None may break the floor that plays it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importText, refusalOf } from '../../../test/replay/import-text.ts';
import { barFeed, bookFeed, ReplayFloor, replayDefinition, tradeFeed } from '../../../test/replay/replay-floor.ts';
import { atOnce } from '../../core/snapshot/slices.ts';
import { MarketDefinitionError } from '../market-definition-error.ts';
import { createFeed } from './encode-replay.ts';
import { priceMax, type ReplayFeed } from './feed.ts';

function playedThrough(feed: ReplayFeed): ReplayFloor {
  const floor = new ReplayFloor(feed);
  for (let minute = 1; minute <= 5; minute++) floor.play(minute * 60_000);
  floor.floor.checkInvariants();
  return floor;
}

test('a tape near the highest price has no depth beyond it, and plays', () => {
  const { floor, trades } = playedThrough(
    tradeFeed([
      [0, 'buy', priceMax - 40, 5],
      [1000, 'sell', priceMax - 900, 5],
      [2000, 'buy', priceMax, 5],
      [60_000, 'sell', priceMax - 2_000_000, 5],
      [61_000, 'buy', priceMax - 1, 5],
    ]),
  );
  assert.equal(trades.length, 5);
  assert(floor.book(0 as never).bestAsk() <= priceMax);
});

test('a tape at the lowest price has no depth below it, and plays', () => {
  const { trades } = playedThrough(
    tradeFeed([
      [0, 'sell', 1, 5],
      [1000, 'buy', 1, 5],
      [2000, 'sell', 2, 5],
      [60_000, 'buy', 1, 5],
    ]),
  );
  assert.equal(trades.length, 4);
});

test('a price that no book can hold is refused', () => {
  const row = (price: string) => `1,${price},1,0,1700000000000,true\n`;
  assert.match(refusalOf({ 'BTCUSDT-trades.csv': row('21.47483647') }), /a price of at most 2147483646 steps/);
  assert.equal(importText({ 'BTCUSDT-trades.csv': row('21.47483646') }).series[0]?.prices[0], priceMax);
});

test('where orders are worth very much, the quote asset has fewer decimals: no order is played in hundreds of parts', () => {
  // Forty for four thousand millions: a pair against a currency of small units.
  const rows = [1, 2, 3].map((i) => `${i},100000000.5,40${i}.125,0,17000000000${i}0,true\n`).join('');
  const { series } = importText({ 'BTCBIDR-trades.csv': rows });
  const feed = atOnce(createFeed(series));
  const definition = replayDefinition(feed);
  const quote = definition.assets.find(({ name }) => name === 'BIDR');
  assert(quote !== undefined && quote.decimals < 8 && quote.decimals >= 4, `${quote?.decimals} decimals`);
  const floor = new ReplayFloor(feed, definition);
  floor.play(60_000);
  assert.equal(floor.trades.length, 3);
  floor.floor.checkInvariants();
});

test('users order no more at once than stays exact when many do so at one price', () => {
  const feed = atOnce(
    createFeed(importText({ 'BTCUSDT-trades.csv': '1,20000.5,0.00000001,0,1700000000000,true\n' }).series),
  );
  const [symbol] = replayDefinition(feed).symbols;
  assert.equal(symbol?.maxQuantity, '10000');
});

test('quantities of which a few would not stay exact at one price are refused: depth is thirty mean trades', () => {
  const feed = tradeFeed([[0, 'buy', 8, 2 ** 49]]);
  assert.throws(() => replayDefinition(feed), /BTCUSDT: expected quantities below 2\^50 steps/);
});

for (const [what, feed] of [
  ['trades', tradeFeed([[0, 'buy', 2_000_000_000, 5_000_000_000_000]])],
  ['bars', barFeed([[1_000_000_000, 2_000_000_000, 1_000_000_000, 2_000_000_000, 800_000_000_000_000]])],
  ['a book', bookFeed([[0, [['bid', 2_000_000_000, 5_000_000_000_000]]]])],
] as const) {
  test(`orders worth more than can be played are refused: ${what}`, () => {
    assert.throws(
      () => replayDefinition(feed),
      (error) => error instanceof MarketDefinitionError && /BTCUSDT: expected orders worth/.test(error.message),
    );
  });
}
