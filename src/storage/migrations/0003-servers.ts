/**
 * Several servers on one database: who they are, who writes which floor and for how long, and the secret by which they know
 * each other. A floor's epoch stays in its own row; the lease has a row of its own because it is renewed all the time.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE server (
    server_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    address text,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
  ) WITH (fillfactor = 50)`,

  `CREATE TABLE writer_lease (
    floor_id integer PRIMARY KEY REFERENCES floor,
    server_id integer NOT NULL,
    until timestamptz NOT NULL
  ) WITH (fillfactor = 50)`,

  `CREATE TABLE peer_secret (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    secret bytea NOT NULL
  )`,
];
