/** Orders as they last stood. A later event always wins, so writing rows again changes nothing. */
import type { Pool, PoolClient } from 'pg';
import type { OrderState } from '../../core/messages/account-event.ts';
import type { AccountId, OrderId, SymbolIndex } from '../../core/units/brand.ts';
import type { HistoryRange } from '../../journal/history-reader.ts';
import type { OrderRow } from '../../journal/projections/project-event.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';
import { selectPage } from './own-rows.ts';

export async function upsertOrders(client: PoolClient, floorId: number, rows: readonly OrderRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: OrderRow) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'upsert_orders',
    text: `INSERT INTO account_order (floor_id, symbol, order_id, account, client_order_id, side, kind, time_in_force, price,
        quantity, quote_amount, self_trade_prevention, strategy_id, strategy_type, status, expiry_reason, executed,
        cumulative_quote, prevented, created_at_us, updated_at_us, event_id, stop_price, trailing_delta, trailing_since_us,
        working_at_us, iceberg_quantity, order_list_id, prevented_match_id, peg_to, peg_levels, pegged_price)
      SELECT $1::int, ${columnsOf(`int bigint bigint text text text text bigint bigint numeric text bigint bigint text text bigint
        numeric bigint bigint bigint bigint bigint int bigint bigint bigint bigint bigint text int bigint`)}
      ON CONFLICT (floor_id, symbol, order_id) DO UPDATE
        SET client_order_id = excluded.client_order_id, quantity = excluded.quantity, status = excluded.status, expiry_reason = excluded.expiry_reason,
            executed = excluded.executed, cumulative_quote = excluded.cumulative_quote, prevented = excluded.prevented,
            prevented_match_id = excluded.prevented_match_id,
            updated_at_us = excluded.updated_at_us, event_id = excluded.event_id,
            trailing_since_us = excluded.trailing_since_us, working_at_us = excluded.working_at_us, pegged_price = excluded.pegged_price
        WHERE account_order.event_id < excluded.event_id`,
    values: [
      floorId,
      column(({ order }) => order.symbol),
      column(({ order }) => order.orderId),
      column(({ order }) => order.account),
      rows.map(({ order }) => order.clientOrderId),
      column(({ order }) => order.side),
      column(({ order }) => order.kind),
      column(({ order }) => order.timeInForce),
      column(({ order }) => order.price),
      column(({ order }) => order.quantity),
      column(({ order }) => order.quoteAmount),
      column(({ order }) => order.selfTradePrevention),
      column(({ order }) => order.strategyId),
      column(({ order }) => order.strategyType),
      column(({ order }) => order.status),
      column(({ order }) => order.expiryReason),
      column(({ order }) => order.executed),
      column(({ order }) => order.cumulativeQuote),
      column(({ order }) => order.prevented),
      column(({ order }) => order.createdAt),
      column(({ order }) => order.updatedAt),
      column(({ eventId }) => eventId),
      column(({ order }) => order.stopPrice),
      column(({ order }) => order.trailingDelta),
      column(({ order }) => order.trailingSince),
      column(({ order }) => order.workingAt),
      column(({ order }) => order.icebergQuantity),
      column(({ order }) => order.orderListId),
      column(({ order }) => order.preventedMatchId),
      column(({ order }) => order.pegTo),
      column(({ order }) => order.pegLevels),
      column(({ order }) => order.peggedPrice),
    ],
  });
}

export async function selectOrder(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  orderId: OrderId,
): Promise<OrderState | undefined> {
  const { rows } = await pool.query<StoredOrder>(
    `${selectRows} WHERE floor_id = $1 AND symbol = $2 AND order_id = $3 AND account = $4`,
    [floorId, symbol, orderId, account],
  );
  return rows[0] === undefined ? undefined : toOrder(rows[0]);
}

/** The newest order with this client id. */
export async function selectOrderByClientId(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  clientOrderId: string,
): Promise<OrderState | undefined> {
  const { rows } = await pool.query<StoredOrder>(
    `${selectRows} WHERE floor_id = $1 AND account = $2 AND symbol = $3 AND client_order_id = $4
     ORDER BY order_id DESC LIMIT 1`,
    [floorId, account, symbol, clientOrderId],
  );
  return rows[0] === undefined ? undefined : toOrder(rows[0]);
}

/** Oldest first; by id from `fromId`, else by time from `startTime`, else the latest. */
export async function selectOrders(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  range: HistoryRange,
): Promise<OrderState[]> {
  const own = { table: 'account_order', floorId, owner: [account, symbol] } as const;
  return (await selectPage<StoredOrder>(pool, columns, own, range)).map(toOrder);
}

const columns = `order_id AS "orderId", account, symbol, client_order_id AS "clientOrderId", side, kind,
  time_in_force AS "timeInForce", price, quantity, quote_amount AS "quoteAmount",
  self_trade_prevention AS "selfTradePrevention", strategy_id AS "strategyId", strategy_type AS "strategyType", status,
  expiry_reason AS "expiryReason", executed, cumulative_quote AS "cumulativeQuote", prevented,
  prevented_match_id AS "preventedMatchId",
  created_at_us AS "createdAt", updated_at_us AS "updatedAt", stop_price AS "stopPrice",
  trailing_delta AS "trailingDelta", trailing_since_us AS "trailingSince", working_at_us AS "workingAt",
  iceberg_quantity AS "icebergQuantity", order_list_id AS "orderListId", peg_to AS "pegTo", peg_levels AS "pegLevels", pegged_price AS "peggedPrice"`;
const selectRows = `SELECT ${columns} FROM account_order`;

/** As `OrderState`, but large numbers are text and nothing is null instead of undefined. */
type StoredOrder = { readonly [K in keyof OrderState]: OrderState[K] extends bigint ? string : OrderState[K] | null };

function toOrder(row: StoredOrder): OrderState {
  const mayWait = row.stopPrice !== 0 || row.trailingDelta !== null || row.orderListId !== null;
  return {
    ...(row as unknown as OrderState),
    quoteAmount: BigInt(row.quoteAmount) as OrderState['quoteAmount'],
    cumulativeQuote: BigInt(row.cumulativeQuote) as OrderState['cumulativeQuote'],
    orderListId: row.orderListId ?? undefined,
    preventedMatchId: row.preventedMatchId ?? undefined,
    strategyId: row.strategyId ?? undefined,
    strategyType: row.strategyType ?? undefined,
    expiryReason: row.expiryReason ?? undefined,
    pegTo: row.pegTo ?? undefined,
    pegLevels: row.pegLevels ?? undefined,
    peggedPrice: row.peggedPrice ?? undefined,
    trailingDelta: row.trailingDelta ?? undefined,
    trailingSince: row.trailingSince ?? undefined,
    // The release before had no orders that wait, and wrote no such column.
    workingAt: row.workingAt ?? (mayWait ? undefined : (row.createdAt ?? undefined)),
  };
}
