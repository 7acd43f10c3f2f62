/** Lowerings of orders' quantities, one row each. */
import type { Pool, PoolClient } from 'pg';
import type { AccountId, OrderId, SymbolIndex } from '../../core/units/brand.ts';
import type { HistoryRange, OrderAmendment } from '../../journal/history-reader.ts';
import type { AmendmentRow } from '../../journal/projections/project-event.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';

export async function insertAmendments(
  client: PoolClient,
  floorId: number,
  rows: readonly AmendmentRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: AmendmentRow) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'insert_amendments',
    text: `INSERT INTO order_amendment (floor_id, event_id, account, symbol, order_id, previous_client_order_id,
        client_order_id, previous_quantity, quantity, time_us)
      SELECT $1::int, ${columnsOf('bigint bigint int bigint text text bigint bigint bigint')}
      ON CONFLICT (floor_id, event_id) DO NOTHING`,
    values: [
      floorId,
      column((row) => row.eventId),
      column((row) => row.account),
      column((row) => row.symbol),
      column((row) => row.orderId),
      rows.map((row) => row.previousClientOrderId),
      rows.map((row) => row.clientOrderId),
      column((row) => row.previousQuantity),
      column((row) => row.quantity),
      column((row) => row.time),
    ],
  });
}

/** Of one order, oldest first, from execution id `fromId`. */
export async function selectAmendments(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  orderId: OrderId,
  range: Pick<HistoryRange, 'fromId' | 'limit'>,
): Promise<OrderAmendment[]> {
  const { rows } = await pool.query<OrderAmendment>(
    `SELECT event_id AS "eventId", order_id AS "orderId", previous_client_order_id AS "previousClientOrderId",
       client_order_id AS "clientOrderId", previous_quantity AS "previousQuantity", quantity, time_us AS "time"
     FROM order_amendment WHERE floor_id = $1 AND account = $2 AND symbol = $3 AND order_id = $4
       AND ($5::bigint IS NULL OR event_id >= $5)
     ORDER BY event_id LIMIT $6`,
    [floorId, account, symbol, orderId, range.fromId, range.limit],
  );
  return rows;
}
