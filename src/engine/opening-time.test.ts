import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietFloor } from '../../test/support/floor-definition.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import { wasFollowingWall } from './opening-time.ts';

const second = 1_000_000;
const nowUs = 1_767_323_045_000_000;

/** Whether a floor that was last written at `nowUs` follows the wall; `timeUs`: of its last commit. */
function follows(startTimeUs: number, timeUs?: number): Promise<boolean> {
  const store = { lastCommit: async () => ({ timeUs, writtenUs: nowUs }) } as unknown as JournalStore;
  return wasFollowingWall(store, {
    floorId: 1,
    definition: quietFloor('main', startTimeUs),
    replayHeader: undefined,
  });
}

test('a new floor that began when its making did follows the wall, though its past took long to make', async () => {
  for (const seconds of [0, 1, 23, 60, 119]) assert.ok(await follows(nowUs - seconds * second), `${seconds} s`);
});

test('a new floor of another time does not follow the wall', async () => {
  for (const seconds of [-3600, -11, 121, 86_400])
    assert.equal(await follows(nowUs - seconds * second), false, `${seconds} s`);
});

test('a floor that has run follows the wall if it was with the wall when it last wrote, whenever it began', async () => {
  assert.ok(await follows(nowUs - 86_400 * second, nowUs - 9 * second));
  assert.equal(await follows(nowUs - 86_400 * second, nowUs - 11 * second), false);
});
