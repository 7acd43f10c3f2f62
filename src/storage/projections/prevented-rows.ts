/** Matches that self-trade prevention prevented. Both sides tell of the same one, and the first to come is kept. */
import type { Pool, PoolClient } from 'pg';
import type { AccountId, SymbolIndex } from '../../core/units/brand.ts';
import type { PreventedMatchRange, PreventedMatchRecord } from '../../journal/history-reader.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';

export async function insertPreventedMatches(
  client: PoolClient,
  floorId: number,
  rows: readonly PreventedMatchRecord[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: PreventedMatchRecord) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'insert_prevented_matches',
    text: `INSERT INTO prevented_match (floor_id, symbol, prevented_match_id, taker_account, taker_order_id, maker_account,
        maker_order_id, trade_group, mode, price, taker_prevented, maker_prevented, time_us)
      SELECT $1::int, ${columnsOf('int bigint bigint bigint bigint bigint int text bigint bigint bigint bigint')}
      ON CONFLICT (floor_id, symbol, prevented_match_id) DO NOTHING`,
    values: [
      floorId,
      column((row) => row.symbol),
      column((row) => row.preventedMatchId),
      column((row) => row.takerAccount),
      column((row) => row.takerOrderId),
      column((row) => row.makerAccount),
      column((row) => row.makerOrderId),
      column((row) => row.tradeGroup),
      column((row) => row.mode),
      column((row) => row.price),
      column((row) => row.takerPrevented),
      column((row) => row.makerPrevented),
      column((row) => row.time),
    ],
  });
}

/** Of an account on either side; oldest first. */
export async function selectPreventedMatches(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  range: PreventedMatchRange,
): Promise<PreventedMatchRecord[]> {
  const columns = `SELECT prevented_match_id AS "preventedMatchId", symbol, taker_account AS "takerAccount",
      taker_order_id AS "takerOrderId", maker_account AS "makerAccount", maker_order_id AS "makerOrderId",
      trade_group AS "tradeGroup", mode, price, taker_prevented AS "takerPrevented", maker_prevented AS "makerPrevented",
      time_us AS "time"
    FROM prevented_match WHERE floor_id = $1 AND symbol = $2`;
  if ('preventedMatchId' in range) {
    const { rows } = await pool.query<PreventedMatchRecord>(
      `${columns} AND prevented_match_id = $3 AND $4 IN (taker_account, maker_account)`,
      [floorId, symbol, range.preventedMatchId, account],
    );
    return rows;
  }
  const { rows } = await pool.query<PreventedMatchRecord>(
    `${columns} AND prevented_match_id >= $3
       AND ((taker_order_id = $4 AND taker_account = $5) OR (maker_order_id = $4 AND maker_account = $5))
     ORDER BY prevented_match_id LIMIT $6`,
    [floorId, symbol, range.fromId, range.orderId, account, range.limit],
  );
  return rows;
}
