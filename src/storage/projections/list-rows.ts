/** Order lists as they last stood. A later event always wins, so writing rows again changes nothing. */
import type { Pool, PoolClient } from 'pg';
import type { OrderListState } from '../../core/messages/account-event.ts';
import type { AccountId, OrderListId } from '../../core/units/brand.ts';
import type { HistoryRange } from '../../journal/history-reader.ts';
import type { ListRow } from '../../journal/projections/project-event.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';
import { selectPage } from './own-rows.ts';

export async function upsertLists(client: PoolClient, floorId: number, rows: readonly ListRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: ListRow) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'upsert_lists',
    text: `INSERT INTO order_list (floor_id, order_list_id, account, symbol, list_client_order_id, kind, status, orders,
        created_at_us, updated_at_us, event_id)
      SELECT $1::int, ${columnsOf('bigint bigint int text text text jsonb bigint bigint bigint')}
      ON CONFLICT (floor_id, order_list_id) DO UPDATE
        SET status = excluded.status, orders = excluded.orders, updated_at_us = excluded.updated_at_us,
            event_id = excluded.event_id
        WHERE order_list.event_id < excluded.event_id`,
    values: [
      floorId,
      column(({ list }) => list.orderListId),
      column(({ list }) => list.account),
      column(({ list }) => list.symbol),
      rows.map(({ list }) => list.listClientOrderId),
      column(({ list }) => list.kind),
      column(({ list }) => list.status),
      rows.map(({ list }) => JSON.stringify(list.orders)),
      column(({ list }) => list.createdAt),
      column(({ list }) => list.updatedAt),
      column(({ eventId }) => eventId),
    ],
  });
}

export async function selectList(
  pool: Pool,
  floorId: number,
  account: AccountId,
  orderListId: OrderListId,
): Promise<OrderListState | undefined> {
  const { rows } = await pool.query<OrderListState>(
    `${selectRows} WHERE floor_id = $1 AND order_list_id = $2 AND account = $3`,
    [floorId, orderListId, account],
  );
  return rows[0];
}

/** The newest list with this client id. */
export async function selectListByClientId(
  pool: Pool,
  floorId: number,
  account: AccountId,
  listClientOrderId: string,
): Promise<OrderListState | undefined> {
  const { rows } = await pool.query<OrderListState>(
    `${selectRows} WHERE floor_id = $1 AND account = $2 AND list_client_order_id = $3 ORDER BY order_list_id DESC LIMIT 1`,
    [floorId, account, listClientOrderId],
  );
  return rows[0];
}

/** Oldest first; by id from `fromId`, else by time from `startTime`, else the latest. Ids rise with time. */
export async function selectLists(
  pool: Pool,
  floorId: number,
  account: AccountId,
  range: HistoryRange,
): Promise<OrderListState[]> {
  return selectPage(pool, columns, { table: 'order_list', floorId, owner: [account] }, range);
}

const columns = `order_list_id AS "orderListId", account, symbol, list_client_order_id AS "listClientOrderId",
  kind, status, orders, created_at_us AS "createdAt", updated_at_us AS "updatedAt"`;
const selectRows = `SELECT ${columns} FROM order_list`;
