import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { FloorParts } from '../gateway/admin/floor-parts.ts';
import { FloorExists } from '../journal/journal-errors.ts';
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
    ...{ name: 'eth', seed: 'seed', replay: [path], symbol: undefined, apiRules: undefined, parts: undefined },
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

const simulated = {
  ...{ name: 'class', seed: 'seed', replay: undefined, symbol: undefined, apiRules: undefined },
  ...{ startTimeUs: Date.UTC(2026, 0, 1) * 1000, clock: { rate: 1, paused: false } },
};

/** The definition that an order would make a floor of. */
async function madeOf(parts: FloorParts): Promise<FloorDefinition> {
  const made: FloorDefinition[] = [];
  const keep = {
    createFloor: (definition: FloorDefinition) => {
      made.push(definition);
      return Promise.reject(new FloorExists('kept'));
    },
  };
  await assert.rejects(
    floorMaker(keep)({ ...simulated, parts }, () => undefined),
    { message: 'kept' },
  );
  return made[0]!;
}

test('parts of a definition stand in place of the default floor’s, and the rest is as there', async () => {
  const usual = await madeOf({});
  const fees = { makerPpm: 0, takerPpm: 250 };
  const definition = await madeOf({ fees });
  assert.deepEqual(definition, { ...usual, fees });
});

test('some of the default floor’s symbols are played as there', async () => {
  const usual = await madeOf({});
  const symbols = usual.symbols.filter(({ name }) => name === 'ETHUSDT' || name === 'BTCUSDT');
  const { market } = await madeOf({ symbols });
  const played = (market['symbols'] as readonly { symbol: string }[]).map(({ symbol }) => symbol);
  assert.deepEqual(played, ['BTCUSDT', 'ETHUSDT']);
});

test('a symbol that the default floor has not needs a word about its market', async () => {
  const usual = await madeOf({});
  const symbols = [{ ...usual.symbols[0]!, name: 'TULIPUSDT' }];
  await assert.rejects(
    floorMaker(engine)({ ...simulated, parts: { symbols } }, () => undefined),
    /no TULIPUSDT; \{"kind":"none"\}/,
  );
  assert.deepEqual((await madeOf({ symbols, market: { kind: 'none' } })).market, { kind: 'none' });
});

test('what recorded data has is not given beside it', async () => {
  const path = join(folder, 'LTCUSDT-trades.csv');
  writeFileSync(path, '1,70.5,0.25,17.625,1723075200000,True,True\n');
  const order = { ...simulated, startTimeUs: undefined, replay: [path], parts: { assets: [] } };
  await assert.rejects(
    floorMaker(engine)(order, () => undefined),
    /assets: expected none/,
  );
});
