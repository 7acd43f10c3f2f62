/**
 * Movements of paper money in the ledger's history: their ids, the other side of a transfer, and the way to find them. And
 * which accounts are one user's: each further one names the first.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'ALTER TABLE ledger_entry ADD COLUMN movement_id bigint, ADD COLUMN counterparty bigint',
  // Trades make nearly all entries; they have no movement and cost this index nothing.
  `CREATE INDEX ledger_entry_movement ON ledger_entry (floor_id, account, movement_id, event_id)
    WHERE movement_id IS NOT NULL`,
  'ALTER TABLE trading_account ADD COLUMN owner_account bigint',
];
