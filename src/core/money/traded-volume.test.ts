import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SmallFloor, smallDefinition } from '../../../test/core/small-floor.ts';
import type { FeeDefinition } from '../instruments/fee-definition.ts';
import { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { TradedVolume } from './traded-volume.ts';

const dayUs = 86_400_000_000;
const tiers = [
  { tier: 2, least: 500n },
  { tier: 1, least: 100n },
];

test('the thirty days before today count, from their first instant to their last, and today does not', () => {
  const volume = new TradedVolume(tiers);
  volume.record(1, 40 * dayUs, 60n);
  volume.record(1, 41 * dayUs - 1, 40n);
  volume.record(1, 41 * dayUs, 400n);
  const tierOn = (day: number) => volume.tierOf(1, day * dayUs);
  assert.deepEqual([40, 41, 42, 70, 71, 72].map(tierOn), [0, 1, 2, 2, 1, 0]);
  assert.equal(volume.tierOf(1, 42 * dayUs - 1), 1, 'until the last instant of the day');
  assert.equal(volume.tierOf(2, 42 * dayUs), 0);
  volume.record(1, 75 * dayUs, 99n);
  assert.deepEqual([75, 76].map(tierOn), [0, 0], 'one unit short');
});

test('it comes back from a snapshot', () => {
  const volume = new TradedVolume(tiers);
  for (const account of [7, 3]) for (const day of [10, 12]) volume.record(account, day * dayUs, 10n ** 20n);
  const out = new ByteWriter(64);
  volume.encode(out);
  const bytes = out.take();
  const back = new TradedVolume(tiers);
  back.decode(new ByteReader(bytes));
  const again = new ByteWriter(64);
  back.encode(again);
  assert.deepEqual(again.take(), bytes);
  assert.equal(back.tierOf(3, 11 * dayUs), 2);
});

test('a volume without an asset to count it in, or that is no number, is refused by the name of its field', () => {
  const refused = (changes: Partial<FeeDefinition>, message: RegExp) => {
    assert.throws(() => new SmallFloor({ ...smallDefinition, fees: { ...smallDefinition.fees, ...changes } }), message);
  };
  const rates = { name: 'vip', makerPpm: 0, takerPpm: 0 };
  refused({ tiers: [{ ...rates, volumeMin: '5' }] }, /fees.volumeAsset: expected the name of an asset/);
  refused(
    { tiers: [{ ...rates, volumeMin: '-5' }], volumeAsset: 'USDT' },
    /fees.tiers\[0\].volumeMin: expected a positive/,
  );
});
