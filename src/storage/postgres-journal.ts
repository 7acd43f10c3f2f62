/** The journal's store over PostgreSQL: the transactions, each made of the one-query functions beside it. */
import { hostname } from 'node:os';
import type pg from 'pg';
import { WriterBusy } from '../journal/journal-errors.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { ProjectionRows } from '../journal/projections/project-event.ts';
import type { Database } from './database.ts';
import {
  insertBatch,
  selectBatch,
  selectBatchesAfter,
  selectLastCommit,
  selectNewestBatchNo,
} from './journal/batch-rows.ts';
import { insertFault, selectFaults } from './journal/fault-rows.ts';
import { insertFloor, selectFloors, selectWriter } from './journal/floor-rows.ts';
import {
  claimLease,
  deleteLease,
  leaveServer,
  passLease,
  renewLeases,
  selectCompany,
  selectLeases,
  selectPeerSecret,
  updateAddress,
} from './journal/lease-rows.ts';
import { insertReplayChunks, selectReplayChunks } from './journal/replay-rows.ts';
import {
  deleteOldSnapshots,
  insertSnapshot,
  selectNewestSnapshotTime,
  selectSnapshots,
} from './journal/snapshot-rows.ts';
import { openHistory } from './postgres-history.ts';
import { insertAmendments } from './projections/amendment-rows.ts';
import { deleteCandlesBefore, selectCandles, upsertCandles } from './projections/candle-rows.ts';
import { insertEntries } from './projections/entry-rows.ts';
import { upsertLists } from './projections/list-rows.ts';
import { upsertOrders } from './projections/order-rows.ts';
import { deleteProjections, selectPosition, upsertPosition } from './projections/position-rows.ts';
import { insertPreventedMatches } from './projections/prevented-rows.ts';
import { insertTrades } from './projections/trade-rows.ts';
import { ServerSession } from './server-session.ts';

/**
 * Rows of a statement. Its text is made in one turn of the event loop: of 30,000 orders in 135 ms, of 1,000 in two, and the database takes
 * as long for them either way.
 */
const pieceMax = 1_000;

/** `session`: this server's own, shared with whoever else hears notifications on it. */
export function openJournalStore(database: Database, session = openServerSession(database)): JournalStore {
  const { pool, kept, embedded } = database;
  const sole = embedded !== undefined;
  const { ask } = session;
  /** Where the other servers reach this one. */
  let announced: string | undefined;
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

    sole,
    heardAll: () => session.isCurrent,
    claimWriter: async (floorId, holder, gone) => {
      const server = await session.number();
      const former = sole ? (await selectLeases(ask)).map((lease) => lease.server) : [];
      const claim = { floorId, server, holder, former, gone, forever: sole };
      const epoch = await claimLease(ask, claim);
      if (epoch !== undefined) return { epoch };
      const writer = (await selectWriter(pool, floorId)) ?? 'unknown';
      throw new WriterBusy(`floor ${floorId} is being written by another server (${writer})`);
    },
    passWriter: async (floorId, to) => passLease(ask, floorId, await session.number(), to),
    releaseWriter: async (floorId) => deleteLease(ask, floorId, await session.number()),
    noteFault: (floorId, fault) => insertFault(pool, floorId, fault),
    faults: (floorId, withinMs) => selectFaults(pool, floorId, withinMs),
    beat: async () => {
      const server = await session.number();
      await renewLeases(ask, server, { name: session.name, address: announced });
      return { server, leases: await selectLeases(ask), company: await selectCompany(ask, server) };
    },
    announce: async (address) => {
      announced = address;
      await updateAddress(ask, await session.number(), address);
    },
    peerSecret: () => selectPeerSecret(pool),
    releaseWriters: async () => {
      await session.leave((server) => leaveServer(ask, server));
    },
    append: (floorId, batch) => insertBatch(kept, floorId, batch),
    batch: (floorId, batchNo) => selectBatch(pool, floorId, batchNo),
    newestBatchNo: (floorId) => selectNewestBatchNo(pool, floorId),
    batchesAfter: (floorId, batchNo) => selectBatchesAfter(pool, floorId, batchNo),
    lastCommit: (floorId) => selectLastCommit(pool, floorId),

    saveSnapshot: async (floorId, snapshot) => {
      await insertSnapshot(pool, floorId, snapshot);
      await deleteOldSnapshots(pool, floorId);
    },
    snapshots: (floorId) => selectSnapshots(pool, floorId),
    newestSnapshotUs: (floorId) => selectNewestSnapshotTime(pool, floorId),

    projectedEventId: (floorId) => selectPosition(pool, floorId),
    project: (floorId, rows, lastEventId) =>
      inTransaction(pool, (client) => projectRows(client, floorId, rows, lastEventId)),
    clearProjections: (floorId) => inTransaction(pool, (client) => deleteProjections(client, floorId)),
    storeCandles: async (floorId, candles, keptFromUs = {}) => {
      await upsertCandles(pool, floorId, candles);
      for (const [interval, fromUs] of Object.entries(keptFromUs)) {
        await deleteCandlesBefore(pool, floorId, interval, fromUs);
      }
    },
    candles: (floorId) => selectCandles(pool, floorId),
    history: (floorId, reached) => openHistory(pool, floorId, reached),
  };
}

export function openServerSession(database: Pick<Database, 'connect'>): ServerSession {
  return new ServerSession(database, `${hostname()} process ${process.pid}`);
}

/** Synced like every commit: PostgreSQL may crash alone, and rows the projector believes stored must still be there. */
async function projectRows(
  client: pg.PoolClient,
  floorId: number,
  rows: ProjectionRows,
  lastEventId: number,
): Promise<void> {
  await inPieces(rows.orders, (piece) => upsertOrders(client, floorId, piece));
  await inPieces(rows.lists, (piece) => upsertLists(client, floorId, piece));
  await inPieces(rows.trades, (piece) => insertTrades(client, floorId, piece));
  await inPieces(rows.amendments, (piece) => insertAmendments(client, floorId, piece));
  await inPieces(rows.preventedMatches, (piece) => insertPreventedMatches(client, floorId, piece));
  await inPieces(rows.entries, (piece) => insertEntries(client, floorId, piece));
  await upsertPosition(client, floorId, lastEventId);
}

async function inPieces<Row>(rows: readonly Row[], write: (piece: readonly Row[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < rows.length; from += pieceMax) await write(rows.slice(from, from + pieceMax));
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
