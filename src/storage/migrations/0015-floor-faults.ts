/** When a floor ended its server, and why: one that does so again and again is set aside for the others. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE floor_fault (
        fault_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        floor_id integer NOT NULL REFERENCES floor,
        release text NOT NULL,
        reason text NOT NULL,
        noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`,
    )
    .execute(db);
}
