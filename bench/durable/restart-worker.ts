/**
 * A restart by its parts, and what a snapshot does to the server that takes it: `restart-worker.ts DATA_DIRECTORY`, in a process of
 * its own, on what the worker of the other parts has left behind.
 */
import { Floor } from '../../src/core/floor/floor.ts';
import { stateHash } from '../../src/core/snapshot/state-hash.ts';
import { FloorAudit } from '../../src/engine/floor-audit.ts';
import { FloorSteps } from '../../src/engine/floor-steps.ts';
import { SnapshotKeeper } from '../../src/engine/snapshot-keeper.ts';
import { MarketViews } from '../../src/engine/views/market-views.ts';
import { systemClock } from '../../src/engine/wall-clock.ts';
import type { FloorRecord, JournalStore } from '../../src/journal/journal-store.ts';
import { Projector } from '../../src/journal/projections/projector.ts';
import { checkSnapshot, type SnapshotRecord } from '../../src/journal/snapshot-record.ts';
import { systemTimers } from '../../src/journal/timers.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { answerParent } from '../support/worker.ts';
import { silent } from './durable-floor.ts';

export interface RestartParts {
  readonly bytes: number;
  /** Milliseconds. */
  readonly read: number;
  readonly checked: number;
  readonly decoded: number;
  /** Longest turn of the event loop while a snapshot is taken and stored; how long the floor stands for it. */
  readonly longestTurn: number;
  readonly standing: number;
  readonly stored: number;
}

const [dataDir = ''] = process.argv.slice(2);
answerParent(async () => {
  const database = await openDatabase({ dataDir });
  const store = openJournalStore(database);
  try {
    const [record] = await store.floors();
    if (record === undefined) throw new Error('expected a floor');
    return await measure(store, record);
  } finally {
    await store.releaseWriters();
    await database.close();
  }
});

async function measure(store: JournalStore, record: FloorRecord): Promise<RestartParts> {
  const began = performance.now();
  const snapshot = await newest(store, record.floorId);
  const read = performance.now();
  checkSnapshot(snapshot);
  if (stateHash(snapshot.state) !== snapshot.stateHash) throw new Error('expected the hash of the snapshot');
  const checked = performance.now();
  const floor = Floor.decode(record.definition, undefined, snapshot.state);
  const decoded = performance.now();
  const views = MarketViews.decode(record.definition.symbols.length, snapshot.views);
  const steps = new FloorSteps({ floor, views, log: silent });
  const parts = {
    bytes: snapshot.state.length,
    read: read - began,
    checked: checked - read,
    decoded: decoded - checked,
  };
  return { ...parts, ...(await takeSnapshot(store, record, steps, snapshot.batchNo)) };
}

async function newest(store: JournalStore, floorId: number): Promise<SnapshotRecord> {
  for await (const snapshot of store.snapshots(floorId)) return snapshot;
  throw new Error('expected a snapshot');
}

async function takeSnapshot(store: JournalStore, { floorId }: FloorRecord, steps: FloorSteps, batchNo: number) {
  const { floor } = steps;
  const projector = new Projector({
    ...{ store, floorId, instruments: floor.instruments, position: steps.lastEventId, timers: systemTimers },
    report: (error) => silent.error({ err: error }, 'projection.failed'),
  });
  const nowMs = () => systemClock.monotonicUs() / 1000;
  const audit = new FloorAudit({ name: 'bench', floor, log: silent, nowMs, failed: () => {} });
  const timing = { wallClock: systemClock, timers: systemTimers, snapshotEveryMs: 0 };
  let stored = 0;
  const told: JournalStore = {
    ...store,
    saveSnapshot: async (id, made) => {
      await store.saveSnapshot(id, made);
      stored = performance.now();
    },
  };
  const keeper = new SnapshotKeeper({ store: told, floorId, steps, projector, audit, ...timing, log: silent });
  steps.advance(floor.time + 1);
  let longestTurn = 0;
  let before = performance.now();
  const began = before;
  let standing = 0;
  keeper.takeWhenDue(batchNo, () => {
    standing = performance.now() - began;
  });
  while (stored === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = performance.now();
    longestTurn = Math.max(longestTurn, now - before);
    before = now;
  }
  return { longestTurn, standing, stored: stored - began };
}
