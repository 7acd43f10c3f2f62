/**
 * States of floors are stored as they come: dense already, they were compressed at each snapshot for little, and a piece of a
 * compressed one is read by decompressing all that stands before it.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE snapshot ALTER COLUMN state SET STORAGE EXTERNAL`.execute(db);
}
