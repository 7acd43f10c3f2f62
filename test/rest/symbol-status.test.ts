/** A symbol's status as clients meet it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SymbolStatus } from '../../src/core/messages/symbol-status.ts';
import type { SymbolIndex } from '../../src/core/units/brand.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let client: Client;

before(async () => {
  gateway = await createTestGateway();
  client = await gateway.client();
});
after(() => gateway.close());

const symbol = 'BTCUSDT';
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };

async function set(status: SymbolStatus): Promise<void> {
  await gateway.session.submit({ type: 'set_symbol_status', symbol: 0 as SymbolIndex, status });
}

async function statusShown(): Promise<string> {
  return (await gateway.get('/api/v3/exchangeInfo', { symbol })).body.symbols[0].status;
}

test('a closed symbol refuses orders with -1013 and, unless it is cancel only, cancels with -2011', async () => {
  const { body: order } = await client.call('POST', '/api/v3/order', limit);
  const cancel = () => client.call('DELETE', '/api/v3/order', { symbol, orderId: order.orderId });
  const told = async (answer: ReturnType<typeof cancel>) => {
    const { status, body } = await answer;
    return [status, body.code, body.msg];
  };
  for (const [status, name] of [
    ['halt', 'HALT'],
    ['break', 'BREAK'],
  ] as const) {
    await set(status);
    assert.equal(await statusShown(), name);
    assert.deepEqual(await told(client.call('POST', '/api/v3/order', limit)), [400, -1013, 'Market is closed.']);
    assert.deepEqual(await told(client.call('POST', '/api/v3/order/test', limit)), [400, -1013, 'Market is closed.']);
    assert.deepEqual(await told(cancel()), [400, -2011, 'Market is closed.']);
    assert.deepEqual(await told(client.call('DELETE', '/api/v3/openOrders', { symbol })), [
      400,
      -2011,
      'Market is closed.',
    ]);
  }
  await set('cancel_only');
  assert.equal(await statusShown(), 'CANCEL_ONLY');
  assert.equal((await client.call('POST', '/api/v3/order', limit)).body.code, -1013);
  assert.equal((await client.call('GET', '/api/v3/openOrders', { symbol })).body.length, 1);
  assert.equal((await cancel()).body.status, 'CANCELED');
  await set('trading');
  assert.equal((await client.call('POST', '/api/v3/order', limit)).status, 200);
});

test('exchangeInfo of all symbols shows statuses, and permission sets where they are wanted, as they are now', async () => {
  const rows = async (query = '') =>
    (await gateway.get(`/api/v3/exchangeInfo${query}`)).body.symbols.map(
      (row: { status: string; permissionSets: string[][] }) => [row.status, row.permissionSets.flat().join()],
    );
  const others = Array.from({ length: 2 }, () => ['TRADING', 'SPOT']);
  for (const [status, name] of [
    ['trading', 'TRADING'],
    ['halt', 'HALT'],
    ['trading', 'TRADING'],
  ] as const) {
    await set(status);
    for (let asked = 0; asked < 2; asked++) {
      assert.deepEqual(await rows(), [[name, 'SPOT'], ...others]);
      assert.deepEqual((await rows('?showPermissionSets=false'))[0], [name, '']);
    }
  }
});

test('symbolStatus chooses among symbols, and must be true of a single one', async () => {
  await set('halt');
  const names = async (path: string, query: string) => {
    const { body } = await gateway.get(`${path}?${query}`);
    return (body.symbols ?? body).map((one: { symbol: string }) => one.symbol);
  };
  assert.deepEqual(await names('/api/v3/exchangeInfo', 'symbolStatus=HALT'), [symbol]);
  assert.deepEqual(await names('/api/v3/exchangeInfo', 'symbolStatus=TRADING'), ['ETHUSDT', 'ETHBTC']);
  assert.deepEqual(await names('/api/v3/ticker/price', 'symbolStatus=HALT'), [symbol]);
  assert.deepEqual(await names('/api/v3/ticker/24hr', 'symbols=["BTCUSDT","ETHBTC"]&symbolStatus=TRADING'), ['ETHBTC']);
  assert.deepEqual(await names('/api/v3/ticker/bookTicker', 'symbolStatus=BREAK'), []);
  for (const path of ['/api/v3/depth', '/api/v3/ticker/price']) {
    assert.equal((await gateway.get(path, { symbol, symbolStatus: 'HALT' })).status, 200);
    assert.equal((await gateway.get(path, { symbol, symbolStatus: 'TRADING' })).body.code, -1220);
    assert.equal((await gateway.get(path, { symbol, symbolStatus: 'CANCEL_ONLY' })).body.code, -1122);
  }
  await set('trading');
});

test("the floor's own answer names the symbols that are closed", async () => {
  const closed = async () => (await gateway.get('/paper/v1/floor')).body.closed;
  await set('cancel_only');
  assert.deepEqual(await closed(), { BTCUSDT: 'CANCEL_ONLY' });
  await set('trading');
  assert.deepEqual(await closed(), {});
});
