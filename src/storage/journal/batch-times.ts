/** Which floor time it was at a moment of wall time: the journal knows both of every batch. */
import type { Pool } from 'pg';

/**
 * Floor time of the last batch that was written before `wallUs` (microseconds, the database's clock); 0 when there is none. Batches are
 * numbered without gaps in the order they are written, so that one is found by halving. The first batch of a writer bore no floor
 * time in earlier releases (0): the one before it tells.
 */
export async function selectFloorTimeAt(pool: Pool, floorId: number, wallUs: number): Promise<number> {
  const { rows } = await pool.query<{ readonly time_us: number }>(
    `WITH RECURSIVE halving(low, high) AS (
       SELECT min(batch_no), max(batch_no) + 1 FROM journal_batch WHERE floor_id = $1
       UNION ALL
       SELECT CASE WHEN probe.is_before THEN middle + 1 ELSE low END, CASE WHEN probe.is_before THEN high ELSE middle END
       FROM halving, LATERAL (SELECT (low + high) / 2 AS middle) AS half,
         LATERAL (SELECT extract(epoch FROM written_at) * 1000000 < $2 AS is_before FROM journal_batch
           WHERE floor_id = $1 AND batch_no = middle) AS probe
       WHERE low < high
     )
     SELECT time_us FROM journal_batch
     WHERE floor_id = $1 AND batch_no <= (SELECT low - 1 FROM halving WHERE low >= high) AND time_us > 0
     ORDER BY batch_no DESC LIMIT 1`,
    [floorId, wallUs],
  );
  return rows[0]?.time_us ?? 0;
}
