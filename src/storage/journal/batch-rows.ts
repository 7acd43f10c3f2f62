/** Journal batches. The insert is the commit every order waits for: one row, one prepared statement, nothing else. */
import type { Pool } from 'pg';
import type { StoredBatch } from '../../journal/batch.ts';
import { BatchTaken } from '../../journal/journal-errors.ts';

const uniqueViolation = '23505';
/** Batches of one page when reading a journal. */
const pageRows = 500;

/** Rejects with `BatchTaken` when the floor has a batch of this number. */
export async function insertBatch(pool: Pool, floorId: number, batch: StoredBatch): Promise<void> {
  try {
    await pool.query({
      name: 'insert_batch',
      text: `INSERT INTO journal_batch (floor_id, batch_no, first_sequence, last_sequence, writer_epoch, rules_version,
               time_us, payload, checksum)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        floorId,
        batch.batchNo,
        batch.firstSequence,
        batch.lastSequence,
        batch.writerEpoch,
        batch.rulesVersion,
        batch.timeUs,
        batch.payload,
        batch.checksum,
      ],
    });
  } catch (error) {
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
    throw new BatchTaken(`batch ${batch.batchNo} of floor ${floorId} was written by another writer`);
  }
}

export async function selectBatch(pool: Pool, floorId: number, batchNo: number): Promise<StoredBatch | undefined> {
  const { rows } = await pool.query<BatchRow>(`${selectRows} WHERE floor_id = $1 AND batch_no = $2`, [
    floorId,
    batchNo,
  ]);
  return rows[0] === undefined ? undefined : toBatch(rows[0]);
}

export async function* selectBatchesAfter(pool: Pool, floorId: number, batchNo: number): AsyncIterable<StoredBatch> {
  for (let after = batchNo; ; ) {
    const { rows } = await pool.query<BatchRow>(
      `${selectRows} WHERE floor_id = $1 AND batch_no > $2 ORDER BY batch_no LIMIT ${pageRows}`,
      [floorId, after],
    );
    for (const row of rows) yield toBatch(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last.batch_no;
  }
}

/** Microseconds since 1970 by the database's clock, of the newest batch. */
export async function selectLastWrittenUs(pool: Pool, floorId: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ written_us: number }>(
    `SELECT (extract(epoch FROM written_at) * 1000000)::bigint AS written_us
     FROM journal_batch WHERE floor_id = $1 ORDER BY batch_no DESC LIMIT 1`,
    [floorId],
  );
  return rows[0]?.written_us;
}

interface BatchRow {
  readonly batch_no: number;
  readonly first_sequence: number;
  readonly last_sequence: number;
  readonly writer_epoch: number;
  readonly rules_version: number;
  readonly time_us: number;
  readonly payload: Buffer;
  readonly checksum: number;
}

const selectRows = `SELECT batch_no, first_sequence, last_sequence, writer_epoch, rules_version, time_us, payload, checksum
  FROM journal_batch`;

function toBatch(row: BatchRow): StoredBatch {
  return {
    batchNo: row.batch_no,
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
    writerEpoch: row.writer_epoch,
    rulesVersion: row.rules_version,
    timeUs: row.time_us,
    payload: row.payload,
    checksum: row.checksum,
  };
}
