import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { floorMaker } from './floor-maker.ts';

const folder = mkdtempSync(join(tmpdir(), 'paperfloor-maker-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const engine = {
  createFloor: () => assert.fail('a floor that cannot be was made'),
};

test('a start outside the recording is refused with the UTC times that are inside', async () => {
  const path = join(folder, 'ETHUSDT-trades.csv');
  const trade = (id: number, ms: number) => `${id},2000.5,0.25,500.125,${ms},True,True\n`;
  const from = Date.UTC(2024, 7, 8);
  writeFileSync(path, trade(1, from) + trade(2, from + 1_500));
  const order = {
    ...{ name: 'eth', seed: 'seed', replay: [path], symbol: undefined, apiRules: undefined },
    ...{ startTimeUs: Date.UTC(2024, 7, 7) * 1000 + 250, clock: { rate: 1, paused: false } },
  };
  await assert.rejects(
    floorMaker(engine)(order, () => undefined),
    {
      message:
        '--start: expected a time from 2024-08-08T00:00:00.000Z to 2024-08-08T00:00:01.500Z (the recorded data), ' +
        'found 2024-08-07T00:00:00.000250Z',
    },
  );
});
