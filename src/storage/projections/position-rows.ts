/** How far the projections have come: the last account event in them. */
import type { Pool, PoolClient } from 'pg';

export async function upsertPosition(client: PoolClient, floorId: number, lastEventId: number): Promise<void> {
  await client.query({
    name: 'upsert_position',
    text: `INSERT INTO projection (floor_id, last_event_id) VALUES ($1, $2)
      ON CONFLICT (floor_id) DO UPDATE SET last_event_id = greatest(projection.last_event_id, excluded.last_event_id)`,
    values: [floorId, lastEventId],
  });
}

export async function selectPosition(pool: Pool, floorId: number): Promise<number> {
  const { rows } = await pool.query<{ last_event_id: number }>(
    'SELECT last_event_id FROM projection WHERE floor_id = $1',
    [floorId],
  );
  return rows[0]?.last_event_id ?? 0;
}

/** Forgets all rows made of account events. */
export async function deleteProjections(client: PoolClient, floorId: number): Promise<void> {
  for (const table of [
    'account_order',
    'order_list',
    'order_amendment',
    'prevented_match',
    'account_trade',
    'ledger_entry',
    'projection',
  ]) {
    await client.query(`DELETE FROM ${table} WHERE floor_id = $1`, [floorId]);
  }
}
