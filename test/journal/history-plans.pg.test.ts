/**
 * What a page of an account's history reads: its own rows and no others, wherever they lie among those of the floor. The database
 * expects every account's rows to be spread evenly, and would walk over everybody's when an account has many.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Pool } from 'pg';
import type { AccountId, OrderId, SymbolIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { openHistory } from '../../src/storage/postgres-history.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';

const bitcoin = 0 as SymbolIndex;
/** All before, or all after, the rows of everybody else. */
const early = 1000 as AccountId;
const late = 1001 as AccountId;
/** Rows of each: the two have most of all. */
const ownRows = 12_000;
const othersRows = 6_000;
const startUs = 1_700_000_000_000_000;
const limit = 50;

for (const kind of databaseKinds) {
  suite(kind.name, { skip: kind.absent }, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await kind.open();
      await fill(opened.database.pool);
      await opened.database.pool.query('ANALYZE');
    });
    after(() => opened.close());

    test('a page of orders, trades or lists reads no row of another account', async () => {
      const { pool } = opened.database;
      for (const account of [early, late]) {
        const first = account === early ? 1 : ownRows + othersRows + 1;
        const middle = (startUs + (first + 5_000) * 1_000_000) as TimestampUs;
        for (const range of [
          { limit },
          { limit, fromId: 0 },
          { limit, fromId: first + 5_000 },
          { limit, startTime: middle },
          { limit, endTime: middle },
        ]) {
          const { pool: watched, read } = watching(pool);
          const history = openHistory(watched, 1, async () => {});
          const told = `${account} ${JSON.stringify(range)}`;
          const orders = await history.orders(account, bitcoin, range);
          const trades = await history.trades(account, bitcoin, range);
          const lists = await history.orderLists(account, range);
          for (const ids of [
            orders.map(({ orderId }) => orderId),
            trades.map(({ tradeId }) => tradeId),
            lists.map(({ orderListId }) => orderListId),
          ]) {
            const from = ids[0] ?? 0;
            assert.deepEqual(
              ids,
              Array.from({ length: limit }, (_, index) => from + index),
              told,
            );
          }
          // Pages, and what halving looks at for the ends of a period.
          assert.ok(read() <= 3 * limit + 100, `${told}: ${read()} rows read`);
        }
        const { pool: watched, read } = watching(pool);
        const orderId = (first + 5_000) as OrderId;
        const trades = await openHistory(watched, 1, async () => {}).trades(account, bitcoin, { limit, orderId });
        assert.deepEqual([trades.map(({ tradeId }) => tradeId), read()], [[orderId], 1]);
      }
    });
  });
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A pool that counts the rows its queries read of tables, also those that a filter threw away. */
function watching(pool: Pool): { readonly pool: Pool; readonly read: () => number } {
  let read = 0;
  const query = async (text: string, values: unknown[]) => {
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    read += rowsRead(rows[0]['QUERY PLAN'][0].Plan);
    return pool.query(text, values);
  };
  return { pool: { query } as unknown as Pool, read: () => read };
}

function rowsRead(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), 0);
  if (node['Relation Name'] === undefined) return below;
  return below + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}

/** Rows of one account, of everybody else, of the other; ids and times rise together. */
async function fill(pool: Pool): Promise<void> {
  const owner = `CASE WHEN n <= ${ownRows} THEN ${early} WHEN n <= ${ownRows + othersRows} THEN 2000 + n % 100 ELSE ${late} END`;
  const rows = `generate_series(1::bigint, ${2 * ownRows + othersRows}) AS n`;
  const time = `${startUs}::bigint + n * 1000000`;
  await pool.query(
    `INSERT INTO account_order (floor_id, symbol, order_id, account, client_order_id, side, kind, time_in_force, price,
       quantity, quote_amount, self_trade_prevention, status, executed, cumulative_quote, prevented, created_at_us,
       updated_at_us, event_id)
     SELECT 1, 0, n, ${owner}, 'order-' || n, 'buy', 'limit', 'gtc', 5000000, 1000, 0, 'none', 'filled', 1000, 5000000000,
       0, ${time}, ${time}, n FROM ${rows}`,
  );
  await pool.query(
    `INSERT INTO account_trade (floor_id, event_id, account, symbol, trade_id, order_id, price, quantity, quote_amount,
       commission, commission_asset, time_us, is_buyer, is_maker)
     SELECT 1, n, ${owner}, 0, n, n, 5000000, 1000, 5000000000, 5000000, 0, ${time}, true, false FROM ${rows}`,
  );
  await pool.query(
    `INSERT INTO order_list (floor_id, order_list_id, account, symbol, list_client_order_id, kind, status, orders,
       created_at_us, updated_at_us, event_id)
     SELECT 1, n, ${owner}, 0, 'list-' || n, 'oco', 'done', '[]', ${time}, ${time}, n FROM ${rows}`,
  );
}
