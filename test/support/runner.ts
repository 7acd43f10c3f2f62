/** A floor's writer over a journal that only counts, for tests of what the writer itself does. */
import assert from 'node:assert/strict';
import { Floor } from '../../src/core/floor/floor.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type { AccountId, SymbolIndex } from '../../src/core/units/brand.ts';
import { FloorAudit } from '../../src/engine/floor-audit.ts';
import { FloorClock } from '../../src/engine/floor-clock.ts';
import { FloorRunner } from '../../src/engine/floor-runner.ts';
import { FloorSteps } from '../../src/engine/floor-steps.ts';
import { SnapshotKeeper } from '../../src/engine/snapshot-keeper.ts';
import { MarketViews } from '../../src/engine/views/market-views.ts';
import type { WallClock } from '../../src/engine/wall-clock.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { Projector } from '../../src/journal/projections/projector.ts';
import type { SnapshotRecord } from '../../src/journal/snapshot-record.ts';
import { systemTimers, type Timers } from '../../src/journal/timers.ts';
import { quietFloor } from './floor-definition.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Is journaled, and changes nothing. */
export const refused: UserCommand = {
  type: 'cancel_order',
  account: 1000 as AccountId,
  symbol: 0 as SymbolIndex,
  clientOrderId: 'unknown',
  cancelId: 'x',
};

/**
 * A writer of a paused floor, whose journal is only counted. `began` is called when a batch is sent, `appending` while it is being
 * committed, and fails it by throwing; `failed` when the floor is broken.
 */
export async function openRunner(
  timers: Timers,
  wallClock: WallClock,
  appending: () => void,
  { began = () => {}, failed = assert.fail }: { began?: () => void; failed?: (error: Error) => void } = {},
) {
  const definition = quietFloor();
  const snapshots: SnapshotRecord[] = [];
  const store = {
    claimWriter: async () => ({ epoch: 1 }),
    append: async () => {
      began();
      await new Promise((resolve) => setImmediate(resolve));
      appending();
    },
    storeCandles: async () => {},
    saveSnapshot: async (_: number, record: SnapshotRecord) => {
      snapshots.push(record);
    },
  } as unknown as JournalStore;
  const floor = Floor.create(definition, undefined);
  const projector = new Projector({
    ...{ store, floorId: 1, instruments: floor.instruments, position: 0, timers: systemTimers, report: () => {} },
  });
  const views = new MarketViews(floor.instruments.symbols.length, definition.startTimeUs);
  const steps = new FloorSteps({ floor, views, projector, log });
  const nowMs = () => wallClock.monotonicUs() / 1000;
  const audit = new FloorAudit({ name: definition.name, floor, log, nowMs, failed: () => {} });
  const keeper = new SnapshotKeeper({ store, floorId: 1, steps, projector, audit, wallClock, timers, log });
  const writer = new JournalWriter({ store, floorId: 1, holder: 'test', rulesVersion });
  await writer.fence({ batchNo: 0, sequence: 0, timeUs: floor.time });
  const clock = new FloorClock(wallClock, floor.time);
  const runner = new FloorRunner({
    ...{ name: definition.name, steps, projector, writer, clock, wallClock, timers, audit, snapshots: keeper, log },
    deposed: assert.fail,
    failed,
  });
  return { runner, floor, steps, keeper, snapshots };
}
