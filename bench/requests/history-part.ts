/**
 * An account with a million orders and trades in the database of a whole server, and what its history costs to ask for. The rows are
 * written by SQL, not by trading: what is measured is reading.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openDatabase } from '../../src/storage/database.ts';
import { startServer } from '../../test/support/start-server.ts';
import { type Timed, timeRequests } from './timed-requests.ts';

/** Of other accounts, so that the one is not the whole table. */
const othersShare = 10;
/** A second apart, so that the newest day holds 86,400 of them. */
const apartMs = 1_000;
const startMs = 1_767_323_045_678;
const symbol = 'BTCUSDT';
const rowsAsked = 500;

export interface HistoryCase extends Timed {
  readonly name: string;
}

export async function measureHistory(orders: number, asked: number): Promise<readonly HistoryCase[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperfloor-bench-'));
  const database = await openDatabase({ dataDir });
  const { host, user, database: name } = database.embedded ?? { host: '', user: '', database: '' };
  const databaseArgs = ['--database', `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}`];
  try {
    const server = await startServer({ args: ['--limits', 'off', ...databaseArgs] });
    try {
      const { account } = await server.cli<{ account: number }>([
        ...['account', 'create', 'bench', '--json', ...databaseArgs],
      ]);
      const key = await server.cli<{ apiKey: string; secretKey: string }>([
        ...['key', 'create', 'bench', '--json', ...databaseArgs],
      ]);
      await fill(database.pool, account, orders);
      const measure = async ([name, path, wanted]: Case): Promise<HistoryCase> => {
        const target = (index: number) => signed(path, { symbol, limit: rowsAsked, ...wanted(index) }, key.secretKey);
        const headers = { 'x-mbx-apikey': key.apiKey };
        return { name, ...(await timeRequests({ url: server.url, asked, headers, hasMetrics: true, target })) };
      };
      const cases: HistoryCase[] = [];
      for (const one of casesOf(orders, asked)) cases.push(await measure(one));
      return cases;
    } finally {
      await server.stop();
    }
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Case = readonly [name: string, path: string, wanted: (index: number) => Readonly<Record<string, number>>];

function casesOf(orders: number, asked: number): readonly Case[] {
  const id = (index: number) => Math.floor((((index + 0.5) / asked) * orders) / othersShare) * othersShare + 1;
  const startTime = (index: number) => startMs + id(index) * apartMs;
  const [allOrders, myTrades] = ['/api/v3/allOrders', '/api/v3/myTrades'];
  return [
    ['allOrders, the latest', allOrders, () => ({})],
    ['allOrders from an id', allOrders, (index) => ({ orderId: id(index) })],
    ['allOrders of a period', allOrders, (index) => ({ startTime: startTime(index) })],
    ['myTrades, the latest', myTrades, () => ({})],
    ['myTrades from an id', myTrades, (index) => ({ fromId: id(index) })],
    ['myTrades of an order', myTrades, (index) => ({ orderId: id(index) })],
    ['myTrades of a period', myTrades, (index) => ({ startTime: startTime(index) })],
  ];
}

function signed(path: string, parameters: Readonly<Record<string, string | number>>, secretKey: string): string {
  const names = { ...parameters, recvWindow: 60_000, timestamp: Date.now() };
  const payload = Object.entries(names)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return `${path}?${payload}&signature=${createHmac('sha256', secretKey).update(payload).digest('hex')}`;
}

/** Every `othersShare`th row is another account's. */
async function fill(pool: Pool, account: number, orders: number): Promise<void> {
  const time = `${startMs * 1000}::bigint + n * ${apartMs * 1000}`;
  const owner = `CASE WHEN n % ${othersShare} = 0 THEN $1::bigint + 1 ELSE $1 END`;
  await pool.query(
    `INSERT INTO account_order (floor_id, symbol, order_id, account, client_order_id, side, kind, time_in_force, price,
       quantity, quote_amount, self_trade_prevention, status, executed, cumulative_quote, prevented, created_at_us,
       updated_at_us, event_id)
     SELECT 1, 0, n, ${owner}, 'x-bench-abcdefghijkl-' || n, 'buy', 'limit', 'gtc', 5000000, 1000, 0, 'none', 'filled', 1000,
       5000000000, 0, ${time}, ${time}, n FROM generate_series(1::bigint, $2) AS n`,
    [account, orders],
  );
  await pool.query(
    `INSERT INTO account_trade (floor_id, event_id, account, symbol, trade_id, order_id, price, quantity, quote_amount,
       commission, commission_asset, time_us, is_buyer, is_maker)
     SELECT 1, n, ${owner}, 0, n, n, 5000000, 1000, 5000000000, 5000000, 0, ${time}, true, false
     FROM generate_series(1::bigint, $2) AS n`,
    [account, orders],
  );
  // What the database would do in the background for some minutes: nobody writes a million orders at once.
  for (const statement of ['VACUUM (ANALYZE) account_order', 'VACUUM (ANALYZE) account_trade', 'CHECKPOINT']) {
    await pool.query(statement);
  }
}
