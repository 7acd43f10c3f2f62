/** What is signed counts, once, and from where it came; what is said on the way leaves no trace where it should not. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Client, createTestGateway, encode, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let client: Client;

before(async () => {
  gateway = await createTestGateway();
  client = await gateway.client();
});
after(() => gateway.close());

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '10000' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

function sign(payload: string): string {
  return createHmac('sha256', client.secretKey).update(payload).digest('hex');
}

function post(query: string, body?: string) {
  const headers = { 'x-mbx-apikey': client.apiKey, ...(body === undefined ? {} : form) };
  return gateway.request('POST', `/api/v3/order?${query}`, { headers, ...(body === undefined ? {} : { body }) });
}

async function openOrders(): Promise<number> {
  return (await client.call('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).body.length;
}

test('nothing counts that the signature does not cover, and nothing is read in another way than it was signed', async () => {
  const payload = encode({ ...order, timestamp: Date.now() });
  const signature = sign(payload);
  const before = await openOrders();
  const pairs = payload.split('&');
  for (const [what, query, body] of [
    ['a parameter after the signature', `${payload}&signature=${signature}&strategyId=7`, undefined],
    ['a parameter before everything', `strategyId=7&${payload}&signature=${signature}`, undefined],
    ['a body that was not signed', `${payload}&signature=${signature}`, 'strategyId=7'],
    ['another order of parameters', `${pairs.toReversed().join('&')}&signature=${signature}`, undefined],
    ['another encoding', `${payload.replace('BTCUSDT', '%42TCUSDT')}&signature=${signature}`, undefined],
    ['a doubled parameter', `${payload}&quantity=0.02&signature=${signature}`, undefined],
    ['two signatures', `${payload}&signature=${signature}&signature=${signature}`, undefined],
    ['an empty signature', `${payload}&signature=`, undefined],
    ['no signature', payload, undefined],
    ['a separator that was not signed', `${payload}&&signature=${signature}`, undefined],
  ] as const) {
    const answer = await post(query, body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
    assert.ok([-1022, -1101, -1102].includes(answer.body.code), `${what}: ${answer.text}`);
  }
  assert.equal(await openOrders(), before);
  // Where the signature stands and whether it is in query or body does not matter.
  const [first, ...rest] = pairs;
  assert.equal((await post(`${first}&signature=${signature}&${rest.join('&')}`)).status, 200);
  const split = encode({ ...order, price: '10001', timestamp: Date.now() }).split('&');
  const [inQuery, inBody] = [split.slice(0, 3).join('&'), split.slice(3).join('&')];
  assert.equal((await post(inQuery, `${inBody}&signature=${sign(inQuery + inBody)}`)).status, 200);
  assert.equal(await openOrders(), before + 2);
});

test('the same bytes twenty times at once have one effect while the order is open, and none when they are old', async () => {
  const before = await openOrders();
  const payload = encode({ ...order, price: '10002', newClientOrderId: 'again', timestamp: Date.now() });
  const query = `${payload}&signature=${sign(payload)}`;
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(query)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.deepEqual(
    new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)),
    new Set([-2010]),
  );
  assert.equal(await openOrders(), before + 1);
  const old = encode({ ...order, recvWindow: 1000, timestamp: Date.now() - 2000 });
  assert.equal((await post(`${old}&signature=${sign(old)}`)).body.code, -1021);
});

test('whoever is no trusted proxy is known by his connection, whatever he says he forwards', async () => {
  const used = async (headers: Record<string, string>) =>
    Number((await gateway.request('GET', '/api/v3/ping', { headers })).headers['x-mbx-used-weight-1m']);
  const first = await used({});
  for (const [index, headers] of [
    { 'x-forwarded-for': '203.0.113.1' },
    { 'x-real-ip': '203.0.113.2' },
    { forwarded: 'for=203.0.113.3' },
    { 'x-forwarded-for': '127.0.0.2, 203.0.113.4', 'x-client-ip': '203.0.113.5' },
    { 'cf-connecting-ip': '203.0.113.6', 'true-client-ip': '203.0.113.7' },
  ].entries()) {
    assert.equal(await used(headers as Record<string, string>), first + index + 1);
  }
});

test('no name reaches into the prototypes', async () => {
  for (const name of ['__proto__', '__proto__[admin]', 'constructor', 'constructor.prototype.admin', 'prototype']) {
    await gateway.request('GET', `/api/v3/time?${encodeURIComponent(name)}=true`);
    await gateway.request('POST', '/api/v3/order', { headers: form, body: `${encodeURIComponent(name)}=true` });
    await client.call('GET', '/api/v3/account', { [name]: 'true' });
  }
  const headers = { 'content-type': 'application/json' };
  const body = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
  await gateway.request('POST', '/paper/v1/floor/clock', { headers, body });
  assert.equal(({} as { admin?: boolean }).admin, undefined);
});

test('no secret that was sent comes back or stands in the log', async () => {
  const canary = 'Canary7secret';
  const answers = await Promise.all([
    gateway.request('GET', `/api/v3/account?timestamp=1&signature=${canary}`, { headers: { 'x-mbx-apikey': canary } }),
    gateway.request('GET', `/api/v3/account?signature=${canary}`, {
      headers: { 'x-mbx-apikey': canary.padEnd(64, 'x') },
    }),
    gateway.request('POST', `/api/v3/order?secretKey=${canary}`, {
      headers: { ...form, cookie: canary },
      body: `password=${canary}`,
    }),
    gateway.request('GET', `/${canary}`, { headers: { authorization: `Basic ${canary}` } }),
    gateway.request('POST', '/paper/v1/demo-account', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ publicKey: `-----BEGIN PRIVATE KEY-----${canary}` }),
    }),
  ]);
  for (const { text, status } of answers) {
    assert.ok(status >= 400 && status < 500);
    assert.equal(text.includes(canary), false, text);
  }
  assert.equal(gateway.logged().includes(canary), false);
  assert.equal(gateway.logged().includes(client.secretKey), false);
});
