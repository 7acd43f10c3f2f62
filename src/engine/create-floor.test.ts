/** A floor is made while others are served: in slices, and it comes out as if made at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FloorBirth, JournalStore } from '../journal/journal-store.ts';
import { systemTimers } from '../journal/timers.ts';
import { createMarket } from '../market/create-market.ts';
import { defaultFloorDefinition } from '../market/default-floor.ts';
import { storeNewFloor } from './create-floor.ts';
import { FloorSteps } from './floor-steps.ts';
import { firstMoment } from './recover-floor.ts';
import { copyFloor } from './snapshot-keeper.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const definition = defaultFloorDefinition({ name: 'made', seed: 'slices', startTimeUs: 1_767_323_045_678_901 });

test('while ten markets and a year of their past are made, the event loop turns hundreds of times', async () => {
  const births: FloorBirth[] = [];
  const store = {
    createFloor: async (birth: FloorBirth) => {
      births.push(birth);
      return { floorId: 1, definition: birth.definition, replayHeader: undefined };
    },
  } as unknown as JournalStore;
  let turns = 0;
  const served = () => {
    turns++;
    if (births.length === 0) setImmediate(served);
  };
  setImmediate(served);
  await storeNewFloor(store, definition, undefined, systemTimers, log);
  assert.ok(turns > 200, `${turns} turns`);

  const [birth] = births;
  assert.ok(birth);
  const once = firstMoment(definition, () => createMarket(definition));
  const steps = new FloorSteps({ ...once, log });
  const candles = once.views.takeClosedCandles();
  const text = (rows: readonly object[]) => rows.map((row) => Object.values(row).join()).join('\n');
  assert.ok(text(birth.candles) === text(candles));
  assert.equal(birth.firstSnapshot.checksum, copyFloor(steps, 0).checksum);
});
