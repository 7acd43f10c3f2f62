/** The stored form of a feed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { barFeed, bookFeed, tradeFeed } from '../../../test/replay/replay-floor.ts';
import { atOnce, type Slices } from '../../core/snapshot/slices.ts';
import { decodeReplay, encodeReplay, ReplayFormatError } from './encode-replay.ts';
import { VarintReader, VarintWriter } from './varint.ts';

test('whole numbers of any size up to 2^53 come back, signed ones up to 2^52', () => {
  fc.assert(
    fc.property(
      fc.array(fc.maxSafeNat()),
      fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })),
      (wholes, signed) => {
        const writer = new VarintWriter();
        for (const value of wholes) writer.whole(value);
        for (const value of signed) writer.signed(value);
        const reader = new VarintReader(writer.take());
        for (const value of wholes) assert.equal(reader.whole(), value);
        for (const value of signed) assert.equal(reader.signed() + 0, value);
        assert(reader.atEnd);
      },
    ),
  );
});

const feeds = [
  tradeFeed([
    [0, 'buy', 10000, 30],
    [7, 'sell', 2 ** 31 - 2, 2 ** 53 - 1],
  ]),
  barFeed([[100, 110, 90, 105, 50], undefined, [105, 130, 100, 120, 900]]),
  bookFeed([
    [0, [['bid', 1, 5]]],
    [3, 'sell', 1, 2],
  ]),
];

test('a feed comes back from its header as JSON and its pieces', () => {
  for (const feed of feeds) {
    const { header, chunks } = atOnce(encodeReplay(feed));
    assert.equal(header.digest, feed.digest);
    assert.deepEqual(atOnce(decodeReplay(JSON.parse(JSON.stringify(header)), chunks)), feed);
  }
});

test('a long recording is packed and unpacked in slices: whoever else is served waits for one of them', () => {
  const feed = tradeFeed(Array.from({ length: 300_000 }, (_, i) => [i, 'buy', 100 + (i % 7), 1 + (i % 5)] as const));
  const slicesOf = (slices: Slices<unknown>): number => {
    let count = 1;
    while (slices.next().done !== true) count++;
    return count;
  };
  const { header, chunks } = atOnce(encodeReplay(feed));
  assert(slicesOf(encodeReplay(feed)) > 9);
  assert(slicesOf(decodeReplay(header, chunks)) > 9);
});

test('different feeds have different digests', () => {
  assert.equal(new Set(feeds.map(({ digest }) => digest)).size, feeds.length);
});

test('cut or altered pieces are refused', () => {
  for (const feed of feeds) {
    const { header, chunks } = atOnce(encodeReplay(feed));
    const first = chunks[0] ?? new Uint8Array();
    assert.throws(() => atOnce(decodeReplay(header, [first.slice(1)])), ReplayFormatError);
    for (let i = 0; i < first.length; i++) {
      const altered = first.slice();
      altered[i] = (altered[i] ?? 0) ^ 1;
      assert.throws(() => atOnce(decodeReplay(header, [altered])), ReplayFormatError);
    }
    const renamed = { ...header, series: header.series.map((series) => ({ ...series, tickSize: '0.1' })) };
    assert.throws(() => atOnce(decodeReplay(renamed, chunks)), ReplayFormatError);
  }
});
