/** Listen keys of clients that still open their user data that way; one per account, replaced when it is over. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE listen_key (
        floor text NOT NULL,
        account bigint NOT NULL,
        listen_key text NOT NULL UNIQUE,
        api_key text NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (floor, account)
      )`,
    )
    .execute(db);
}
