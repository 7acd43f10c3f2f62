/** Ledger entries of users' accounts, one row per leg. */
import type { PoolClient } from 'pg';
import type { EntryRow } from '../../journal/projections/project-event.ts';
import { type PlainValue, plainArray } from '../array-literal.ts';

export async function insertEntries(client: PoolClient, floorId: number, rows: readonly EntryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: EntryRow) => PlainValue): string => plainArray(rows, read);
  await client.query({
    name: 'insert_entries',
    text: `INSERT INTO ledger_entry (floor_id, event_id, leg, account, asset, amount, reason, time_us)
      SELECT $1, * FROM unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::int[], $6::numeric[], $7::text[], $8::bigint[])
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
    ],
  });
}
