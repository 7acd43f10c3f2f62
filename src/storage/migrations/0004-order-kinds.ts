/** What orders have since they may wait for a trigger. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE account_order
    ADD COLUMN stop_price bigint NOT NULL DEFAULT 0,
    ADD COLUMN trailing_delta integer,
    ADD COLUMN trailing_since_us bigint,
    ADD COLUMN working_at_us bigint`.execute(db);
}
