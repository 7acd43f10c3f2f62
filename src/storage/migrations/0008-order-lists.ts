/** Order lists as they last stood, and which list an order, or a trade's order, is of. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'ALTER TABLE account_order ADD COLUMN order_list_id bigint',
  'ALTER TABLE account_trade ADD COLUMN order_list_id bigint',
  `CREATE TABLE order_list (
    floor_id integer NOT NULL,
    order_list_id bigint NOT NULL,
    account bigint NOT NULL,
    symbol integer NOT NULL,
    list_client_order_id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    orders jsonb NOT NULL,
    created_at_us bigint NOT NULL,
    updated_at_us bigint NOT NULL,
    event_id bigint NOT NULL,
    PRIMARY KEY (floor_id, order_list_id)
  )`,
  'CREATE INDEX order_list_by_account ON order_list (floor_id, account, order_list_id)',
  'CREATE INDEX order_list_by_client_id ON order_list (floor_id, account, list_client_order_id, order_list_id)',
];
