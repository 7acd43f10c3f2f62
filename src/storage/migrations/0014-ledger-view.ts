/**
 * A fill's legs are told by its trade alone and are written no more: they were three rows of four of all that trading wrote. Whoever asks
 * for the ledger asks the view, which has each leg once: of trades that an earlier release wrote, as that release wrote them.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `ALTER TABLE account_trade
    ADD COLUMN base_asset integer,
    ADD COLUMN quote_asset integer,
    ADD COLUMN base_amount numeric(40,0)`,

  `CREATE VIEW ledger AS
    SELECT floor_id, event_id, leg, account, asset, amount, reason, time_us, movement_id, counterparty FROM ledger_entry
    UNION ALL
    SELECT trade.floor_id, trade.event_id, part.leg, trade.account, part.asset, part.amount, part.reason, trade.time_us, NULL, NULL
    FROM account_trade trade
    CROSS JOIN LATERAL (VALUES
      (0::smallint, base_asset, CASE WHEN is_buyer THEN base_amount ELSE -base_amount END, 'trade'),
      (1::smallint, quote_asset, CASE WHEN is_buyer THEN -quote_amount ELSE quote_amount END, 'trade'),
      (2::smallint, commission_asset, -commission, 'commission')
    ) part (leg, asset, amount, reason)
    WHERE part.amount <> 0 AND NOT EXISTS (
      SELECT FROM ledger_entry entry WHERE entry.floor_id = trade.floor_id AND entry.event_id = trade.event_id
    )`,
];
