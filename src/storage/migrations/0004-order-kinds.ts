/** What orders have since they may wait for a trigger show a part at a time or take their price from the book, and the history of their amendments. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `ALTER TABLE account_order
    ADD COLUMN stop_price bigint NOT NULL DEFAULT 0,
    ADD COLUMN trailing_delta integer,
    ADD COLUMN trailing_since_us bigint,
    ADD COLUMN working_at_us bigint,
    ADD COLUMN iceberg_quantity bigint NOT NULL DEFAULT 0,
    ADD COLUMN peg_to text,
    ADD COLUMN peg_levels integer,
    ADD COLUMN pegged_price bigint`,

  `CREATE TABLE order_amendment (
    floor_id integer NOT NULL,
    event_id bigint NOT NULL,
    account bigint NOT NULL,
    symbol integer NOT NULL,
    order_id bigint NOT NULL,
    previous_client_order_id text COLLATE "C" NOT NULL,
    client_order_id text COLLATE "C" NOT NULL,
    previous_quantity bigint NOT NULL,
    quantity bigint NOT NULL,
    time_us bigint NOT NULL,
    PRIMARY KEY (floor_id, event_id)
  )`,
  'CREATE INDEX order_amendment_by_order ON order_amendment (floor_id, symbol, order_id, event_id)',
];
