/** `X-MBX-TIME-UNIT: MICROSECOND` turns every time of an answer, and nothing else. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { operations } from '../../src/gateway/operations/table.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, encode, type Method, type TestGateway } from '../support/test-gateway.ts';

const symbol = 'BTCUSDT';
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
const oco = {
  ...{ symbol, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', abovePrice: '52000' },
  ...{ belowType: 'STOP_LOSS', belowStopPrice: '48000' },
};

let gateway: TestGateway;
let client: Client;
let orderId: number;
let orderListId: number;

before(async () => {
  // Floor time stands, and between two milliseconds.
  const session = new MemorySession({ frozen: true });
  await session.step(60_000_123);
  gateway = await createTestGateway({ session, limits: false });
  client = await gateway.client();
  const maker = await gateway.client();
  await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL' });
  orderId = (await client.call('POST', '/api/v3/order', { ...limit, quantity: '0.2' })).body.orderId;
  await client.call('PUT', '/api/v3/order/amend/keepPriority', { symbol, orderId, newQty: '0.15' });
  orderListId = (await client.call('POST', '/api/v3/orderList/oco', oco)).body.orderListId;
});
after(() => gateway.close());

async function ask(method: Method, path: string, parameters: object, unit: string): Promise<unknown> {
  const payload = encode({ ...parameters, timestamp: Date.now() });
  const signature = createHmac('sha256', client.secretKey).update(payload).digest('hex');
  const isOpen = operations.some(({ access, rest }) => access === 'public' && rest.path === path);
  const query = isOpen ? encode({ ...parameters }) : `${payload}&signature=${signature}`;
  const headers = { 'x-mbx-apikey': client.apiKey, 'x-mbx-time-unit': unit };
  const answer = await gateway.request(method, `${path}?${query}`, { headers });
  assert.equal(answer.status, 200, `${path} ${answer.text}`);
  return answer.body;
}

const msRange = [1e12, 1e13] as const;
const usRange = [1e15, 1e16] as const;

/** Every number of an answer that is a time in milliseconds, or in microseconds, in the order in which they stand. */
function times(value: unknown, [from, to]: readonly [number, number]): number[] {
  if (typeof value === 'number') return value >= from && value < to ? [value] : [];
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((part) => times(part, [from, to]))
    : [];
}

/** The same answer in either unit: all times in one, each exactly the other's. Yields how many. */
function compare(ms: unknown, us: unknown, told: string): number {
  assert.deepEqual([times(ms, usRange), times(us, msRange)], [[], []], told);
  assert.deepEqual(
    times(us, usRange).map((time) => Math.floor(time / 1000)),
    times(ms, msRange),
    told,
  );
  return times(ms, msRange).length;
}

test('every time of an answer is in microseconds when that is asked for', async () => {
  const asked: Readonly<Record<string, object>> = {
    '/api/v3/klines': { symbol, interval: '1m' },
    '/api/v3/uiKlines': { symbol, interval: '1m' },
    '/api/v3/order': { symbol, orderId },
    '/api/v3/order/amendments': { symbol, orderId },
    '/api/v3/orderList': { orderListId },
    '/api/v3/time': {},
    '/api/v3/allOrderList': {},
    '/api/v3/openOrderList': {},
  };
  const timed = [
    ...['trades', 'historicalTrades', 'aggTrades', 'avgPrice', 'ticker/24hr', 'ticker', 'ticker/tradingDay'],
    ...['exchangeInfo', 'account', 'openOrders', 'allOrders', 'myTrades'],
  ].map((path) => `/api/v3/${path}`);
  for (const path of [...Object.keys(asked), ...timed]) {
    const parameters = asked[path] ?? (path.endsWith('account') ? {} : { symbol });
    const [ms, us] = [
      await ask('GET', path, parameters, 'MILLISECOND'),
      await ask('GET', path, parameters, 'microsecond'),
    ];
    assert.ok(compare(ms, us, path) > 0, `${path} tells a time`);
  }
  const { closeTime } = (await ask('GET', '/api/v3/ticker/24hr', { symbol }, 'MICROSECOND')) as { closeTime: number };
  assert.equal(closeTime, gateway.session.now());
  const rows = (await ask('GET', '/api/v3/klines', { symbol, interval: '1m' }, 'MICROSECOND')) as number[][];
  assert.match(String(rows[0]?.[6]), /999999$/, 'the last microsecond of a candle');
});

test('of orders and lists as they are placed and cancelled, too', async () => {
  const both = async (method: Method, path: string, parameters: object) => {
    const us = await ask(method, path, parameters, 'MICROSECOND');
    assert.deepEqual(times(us, msRange), [], path);
    assert.ok(times(us, usRange).length > 0, path);
    assert.ok(
      times(us, usRange).every((time) => time === gateway.session.now()),
      path,
    );
  };
  await both('POST', '/api/v3/order', { ...limit, newClientOrderId: 'one' });
  await both('PUT', '/api/v3/order/amend/keepPriority', {
    symbol,
    origClientOrderId: 'one',
    newQty: '0.05',
    newClientOrderId: 'two',
  });
  const replace = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'two', newClientOrderId: 'three' };
  await both('POST', '/api/v3/order/cancelReplace', { ...limit, ...replace });
  await both('DELETE', '/api/v3/order', { symbol, origClientOrderId: 'three' });
  await both('POST', '/api/v3/orderList/oco', { ...oco, listClientOrderId: 'pair' });
  await both('DELETE', '/api/v3/orderList', { symbol, listClientOrderId: 'pair' });
});
