/** When snapshots are taken, and what stops them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietFloor } from '../../test/support/floor-definition.ts';
import { Floor } from '../core/floor/floor.ts';
import { createInstruments } from '../core/instruments/create-instruments.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { CandleRow } from '../journal/projections/candle-row.ts';
import { Projector } from '../journal/projections/projector.ts';
import type { SnapshotRecord } from '../journal/snapshot-record.ts';
import { systemTimers } from '../journal/timers.ts';
import { AuditFailed, FloorAudit } from './floor-audit.ts';
import { FloorSteps } from './floor-steps.ts';
import { everyCommands, everyEvents, SnapshotKeeper } from './snapshot-keeper.ts';
import { MarketViews } from './views/market-views.ts';
import type { WallClock } from './wall-clock.ts';

const minuteUs = 60_000_000;
/** No turn's time is ever used up: what is due is copied at once. */
const standingClock: WallClock = { wallUs: () => 0, monotonicUs: () => 0 };
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** A keeper that always finds it time, and the candles that reach its store. */
function openKeeper(symbols: number, snapshotEveryMs = 0) {
  const quiet = quietFloor();
  const [pattern] = quiet.symbols;
  assert.ok(pattern);
  const definition = {
    ...quiet,
    symbols: Array.from({ length: symbols }, (_, index) => ({ ...pattern, name: `SYMBOL${index}` })),
  };
  const candles: CandleRow[] = [];
  const snapshots: number[] = [];
  /** What the store waits for before it takes candles. */
  const held = { until: Promise.resolve() };
  const store = {
    storeCandles: async (_: number, rows: readonly CandleRow[]) => {
      await held.until;
      for (const row of rows) candles.push(row);
    },
    saveSnapshot: async (_: number, record: SnapshotRecord) => {
      snapshots.push(record.sequence);
    },
  } as unknown as JournalStore;
  const projector = new Projector({
    store,
    floorId: 1,
    instruments: createInstruments(definition),
    position: 0,
    timers: systemTimers,
    report: () => {},
  });
  const floor = Floor.create(definition, undefined);
  const views = new MarketViews(symbols, definition.startTimeUs);
  const steps = new FloorSteps({ floor, views, projector, log });
  const audit = new FloorAudit({ name: definition.name, floor, log, nowMs: () => 0, failed: () => {} });
  const keeper = new SnapshotKeeper({
    store,
    floorId: 1,
    steps,
    projector,
    audit,
    wallClock: standingClock,
    timers: systemTimers,
    snapshotEveryMs,
    log,
  });
  return { keeper, steps, audit, candles, snapshots, held };
}

test('a floor that fails its audit is not stored, not then and not later', async () => {
  const { keeper, steps, audit, snapshots } = openKeeper(1);
  const { checkSlices } = steps.floor;
  steps.advance(steps.floor.time + minuteUs);
  // biome-ignore lint/correctness/useYield: it fails before its first slice.
  steps.floor.checkSlices = function* () {
    throw new Error('money is missing');
  };
  let goesOn = 0;
  keeper.takeWhenDue(0, (error) => {
    assert.equal(error, undefined, 'a fault is no bug of the keeper');
    goesOn++;
  });
  assert.equal(goesOn, 1);
  assert.equal(audit.fault, 'money is missing');
  steps.floor.checkSlices = checkSlices;
  await assert.rejects(keeper.take(0), AuditFailed);
  assert.deepEqual(snapshots, []);
});

test('the candles of a long time reach the store in one snapshot', async () => {
  const { keeper, steps, candles } = openKeeper(40);
  const { floor } = steps;
  for (let symbol = 0; symbol < 40; symbol++) {
    floor.marketEvents.trade(symbol, floor.time, 0, 1000, 10, 1, 1, 2, 2, 3, 1);
  }
  steps.advance(floor.time + 7 * 24 * 60 * minuteUs);
  await keeper.take(0);
  assert.ok(candles.length > 40 * 7 * 24 * 60);
});

test('a snapshot is taken after so many market events, and after so many commands, whatever the time', async () => {
  const hour = 3_600_000;
  const { keeper, steps, snapshots } = openKeeper(1, hour);
  const { floor } = steps;
  const trade = () => floor.marketEvents.trade(0, floor.time, 0, 1000, 10, 1, 1, 2, 2, 3, 1);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  for (let count = 0; count < everyEvents - 1; count++) {
    trade();
    if (count % 1000 === 0) steps.advance(floor.time);
  }
  steps.advance(floor.time);
  keeper.takeWhenDue(0, () => {});
  await settle();
  assert.deepEqual(snapshots, []);
  trade();
  steps.advance(floor.time);
  keeper.takeWhenDue(0, () => {});
  await settle();
  assert.deepEqual(snapshots, [0]);
  const command = { type: 'grant_time' } as const;
  for (let sequence = 1; sequence <= everyCommands; sequence++) {
    keeper.takeWhenDue(0, () => {});
    assert.equal(snapshots.length, 1);
    steps.apply({ sequence, time: floor.time, command });
  }
  keeper.takeWhenDue(0, () => {});
  await settle();
  assert.deepEqual(snapshots, [0, everyCommands]);
});

test('candles that closed while an earlier snapshot was being stored are stored with the next', async () => {
  const { keeper, steps, candles, held } = openKeeper(1);
  const { floor } = steps;
  const pass = (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      floor.marketEvents.trade(0, floor.time, 0, 1000, 10, 1, 1, 2, 2, 3, 1);
      steps.advance(floor.time + minuteUs);
    }
  };
  const minutes = () => candles.filter(({ interval }) => interval === '1m').map(({ openTimeUs }) => openTimeUs);
  const began = Math.floor(floor.time / minuteUs) * minuteUs;
  pass(3);
  const { promise, resolve } = Promise.withResolvers<void>();
  held.until = promise;
  const taking = keeper.take(0);
  // The floor is lost to another server meanwhile, whose newest snapshot is of the fifth minute.
  pass(4);
  keeper.takenElsewhere(began + 5 * minuteUs);
  resolve();
  await taking;
  await keeper.take(1);
  assert.deepEqual(new Set(minutes().map((openTimeUs) => (openTimeUs - began) / minuteUs)), new Set([0, 1, 2, 5, 6]));
});
