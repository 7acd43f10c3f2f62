/** Ledger entries of users' accounts, one row per leg. */
import type { Pool, PoolClient } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { AccountMovement, MovementRange } from '../../journal/history-reader.ts';
import type { EntryRow } from '../../journal/projections/project-event.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';

export async function insertEntries(client: PoolClient, floorId: number, rows: readonly EntryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: EntryRow) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'insert_entries',
    text: `INSERT INTO ledger_entry (floor_id, event_id, leg, account, asset, amount, reason, time_us,
        movement_id, counterparty)
      SELECT $1::int, ${columnsOf('bigint smallint bigint int numeric text bigint bigint bigint')}
      ON CONFLICT (floor_id, event_id, leg) DO NOTHING`,
    values: [
      floorId,
      column((row) => row.eventId),
      column((row) => row.leg),
      column((row) => row.account),
      column((row) => row.asset),
      column((row) => row.amount),
      column((row) => row.reason),
      column((row) => row.timeUs),
      column((row) => row.movementId),
      column((row) => row.counterparty),
    ],
  });
}

/** Oldest first; by movement from `fromId`, else by time from `startTime`, else the latest. */
export async function selectMovements(
  pool: Pool,
  floorId: number,
  account: AccountId,
  range: MovementRange,
): Promise<AccountMovement[]> {
  const ascending = range.fromId !== undefined || range.startTime !== undefined;
  const direction = ascending ? 'ASC' : 'DESC';
  const { rows } = await pool.query<AccountMovement & { amount: string; counterparty: AccountId | null }>(
    `SELECT movement_id AS "movementId", reason AS kind, asset, amount, counterparty, time_us AS "time"
     FROM ledger_entry WHERE floor_id = $1 AND account = $2 AND movement_id IS NOT NULL
       AND ($3::bigint IS NULL OR movement_id >= $3)
       AND ($4::bigint IS NULL OR time_us >= $4)
       AND ($5::bigint IS NULL OR time_us <= $5)
       AND ($6::text[] IS NULL OR reason = ANY ($6))
       AND ($7::int IS NULL OR asset = $7)
       AND ($9::text IS NULL OR (amount > 0) = ($9 = 'in'))
     ORDER BY movement_id ${direction}, event_id ${direction} LIMIT $8`,
    [
      ...[floorId, account, range.fromId, range.startTime, range.endTime, range.kinds, range.asset, range.limit],
      range.direction,
    ],
  );
  const movements = rows.map((row) => ({
    ...row,
    amount: BigInt(row.amount),
    counterparty: row.counterparty ?? undefined,
  }));
  return ascending ? movements : movements.reverse();
}
