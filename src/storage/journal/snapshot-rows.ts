/**
 * Snapshots: written whole, the newest few kept. They are read in pieces: the driver takes bytes as a text of twice their
 * length, which has a limit, and both would be in memory at once.
 */
import type { Pool, PoolClient } from 'pg';
import { type SnapshotRecord, snapshotsKept } from '../../journal/snapshot-record.ts';

export async function insertSnapshot(db: Pool | PoolClient, floorId: number, snapshot: SnapshotRecord): Promise<void> {
  await db.query(
    `INSERT INTO snapshot (floor_id, sequence, time_us, batch_no, rules_version, state_hash, last_event_id, state, views,
       checksum)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (floor_id, sequence, time_us) DO UPDATE
       SET state_hash = excluded.state_hash, batch_no = excluded.batch_no, rules_version = excluded.rules_version,
           last_event_id = excluded.last_event_id, state = excluded.state, views = excluded.views,
           checksum = excluded.checksum, written_at = clock_timestamp()`,
    [
      floorId,
      snapshot.sequence,
      snapshot.timeUs,
      snapshot.batchNo,
      snapshot.rulesVersion,
      snapshot.stateHash,
      snapshot.lastEventId,
      snapshot.state,
      snapshot.views,
      snapshot.checksum,
    ],
  );
}

/** Deletes all but the newest `snapshotsKept`. */
export async function deleteOldSnapshots(pool: Pool, floorId: number): Promise<void> {
  await pool.query(
    `DELETE FROM snapshot WHERE floor_id = $1 AND (sequence, time_us) NOT IN (
       SELECT sequence, time_us FROM snapshot WHERE floor_id = $1
       ORDER BY sequence DESC, time_us DESC LIMIT ${snapshotsKept})`,
    [floorId],
  );
}

/** Bytes of a state that are read at once. */
const pieceBytes = 8 << 20;

/** Newest first, one at a time. */
export async function* selectSnapshots(pool: Pool, floorId: number): AsyncIterable<SnapshotRecord> {
  const { rows: keys } = await pool.query<{ sequence: number; time_us: number }>(
    'SELECT sequence, time_us FROM snapshot WHERE floor_id = $1 ORDER BY sequence DESC, time_us DESC',
    [floorId],
  );
  for (const key of keys) {
    const { rows } = await pool.query<SnapshotRow>(
      `SELECT sequence, time_us, batch_no, rules_version, state_hash, last_event_id, length(state) AS state_bytes, views,
         checksum
       FROM snapshot WHERE floor_id = $1 AND sequence = $2 AND time_us = $3`,
      [floorId, key.sequence, key.time_us],
    );
    if (rows[0] === undefined) continue;
    const state = await selectState(pool, floorId, key, rows[0].state_bytes);
    if (state !== undefined) yield toSnapshot(rows[0], state);
  }
}

/** Undefined when the row went meanwhile, as one that is no longer among the newest. */
async function selectState(
  pool: Pool,
  floorId: number,
  key: { readonly sequence: number; readonly time_us: number },
  bytes: number,
): Promise<Buffer | undefined> {
  const state = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += pieceBytes) {
    const { rows } = await pool.query<{ piece: Buffer }>(
      `SELECT substring(state FROM $4 FOR $5) AS piece FROM snapshot
       WHERE floor_id = $1 AND sequence = $2 AND time_us = $3`,
      [floorId, key.sequence, key.time_us, at + 1, pieceBytes],
    );
    if (rows[0] === undefined) return undefined;
    rows[0].piece.copy(state, at);
  }
  return state;
}

/** Floor time of the newest. */
export async function selectNewestSnapshotTime(pool: Pool, floorId: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ time_us: number }>(
    'SELECT time_us FROM snapshot WHERE floor_id = $1 ORDER BY sequence DESC, time_us DESC LIMIT 1',
    [floorId],
  );
  return rows[0]?.time_us;
}

interface SnapshotRow {
  readonly sequence: number;
  readonly time_us: number;
  readonly batch_no: number;
  readonly rules_version: number;
  readonly state_hash: string;
  readonly last_event_id: number;
  readonly state_bytes: number;
  readonly views: Buffer;
  readonly checksum: number;
}

function toSnapshot(row: SnapshotRow, state: Buffer): SnapshotRecord {
  return {
    sequence: row.sequence,
    timeUs: row.time_us,
    batchNo: row.batch_no,
    rulesVersion: row.rules_version,
    stateHash: row.state_hash,
    lastEventId: row.last_event_id,
    state,
    views: row.views,
    checksum: row.checksum,
  };
}
