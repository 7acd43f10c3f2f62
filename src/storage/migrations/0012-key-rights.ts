/**
 * API keys get more kinds, networks they may be used from, an expiry, and the id of the key that sealed their secret. What is
 * done about keys is kept in rows that can only be added. Everything has a default: the release before goes on, and looks at
 * neither networks nor expiry.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `ALTER TABLE api_key
    ADD COLUMN networks text[] NOT NULL DEFAULT '{}',
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN sealed_by text COLLATE "C",
    DROP CONSTRAINT api_key_kind_check,
    ADD CONSTRAINT api_key_kind_check CHECK (kind IN ('hmac', 'ed25519', 'rsa'))`,

  `CREATE TABLE identity_audit (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    floor text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL
  )`,
  `CREATE FUNCTION identity_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of identity_audit are added and never changed'; END $$`,
  `CREATE TRIGGER identity_audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_audit
    FOR EACH STATEMENT EXECUTE FUNCTION identity_audit_stays()`,
];
