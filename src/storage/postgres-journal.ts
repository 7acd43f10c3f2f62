/** The journal's store over PostgreSQL: the transactions, each made of the one-query functions beside it. */
import type pg from 'pg';
import type { JournalStore } from '../journal/journal-store.ts';
import type { ProjectionRows } from '../journal/projections/project-event.ts';
import type { Database } from './database.ts';
import { insertBatch, selectBatch, selectBatchesAfter, selectLastCommit } from './journal/batch-rows.ts';
import { insertFloor, raiseWriterEpoch, selectFloors, selectWriter } from './journal/floor-rows.ts';
import { insertReplayChunks, selectReplayChunks } from './journal/replay-rows.ts';
import { deleteOldSnapshots, insertSnapshot, selectSnapshots } from './journal/snapshot-rows.ts';
import { WriterLocks } from './journal/writer-locks.ts';
import { openHistory } from './postgres-history.ts';
import { insertAmendments } from './projections/amendment-rows.ts';
import { selectCandles, upsertCandles } from './projections/candle-rows.ts';
import { insertEntries } from './projections/entry-rows.ts';
import { upsertOrders } from './projections/order-rows.ts';
import { deleteProjections, selectPosition, upsertPosition } from './projections/position-rows.ts';
import { insertTrades } from './projections/trade-rows.ts';

/** How long a killed writer's session may take to be noticed. */
const claimWaitMs = 3_000;

export function openJournalStore(database: Database): JournalStore {
  const { pool } = database;
  const locks = new WriterLocks(database);
  return {
    createFloor: async (birth) => {
      const floorId = await inTransaction(pool, async (client) => {
        const id = await insertFloor(client, birth.definition, birth.replay?.header);
        await insertSnapshot(client, id, birth.firstSnapshot);
        await upsertCandles(client, id, birth.candles);
        await upsertPosition(client, id, birth.firstSnapshot.lastEventId);
        if (birth.replay !== undefined) await insertReplayChunks(client, id, birth.replay.chunks);
        return id;
      });
      return { floorId, definition: birth.definition, replayHeader: birth.replay?.header };
    },
    floors: () => selectFloors(pool),
    replayChunks: (floorId) => selectReplayChunks(pool, floorId),

    claimWriter: async (floorId, holder) => {
      await locks.take(floorId, claimWaitMs, () => selectWriter(pool, floorId));
      return { epoch: await raiseWriterEpoch(pool, floorId, holder) };
    },
    releaseWriters: () => locks.release(),
    append: (floorId, batch) => insertBatch(pool, floorId, batch),
    batch: (floorId, batchNo) => selectBatch(pool, floorId, batchNo),
    batchesAfter: (floorId, batchNo) => selectBatchesAfter(pool, floorId, batchNo),
    lastCommit: (floorId) => selectLastCommit(pool, floorId),

    saveSnapshot: async (floorId, snapshot) => {
      await insertSnapshot(pool, floorId, snapshot);
      await deleteOldSnapshots(pool, floorId);
    },
    snapshots: (floorId) => selectSnapshots(pool, floorId),

    projectedEventId: (floorId) => selectPosition(pool, floorId),
    project: (floorId, rows, lastEventId) =>
      inTransaction(pool, (client) => projectRows(client, floorId, rows, lastEventId)),
    clearProjections: (floorId) => inTransaction(pool, (client) => deleteProjections(client, floorId)),
    storeCandles: (floorId, candles) => upsertCandles(pool, floorId, candles),
    candles: (floorId) => selectCandles(pool, floorId),
    history: (floorId, reached) => openHistory(pool, floorId, reached),
  };
}

/** Synced like every commit: PostgreSQL may crash alone, and rows the projector believes stored must still be there. */
async function projectRows(
  client: pg.PoolClient,
  floorId: number,
  rows: ProjectionRows,
  lastEventId: number,
): Promise<void> {
  await upsertOrders(client, floorId, rows.orders);
  await insertTrades(client, floorId, rows.trades);
  await insertAmendments(client, floorId, rows.amendments);
  await insertEntries(client, floorId, rows.entries);
  await upsertPosition(client, floorId, lastEventId);
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failed = error as Error;
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    // A connection on which something went wrong is not used again.
    client.release(failed);
  }
}
