/** Matches that self-trade prevention prevented, and the last of them that took something from an order. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'ALTER TABLE account_order ADD COLUMN prevented_match_id bigint',

  `CREATE TABLE prevented_match (
    floor_id integer NOT NULL,
    symbol integer NOT NULL,
    prevented_match_id bigint NOT NULL,
    taker_account bigint NOT NULL,
    taker_order_id bigint NOT NULL,
    maker_account bigint NOT NULL,
    maker_order_id bigint NOT NULL,
    trade_group integer NOT NULL,
    mode text NOT NULL,
    price bigint NOT NULL,
    taker_prevented bigint NOT NULL,
    maker_prevented bigint NOT NULL,
    time_us bigint NOT NULL,
    PRIMARY KEY (floor_id, symbol, prevented_match_id)
  )`,
  'CREATE INDEX prevented_match_by_taker ON prevented_match (floor_id, symbol, taker_order_id, prevented_match_id)',
  'CREATE INDEX prevented_match_by_maker ON prevented_match (floor_id, symbol, maker_order_id, prevented_match_id)',
];
