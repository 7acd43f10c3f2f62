/** Journal batches. The insert is the commit every order waits for: one row, one prepared statement, nothing else. */
import type { DatabaseError, Pool, PoolClient, QueryConfig } from 'pg';
import type { StoredBatch } from '../../journal/batch.ts';
import { BatchTaken, NotWritten } from '../../journal/journal-errors.ts';
import type { KeptClient } from '../kept-client.ts';

const uniqueViolation = '23505';
/** A commit that takes longer counts as of unknown outcome. */
const commitMs = 8_000;
/** A look at where the journal stands: a query waits for it. */
const lookMs = 1_000;
/** Batches of one page when reading a journal. */
const pageRows = 500;

/**
 * Sent before it returns, when a connection is at hand. Rejects with `BatchTaken` when the floor has a batch of this number, with
 * `NotWritten` when the database was not reached or refused the row (out of connections, out of disk); with anything else the row
 * may be there.
 */
export async function insertBatch(kept: KeptClient, floorId: number, batch: StoredBatch): Promise<void> {
  let client: PoolClient;
  try {
    const taken = kept.take();
    client = taken instanceof Promise ? await taken : taken;
  } catch (cause) {
    throw new NotWritten(`the database was not reached: ${(cause as Error).message}`, { cause });
  }
  let broken: Error | undefined;
  try {
    await client.query(
      timed({
        name: 'insert_batch',
        query_timeout: commitMs,
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
      }),
    );
  } catch (error) {
    const { code, severity, message } = error as Partial<DatabaseError>;
    if (code === uniqueViolation) {
      throw new BatchTaken(`batch ${batch.batchNo} of floor ${floorId} was written by another writer`);
    }
    broken = error as Error;
    // An ERROR undoes its statement. A connection that ended (FATAL, PANIC, or no answer) leaves it open.
    if (severity === 'ERROR') throw new NotWritten(`the database refused: ${message}`, { cause: error });
    throw error;
  } finally {
    kept.giveBack(client, broken);
  }
}

export async function selectBatch(pool: Pool, floorId: number, batchNo: number): Promise<StoredBatch | undefined> {
  const { rows } = await pool.query<BatchRow>(`${selectRows} WHERE floor_id = $1 AND batch_no = $2`, [
    floorId,
    batchNo,
  ]);
  return rows[0] === undefined ? undefined : toBatch(rows[0]);
}

/** Number of the newest batch, 0 before the first. */
export async function selectNewestBatchNo(pool: Pool, floorId: number): Promise<number> {
  const { rows } = await pool.query<{ batch_no: number }>(
    timed({
      name: 'select_newest_batch_no',
      query_timeout: lookMs,
      text: 'SELECT batch_no FROM journal_batch WHERE floor_id = $1 ORDER BY batch_no DESC LIMIT 1',
      values: [floorId],
    }),
  );
  return rows[0]?.batch_no ?? 0;
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

/** Of the newest batch that holds commands; of the floor's making when there is none. */
export async function selectLastCommit(
  pool: Pool,
  floorId: number,
): Promise<{ timeUs: number | undefined; writtenUs: number }> {
  const { rows } = await pool.query<{ time_us: number | null; written_us: number }>(
    `SELECT batch.time_us, (extract(epoch FROM coalesce(batch.written_at, floor.created_at)) * 1000000)::bigint AS written_us
     FROM floor LEFT JOIN LATERAL (
       SELECT time_us, written_at FROM journal_batch
       WHERE floor_id = floor.floor_id AND last_sequence >= first_sequence ORDER BY batch_no DESC LIMIT 1) batch ON true
     WHERE floor.floor_id = $1`,
    [floorId],
  );
  return { timeUs: rows[0]?.time_us ?? undefined, writtenUs: rows[0]?.written_us ?? 0 };
}

/** node-postgres takes a time limit per query; its types don't say so. */
function timed<T extends QueryConfig>(query: T & { readonly query_timeout: number }): T {
  return query;
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
