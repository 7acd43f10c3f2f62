/** Named accounts of floors and their API keys. Secrets are stored sealed; the key to them is not in the database. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE trading_account (
    floor text NOT NULL,
    account bigint NOT NULL CHECK (account >= 1000),
    name text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (floor, account),
    UNIQUE (floor, name)
  )`,

  `CREATE TABLE api_key (
    key_id text COLLATE "C" PRIMARY KEY,
    floor text NOT NULL,
    account bigint NOT NULL,
    label text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('hmac', 'ed25519')),
    can_read boolean NOT NULL,
    can_trade boolean NOT NULL,
    material bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    FOREIGN KEY (floor, account) REFERENCES trading_account
  )`,
  'CREATE INDEX api_key_in_force ON api_key (floor, account) WHERE revoked_at IS NULL',
];
