/** `startTime` and `endTime`: which rows they choose, of market data and of an account's past, and what far-off values mean. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const symbol = 'BTCUSDT';
const minute = 60_000;
const day = 24 * 60 * minute;
const trades = 6;
const longMax = '9223372036854775807';

let gateway: TestGateway;
let maker: Client;
let taker: Client;
/** Floor time of the first trade, milliseconds; the others follow a minute apart. */
let first: number;

before(async () => {
  // Floor time ends where wall time is.
  const startMs = Math.floor(Date.now() / minute - trades) * minute;
  const session = new MemorySession({ definition: quietFloor('test', startMs * 1000), frozen: true });
  gateway = await createTestGateway({ session, limits: false });
  maker = await gateway.client();
  taker = await gateway.client();
  first = session.now() / 1000;
  const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '50000' };
  for (let at = 0; at < trades; at++) {
    if (at > 0) await session.step(minute * 1000);
    await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL' });
    await taker.call('POST', '/api/v3/order', { ...limit, side: 'BUY' });
  }
});
after(() => gateway.close());

const at = (index: number) => first + index * minute;
/** Of which trades, by their place, the rows are. */
const placesIn = (rows: unknown[], timeOf: (row: never) => number) =>
  rows.map((row) => Math.round((timeOf(row as never) - first) / minute));

interface Asked {
  readonly path: string;
  readonly parameters: object;
  timeOf(row: never): number;
}
const candles = { parameters: { symbol, interval: '1m' }, timeOf: (row: readonly number[]) => row[0] ?? 0 };
const everywhere: readonly Asked[] = [
  { path: '/api/v3/klines', ...candles },
  { path: '/api/v3/uiKlines', ...candles },
  { path: '/api/v3/aggTrades', parameters: { symbol }, timeOf: (row: { T: number }) => row.T },
  { path: '/api/v3/allOrders', parameters: { symbol }, timeOf: (row: { time: number }) => row.time },
  { path: '/api/v3/myTrades', parameters: { symbol }, timeOf: (row: { time: number }) => row.time },
];
const ask = async ({ path, parameters, timeOf }: Asked, more: object) => {
  const query = { ...parameters, ...more };
  const { body } =
    path.includes('/my') || path.includes('/all')
      ? await taker.call('GET', path, query)
      : await gateway.get(path, query);
  return Array.isArray(body) ? placesIn(body, timeOf) : body.code;
};
const askAll = async (more: object) => [
  ...new Set((await Promise.all(everywhere.map((one) => ask(one, more)))).map(String)),
];

test('none: the latest; a start: the oldest from there; an end: the latest up to it; both: from the start', async () => {
  assert.deepEqual(await askAll({ limit: 2 }), ['4,5']);
  assert.deepEqual(await askAll({ startTime: at(1), limit: 2 }), ['1,2']);
  assert.deepEqual(await askAll({ endTime: at(3), limit: 2 }), ['2,3']);
  assert.deepEqual(await askAll({ startTime: at(1), endTime: at(4), limit: 2 }), ['1,2']);
  assert.deepEqual(await askAll({ startTime: at(3), endTime: at(4) }), ['3,4']);
  assert.deepEqual(await askAll({ startTime: at(3), endTime: at(3) }), ['3']);
  assert.deepEqual(await askAll({ startTime: at(4), endTime: at(3) }), ['']);
});

test('the same in microseconds', async () => {
  assert.deepEqual(await askAll({ startTime: at(1) * 1000, endTime: at(4) * 1000, limit: 2 }), ['1,2']);
});

test('times before the exchange was there or far ahead are moved to the nearest that can be, not refused', async () => {
  assert.deepEqual(await askAll({ startTime: 0, limit: 2 }), ['0,1']);
  for (const late of [at(100_000), at(100_000) * 1000, longMax]) {
    assert.deepEqual(await askAll({ startTime: late }), [''], String(late));
    assert.deepEqual(await askAll({ endTime: late, limit: 2 }), ['4,5'], String(late));
    assert.deepEqual(await askAll({ startTime: at(2), endTime: late, limit: 2 }), ['2,3'], String(late));
  }
  assert.deepEqual(await askAll({ startTime: 0, endTime: 1 }), ['']);
});

test('what is no 64-bit integer is refused by name', async () => {
  assert.deepEqual(await askAll({ startTime: '9223372036854775808' }), ['-1108']);
  for (const none of ['-1', '1.5', '1e12', ' 1']) assert.deepEqual(await askAll({ endTime: none }), ['-1100'], none);
});

test("an account's past is told a day at a time, measured after far-off times are moved", async () => {
  const codes = (more: object) =>
    Promise.all(
      ['allOrders', 'myTrades', 'myAllocations', 'allOrderList'].map(async (path) => {
        const about = path === 'allOrderList' ? {} : { symbol };
        return (await taker.call('GET', `/api/v3/${path}`, { ...about, ...more })).body.code;
      }),
    );
  const tooLong = Array.from({ length: 4 }, () => -1127);
  const well = Array.from({ length: 4 }, () => undefined);
  assert.deepEqual(await codes({ startTime: at(0), endTime: at(0) + day }), well);
  assert.deepEqual(await codes({ startTime: at(0) - day - 1, endTime: at(0) }), tooLong);
  assert.deepEqual(await codes({ startTime: 0, endTime: at(0) }), tooLong);
  assert.deepEqual(await codes({ startTime: 0, endTime: Date.UTC(2017, 0, 1, 12) }), well);
  assert.deepEqual(await codes({ startTime: at(5) + 10 * day, endTime: at(5) + 20 * day }), well);
});
