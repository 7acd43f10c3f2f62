/** What every kind of replay keeps to: time may be cut anywhere, a snapshot goes on as the floor would have, money stays whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limit, place } from '../../../test/core/small-floor.ts';
import {
  type BookMoment,
  barFeed,
  bookFeed,
  ReplayFloor,
  replayDefinition,
  tradeFeed,
} from '../../../test/replay/replay-floor.ts';
import { Floor } from '../../core/floor/floor.ts';
import type { AssetIndex, TimestampUs } from '../../core/units/brand.ts';
import { createReplayMarket } from './create-replay-market.ts';
import type { ReplayFeed } from './feed.ts';

const endMs = 600_000;

const trades = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: endMs }),
      fc.constantFrom('buy' as const, 'sell' as const),
      fc.integer({ min: 9900, max: 10100 }),
      fc.integer({ min: 1, max: 5000 }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => tradeFeed(rows.sort(([a], [b]) => a - b)));

const bars = fc
  .array(fc.tuple(fc.integer({ min: 9900, max: 10100 }), fc.integer({ min: 9900, max: 10100 })), {
    minLength: 2,
    maxLength: 10,
  })
  .map((pairs) =>
    barFeed(pairs.map(([open, close]) => [open, Math.max(open, close) + 9, Math.min(open, close) - 7, close, 777])),
  );

const level = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 3000 }));
const moment = fc.oneof(
  fc.tuple(
    fc.constantFrom('buy' as const, 'sell' as const),
    fc.integer({ min: 9940, max: 10060 }),
    fc.integer({ min: 1, max: 4000 }),
  ),
  fc.array(level, { minLength: 1, maxLength: 6 }),
);
const books = fc.array(moment, { minLength: 1, maxLength: 60 }).map((moments) => {
  const opening: BookMoment = [
    0,
    [5, 15, 30].flatMap((away) => [['bid', 10000 - away, 900] as const, ['ask', 10000 + away, 900] as const]),
  ];
  const rest = moments.map((what, i): BookMoment => {
    const time = Math.floor(((i + 1) * endMs) / 61);
    if (typeof what[0] === 'string') return [time, what[0], what[1] as number, what[2] as number];
    // The record's middle wanders, so that its quotes run into users' orders.
    const middle = 10000 + ((i * 37) % 41) - 20;
    const levels = (what as [boolean, number, number][]).map(([isBid, away, lots]) => {
      return isBid ? (['bid', middle - away, lots] as const) : (['ask', middle + away, lots] as const);
    });
    return [time, levels];
  });
  return bookFeed([opening, ...rest]);
});

const orders = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: endMs }),
    fc.constantFrom('buy' as const, 'sell' as const),
    fc.integer({ min: 9900, max: 10100 }),
    fc.integer({ min: 60, max: 4000 }),
  ),
  { maxLength: 12 },
);

function playWith(
  feed: ReplayFeed,
  mine: readonly (readonly [number, 'buy' | 'sell', number, number])[],
  cuts: readonly number[],
) {
  const replay = new ReplayFloor(feed);
  const moments = [
    ...mine.map((order, i) => ({ at: order[0], order, name: `${i}` })),
    ...cuts.map((at) => ({ at, order: undefined, name: '' })),
  ];
  moments.sort((a, b) => a.at - b.at);
  for (const { at, order, name } of moments) {
    if (order === undefined) replay.play(at);
    else replay.apply(place(1000, name, order[1], limit(order[2], order[3])), at * 1000);
  }
  replay.play(endMs);
  return replay;
}

for (const [kind, feeds] of [
  ['trades', trades],
  ['bars', bars],
  ['a book', books],
] as const) {
  test(`${kind}: advancing in pieces is advancing at once, whatever users do; books and money stay whole`, () => {
    const cuts = fc.array(fc.integer({ min: 0, max: endMs }), { maxLength: 20 });
    fc.assert(
      fc.property(feeds, orders, cuts, (feed, mine, at) => {
        const sorted = [...mine].sort((a, b) => a[0] - b[0]);
        const cut = playWith(feed, sorted, at);
        const whole = playWith(feed, sorted, []);
        assert.equal(cut.floor.hash(), whole.floor.hash());
        assert.deepEqual(
          cut.trades.map(({ time, price, quantity }) => [time, price, quantity]),
          whole.trades.map(({ time, price, quantity }) => [time, price, quantity]),
        );
        cut.floor.checkInvariants();
        for (const asset of [0, 1]) assert.equal(cut.floor.ledgerTotal(asset as AssetIndex), 0n);
        const bid = cut.floor.book(0 as never).bestBid();
        const ask = cut.floor.book(0 as never).bestAsk();
        assert(bid === -1 || ask === -1 || bid < ask, `crossed: ${bid} ${ask}`);
      }),
      { numRuns: 60 },
    );
  });

  test(`${kind}: a floor decoded from a snapshot goes on to the same hash`, () => {
    fc.assert(
      fc.property(feeds, orders, fc.integer({ min: 0, max: endMs }), (feed, mine, at) => {
        const definition = replayDefinition(feed);
        const sorted = mine.filter(([time]) => time <= at).sort((a, b) => a[0] - b[0]);
        const replay = new ReplayFloor(feed, definition);
        for (const [i, [time, side, price, lots]] of sorted.entries()) {
          replay.apply(place(1000, `${i}`, side, limit(price, lots)), time * 1000);
        }
        replay.play(at);
        const copy = Floor.decode(definition, createReplayMarket(definition, feed).source, replay.floor.encode());
        assert.equal(copy.hash(), replay.floor.hash());
        const end = (definition.startTimeUs + endMs * 1000) as TimestampUs;
        copy.advance(end);
        replay.play(endMs);
        assert.equal(copy.hash(), replay.floor.hash());
      }),
      { numRuns: 60 },
    );
  });
}

test('a market is refused the data of another recording', () => {
  const feed = tradeFeed([[0, 'buy', 1, 1]]);
  const other = tradeFeed([[0, 'buy', 2, 1]]);
  assert.throws(() => createReplayMarket(replayDefinition(feed), other), /expected recorded data .*, found/);
  assert.throws(() => createReplayMarket(replayDefinition(feed), undefined), /found none/);
});
