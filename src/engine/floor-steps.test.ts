/** A floor with everything that hears of it: what becomes of it when a step fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietFloor } from '../../test/support/floor-definition.ts';
import { Floor } from '../core/floor/floor.ts';
import type { AccountId, TimestampUs } from '../core/units/brand.ts';
import { BrokenFloor } from './broken-floor.ts';
import { FloorSteps } from './floor-steps.ts';
import { MarketViews } from './views/market-views.ts';

test('behind a step that failed nothing is done any more: neither time passes nor is a command applied', () => {
  const definition = quietFloor();
  const floor = Floor.create(definition, undefined);
  const views = new MarketViews(floor.instruments.symbols.length, definition.startTimeUs);
  const steps = new FloorSteps({ floor, views, log: { info() {}, warn() {}, error() {} } });
  const working = floor.advance;
  floor.advance = () => {
    throw new Error('no price is left');
  };
  const isThat = (error: unknown) => error instanceof BrokenFloor && /no price is left/.test(error.message);
  assert.throws(() => steps.advance(floor.time + 1_000), isThat);
  floor.advance = working;
  const { time, sequence } = floor;
  assert.throws(() => steps.advance(time + 1_000), isThat);
  const command = { type: 'open_account', account: 1000 as AccountId } as const;
  assert.throws(() => steps.apply({ sequence: sequence + 1, time: (time + 2_000) as TimestampUs, command }), isThat);
  assert.deepEqual([floor.time, floor.sequence], [time, sequence]);
});
