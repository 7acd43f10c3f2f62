/** What an API key may do, from where, until when, and with what signature: as a client meets it. */
import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createTestGateway, encode, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
const now = Date.now();
const proxy = '127.0.0.1';

before(async () => {
  gateway = await createTestGateway({ trustedProxies: [proxy], wallClock: () => now * 1000, limits: false });
});
after(() => gateway.close());

const invalidKey = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '10000' };

for (const [type, options] of [
  ['rsa', { modulusLength: 2048 }],
  ['ed25519', {}],
] as const) {
  test(`an order signed with ${type} ${JSON.stringify(options)} is placed, with the signature in query or body`, async () => {
    const pair = generateKeyPairSync(type as 'rsa', options as { modulusLength: number });
    const publicKey = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const { apiKey } = await gateway.client(undefined, { publicKey });
    const privateKey = createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const send = (payload: string, signature: string, inBody: boolean) => {
      const text = `${payload}&signature=${encodeURIComponent(signature)}`;
      const headers = { 'x-mbx-apikey': apiKey, 'content-type': 'application/x-www-form-urlencoded' };
      return inBody
        ? gateway.request('POST', '/api/v3/order', { headers, body: text })
        : gateway.request('POST', `/api/v3/order?${text}`, { headers: { 'x-mbx-apikey': apiKey } });
    };
    for (const inBody of [false, true]) {
      const payload = encode({ ...order, timestamp: now });
      const signature = sign(type === 'rsa' ? 'sha256' : null, Buffer.from(payload), privateKey).toString('base64');
      const placed = await send(payload, signature, inBody);
      assert.equal(placed.status, 200, placed.text);
      const wrong = await send(payload.replace('0.01', '0.02'), signature, inBody);
      assert.deepEqual([wrong.status, wrong.body.code], [400, -1022]);
      const lower = await send(payload, signature.toLowerCase(), inBody);
      assert.equal(lower.body.code, -1022);
      const hmac = createHmac('sha256', publicKey).update(payload).digest('hex');
      assert.equal((await send(payload, hmac, inBody)).body.code, -1022);
    }
  });
}

test('a key that may only read can not trade, one that may only trade can not read', async () => {
  const reader = await gateway.client(undefined, { canTrade: false });
  assert.equal((await reader.call('GET', '/api/v3/account', { timestamp: now })).status, 200);
  const traded = await reader.call('POST', '/api/v3/order', { ...order, timestamp: now });
  assert.deepEqual([traded.status, traded.body], [401, invalidKey]);
  const trader = await gateway.client(undefined, { canRead: false });
  assert.equal((await trader.call('POST', '/api/v3/order', { ...order, timestamp: now })).status, 200);
  assert.deepEqual((await trader.call('GET', '/api/v3/account', { timestamp: now })).body, invalidKey);
});

test('a key with an address list works from there alone, whatever a client claims to come through', async () => {
  const client = await gateway.client(undefined, { networks: ['203.0.113.0/24', '2001:db8::/32'] });
  const from = async (forwarded: string | undefined) => {
    const payload = encode({ timestamp: now });
    const signature = createHmac('sha256', client.secretKey).update(payload).digest('hex');
    const headers = {
      'x-mbx-apikey': client.apiKey,
      ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
    };
    return gateway.request('GET', `/api/v3/account?${payload}&signature=${signature}`, { headers });
  };
  for (const inside of ['203.0.113.9', '2001:db8::5', '::ffff:203.0.113.9', '198.51.100.1, 203.0.113.9']) {
    assert.equal((await from(inside)).status, 200, inside);
  }
  for (const outside of [undefined, '198.51.100.1', '2001:db9::5', '203.0.113.9, 198.51.100.1']) {
    const answer = await from(outside);
    assert.deepEqual([answer.status, answer.body], [401, invalidKey], outside ?? 'direct');
  }
});

test('who is not signed is not told whether the address would do', async () => {
  const client = await gateway.client(undefined, { networks: ['203.0.113.0/24'] });
  const query = `${encode({ timestamp: now })}&signature=${'0'.repeat(64)}`;
  const answer = await gateway.request('GET', `/api/v3/account?${query}`, {
    headers: { 'x-mbx-apikey': client.apiKey, 'x-forwarded-for': '198.51.100.1' },
  });
  assert.equal(answer.body.code, -1022);
});

test('a key made by a key has its limits', async () => {
  const networks = ['127.0.0.0/8'];
  const expiresAt = new Date(Date.now() + 3_600_000);
  const client = await gateway.client(undefined, { networks, expiresAt });
  const made = await client.call('POST', '/paper/v1/keys', { label: 'child', timestamp: now });
  assert.equal(made.status, 200, made.text);
  const rows = (await client.call('GET', '/paper/v1/keys', { timestamp: now })).body;
  const child = rows.find((row: { label: string }) => row.label === 'child');
  assert.deepEqual(child.networks, networks);
  assert.equal(child.expireTime, expiresAt.getTime());
  assert.deepEqual([child.canRead, child.canTrade], [true, true]);
  const [entry] = await gateway.identity.audit(1);
  assert.deepEqual([entry?.actor, entry?.action], [`key ${client.apiKey}`, 'key.created']);
});
