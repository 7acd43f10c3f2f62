/** Faults of floors that ended a server. By the database's clock, so that servers need not agree on one. */
import type { Pool } from 'pg';
import type { FloorFault } from '../../journal/journal-store.ts';

/** Forgets that floor's of more than a day ago. */
export async function insertFault(pool: Pool, floorId: number, fault: FloorFault): Promise<void> {
  await pool.query(
    `WITH old AS (DELETE FROM floor_fault WHERE floor_id = $1 AND noted_at < clock_timestamp() - interval '1 day')
     INSERT INTO floor_fault (floor_id, release, reason) VALUES ($1, $2, $3)`,
    [floorId, fault.release, fault.reason],
  );
}

/** Those within the last so many milliseconds, the newest first. */
export async function selectFaults(pool: Pool, floorId: number, withinMs: number): Promise<FloorFault[]> {
  const { rows } = await pool.query<FloorFault>(
    `SELECT release, reason FROM floor_fault
     WHERE floor_id = $1 AND noted_at > clock_timestamp() - $2::integer * interval '1 millisecond' ORDER BY fault_id DESC`,
    [floorId, withinMs],
  );
  return rows;
}
