/**
 * Floors, their journals, snapshots and replay data, and the projections that answer questions about the past.
 * Amounts that may pass 2^53 are numeric(40,0); everything else that counts is bigint below 2^53.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE schema_level (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    newest text COLLATE "C" NOT NULL,
    oldest_release text COLLATE "C" NOT NULL
  )`,

  `CREATE TABLE floor (
    floor_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    definition text NOT NULL,
    rules_version integer NOT NULL,
    replay_header text,
    created_at timestamptz NOT NULL DEFAULT now(),
    writer_epoch bigint NOT NULL DEFAULT 0,
    writer text,
    writer_since timestamptz
  )`,

  // The primary key is the fence: of two writers only one can write batch N. No foreign key: it would lock and rewrite the
  // floor's row with every commit, which doubled the backend's time.
  `CREATE TABLE journal_batch (
    floor_id integer NOT NULL,
    batch_no bigint NOT NULL CHECK (batch_no > 0),
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL CHECK (last_sequence >= first_sequence - 1),
    writer_epoch bigint NOT NULL,
    rules_version integer NOT NULL,
    time_us bigint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    payload bytea NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (floor_id, batch_no)
  ) WITH (toast_tuple_target = 8160)`,
  'ALTER TABLE journal_batch ALTER COLUMN payload SET STORAGE EXTERNAL',

  `CREATE TABLE snapshot (
    floor_id integer NOT NULL REFERENCES floor,
    sequence bigint NOT NULL,
    time_us bigint NOT NULL,
    batch_no bigint NOT NULL,
    rules_version integer NOT NULL,
    state_hash text NOT NULL,
    last_event_id bigint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state bytea NOT NULL,
    views bytea NOT NULL,
    checksum bigint NOT NULL,
    PRIMARY KEY (floor_id, sequence, time_us)
  )`,

  `CREATE TABLE replay_chunk (
    floor_id integer NOT NULL REFERENCES floor,
    chunk_no integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (floor_id, chunk_no)
  )`,
  'ALTER TABLE replay_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL',

  `CREATE TABLE projection (
    floor_id integer PRIMARY KEY REFERENCES floor,
    last_event_id bigint NOT NULL
  )`,

  `CREATE TABLE account_order (
    floor_id integer NOT NULL,
    symbol integer NOT NULL,
    order_id bigint NOT NULL,
    account bigint NOT NULL,
    client_order_id text COLLATE "C" NOT NULL,
    side text NOT NULL,
    kind text NOT NULL,
    time_in_force text NOT NULL,
    price bigint NOT NULL,
    quantity bigint NOT NULL,
    quote_amount numeric(40,0) NOT NULL,
    self_trade_prevention text NOT NULL,
    strategy_id bigint,
    strategy_type bigint,
    status text NOT NULL,
    expiry_reason text,
    executed bigint NOT NULL,
    cumulative_quote numeric(40,0) NOT NULL,
    prevented bigint NOT NULL,
    created_at_us bigint NOT NULL,
    updated_at_us bigint NOT NULL,
    event_id bigint NOT NULL,
    PRIMARY KEY (floor_id, symbol, order_id)
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX account_order_by_id ON account_order (floor_id, account, symbol, order_id)',
  // Rows arrive in the order of time, so block ranges find a period at next to no cost for the insert.
  'CREATE INDEX account_order_by_time ON account_order USING brin (created_at_us) WITH (pages_per_range = 16)',
  'CREATE INDEX account_order_by_client_id ON account_order (floor_id, account, symbol, client_order_id, order_id)',

  `CREATE TABLE account_trade (
    floor_id integer NOT NULL,
    event_id bigint NOT NULL,
    account bigint NOT NULL,
    symbol integer NOT NULL,
    trade_id bigint NOT NULL,
    order_id bigint NOT NULL,
    price bigint NOT NULL,
    quantity bigint NOT NULL,
    quote_amount numeric(40,0) NOT NULL,
    commission numeric(40,0) NOT NULL,
    commission_asset integer NOT NULL,
    time_us bigint NOT NULL,
    is_buyer boolean NOT NULL,
    is_maker boolean NOT NULL,
    PRIMARY KEY (floor_id, event_id)
  )`,
  'CREATE INDEX account_trade_by_id ON account_trade (floor_id, account, symbol, trade_id, event_id)',
  'CREATE INDEX account_trade_by_order ON account_trade (floor_id, symbol, order_id)',
  'CREATE INDEX account_trade_by_time ON account_trade USING brin (time_us) WITH (pages_per_range = 16)',

  `CREATE TABLE ledger_entry (
    floor_id integer NOT NULL,
    event_id bigint NOT NULL,
    leg smallint NOT NULL,
    account bigint NOT NULL,
    asset integer NOT NULL,
    amount numeric(40,0) NOT NULL,
    reason text NOT NULL,
    time_us bigint NOT NULL,
    PRIMARY KEY (floor_id, event_id, leg)
  )`,

  // Prices in ticks, volumes in lots, quote volumes in ticks times lots.
  `CREATE TABLE kline (
    floor_id integer NOT NULL,
    symbol integer NOT NULL,
    interval text COLLATE "C" NOT NULL,
    open_time_us bigint NOT NULL,
    open bigint NOT NULL,
    high bigint NOT NULL,
    low bigint NOT NULL,
    close bigint NOT NULL,
    volume bigint NOT NULL,
    quote_volume numeric(40,0) NOT NULL,
    trades bigint NOT NULL,
    taker_buy_volume bigint NOT NULL,
    taker_buy_quote_volume numeric(40,0) NOT NULL,
    first_trade_id bigint NOT NULL,
    last_trade_id bigint NOT NULL,
    PRIMARY KEY (floor_id, symbol, interval, open_time_us)
  )`,
];
