/** One API for every day: what has been removed, what is not there yet, and what an order weighs, by a floor's rules. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const rulesOf = { strict: 'today', old: '2025-12-01', later: '2099-01-01' };
let gateway: TestGateway;
let client: Client;

before(async () => {
  const others = Object.entries(rulesOf).map(
    ([name, apiRules]) => new MemorySession({ definition: { ...quietFloor(name), apiRules } }),
  );
  gateway = await createTestGateway({ limits: false, others });
  client = await gateway.client();
});
after(() => gateway.close());

const listenKeys = (method: 'POST' | 'PUT' | 'DELETE', floor = '', query = '') =>
  gateway.request(method, `${floor}/api/v3/userDataStream${query}`, { headers: { 'x-mbx-apikey': client.apiKey } });

test('by default listen keys are answered, and every answer says that the exchange has removed them', async () => {
  const made = await listenKeys('POST');
  const { listenKey } = made.body;
  assert.deepEqual([made.status, Object.keys(made.body)], [200, ['listenKey']]);
  assert.match(made.headers['x-paperfloor-notice'] ?? '', /removed by the exchange on 2026-02-20/);
  assert.deepEqual((await listenKeys('PUT', '', `?listenKey=${listenKey}`)).body, {});
  assert.equal((await listenKeys('PUT')).body.code, -1102);
  assert.deepEqual((await listenKeys('DELETE', '', `?listenKey=${listenKey}`)).body, {});
  const gone = await listenKeys('PUT', '', `?listenKey=${listenKey}`);
  assert.deepEqual([gone.status, gone.body], [400, { code: -1125, msg: 'This listenKey does not exist.' }]);
  const nobody = await gateway.request('POST', '/api/v3/userDataStream');
  assert.deepEqual([nobody.status, nobody.body.code], [401, -2014]);
  const empty = await gateway.request('POST', '/api/v3/userDataStream', {
    headers: { 'x-mbx-apikey': client.apiKey, 'content-type': 'application/json' },
  });
  assert.equal(empty.status, 200);
});

test('under strict rules they are refused with 410, under those of before they are plainly there', async () => {
  const strict = await listenKeys('POST', '/floors/strict');
  assert.deepEqual([strict.status, strict.body.code], [410, -1020]);
  // The key is of another floor: that it is looked at shows that the operation is there.
  const old = await listenKeys('POST', '/floors/old');
  assert.deepEqual([old.status, old.body.code, old.headers['x-paperfloor-notice']], [401, -2015, undefined]);
});

test('what was added later is not there yet on a floor of an earlier day', async () => {
  const rules = '/api/v3/executionRules?symbol=BTCUSDT';
  assert.equal((await gateway.get(rules)).status, 200);
  assert.equal((await gateway.get(`/floors/later${rules}`)).status, 200);
  const early = await gateway.get(`/floors/old${rules}`);
  assert.deepEqual([early.status, early.body.code], [404, -1020]);
});

test('an order that succeeds weighs one until 2026-04-02, and nothing since', async () => {
  for (const [apiRules, expected] of [
    ['2026-04-01', 1],
    ['2026-04-02', 0],
  ] as const) {
    const one = await createTestGateway({ apiRules });
    const trader = await one.client();
    const used = async () => Number((await one.get('/api/v3/ping')).headers['x-mbx-used-weight-1m']);
    const before = await used();
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '40000' };
    assert.equal((await trader.call('POST', '/api/v3/order', order)).status, 200);
    assert.equal((await used()) - before - 1, expected, apiRules);
    await one.close();
  }
});
