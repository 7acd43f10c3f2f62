/** Users' shares of trades, one row per fill. */
import type { Pool, PoolClient } from 'pg';
import type { AccountId, OrderId, OrderListId, SymbolIndex } from '../../core/units/brand.ts';
import type { AccountTrade, HistoryRange } from '../../journal/history-reader.ts';
import type { TradeRow } from '../../journal/projections/project-event.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';
import { selectPage } from './own-rows.ts';

export async function insertTrades(client: PoolClient, floorId: number, rows: readonly TradeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (read: (row: TradeRow) => PlainValue) => plainArray(rows, read);
  await client.query({
    name: 'insert_trades',
    text: `INSERT INTO account_trade (floor_id, event_id, account, symbol, trade_id, order_id, price, quantity, quote_amount,
        commission, commission_asset, time_us, is_buyer, is_maker, order_list_id, base_asset, quote_asset, base_amount)
      SELECT $1::int, ${columnsOf(`bigint bigint int bigint bigint bigint bigint numeric numeric int bigint boolean boolean bigint int
        int numeric`)}
      ON CONFLICT (floor_id, event_id) DO NOTHING`,
    values: [
      floorId,
      column((row) => row.eventId),
      column((row) => row.account),
      column((row) => row.symbol),
      column((row) => row.tradeId),
      column((row) => row.orderId),
      column((row) => row.price),
      column((row) => row.quantity),
      column((row) => row.quoteAmount),
      column((row) => row.commission),
      column((row) => row.commissionAsset),
      column((row) => row.time),
      column((row) => row.isBuyer),
      column((row) => row.isMaker),
      column((row) => row.orderListId),
      column((row) => row.baseAsset),
      column((row) => row.quoteAsset),
      column((row) => row.baseAmount),
    ],
  });
}

/** Oldest first; by trade id from `fromId`, else by time from `startTime`, else the latest. */
export async function selectTrades(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  range: HistoryRange & { readonly orderId?: OrderId },
): Promise<AccountTrade[]> {
  const { orderId } = range;
  const rows =
    orderId === undefined
      ? await selectPage<StoredTrade>(
          pool,
          columns,
          { table: 'account_trade', floorId, owner: [account, symbol] },
          range,
        )
      : await selectTradesOfOrder(pool, floorId, account, symbol, { ...range, orderId });
  return rows.map(toTrade);
}

/** All trades of the order first: by their ids the database might look for them among all of the account's. */
async function selectTradesOfOrder(
  pool: Pool,
  floorId: number,
  account: AccountId,
  symbol: SymbolIndex,
  { orderId, fromId, startTime, endTime, limit }: HistoryRange & { readonly orderId: OrderId },
): Promise<StoredTrade[]> {
  const isAscending = fromId !== undefined || startTime !== undefined;
  const direction = isAscending ? 'ASC' : 'DESC';
  const { rows } = await pool.query<StoredTrade>(
    `WITH of_order AS MATERIALIZED (
       SELECT * FROM account_trade WHERE floor_id = $1 AND symbol = $2 AND order_id = $3 AND account = $4
     )
     SELECT ${columns} FROM of_order
     WHERE trade_id >= $5 AND ($6::bigint IS NULL OR time_us >= $6) AND ($7::bigint IS NULL OR time_us <= $7)
     ORDER BY trade_id ${direction}, event_id ${direction} LIMIT $8`,
    [floorId, symbol, orderId, account, fromId ?? 0, startTime, endTime, limit],
  );
  return isAscending ? rows : rows.reverse();
}

const columns = `trade_id AS "tradeId", order_id AS "orderId", symbol, price, quantity, quote_amount AS "quoteAmount",
  commission, commission_asset AS "commissionAsset", time_us AS "time", is_buyer AS "isBuyer", is_maker AS "isMaker",
  order_list_id AS "orderListId"`;

interface StoredTrade extends Omit<AccountTrade, 'quoteAmount' | 'commission' | 'orderListId'> {
  readonly quoteAmount: string;
  readonly commission: string;
  readonly orderListId: OrderListId | null;
}

function toTrade(row: StoredTrade): AccountTrade {
  return {
    ...row,
    quoteAmount: BigInt(row.quoteAmount),
    commission: BigInt(row.commission),
    orderListId: row.orderListId ?? undefined,
  };
}
