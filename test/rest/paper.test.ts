import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { MemorySession } from '../support/memory-session.ts';
import {
  type Answer,
  createTestGateway,
  encode,
  type Method,
  type Parameters,
  signedQuery,
  type TestGateway,
} from '../support/test-gateway.ts';

const json = { 'content-type': 'application/json' };

function post(
  gateway: TestGateway,
  path: string,
  body: unknown,
  headers: Record<string, string> = json,
): Promise<Answer> {
  return gateway.request('POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

function keyPair(): { pem: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(), privateKey };
}

test('behind a proxy of this machine the terminal has the name that the proxy has', async () => {
  const gateway = await createTestGateway({ trustedProxies: ['127.0.0.1'] });
  const headers = { ...json, host: 'paper.example', origin: 'https://paper.example', 'x-forwarded-for': '203.0.113.9' };
  const opened = await post(gateway, '/paper/v1/demo-account', { publicKey: keyPair().pem }, headers);
  assert.equal(opened.status, 200, opened.text);
  await gateway.close();
});

suite('demo accounts', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await createTestGateway();
  });
  after(() => gateway.close());

  test('a visitor with a key of its own gets a funded account and trades with it', async () => {
    const { pem, privateKey } = keyPair();
    const opened = await post(gateway, '/paper/v1/demo-account', { publicKey: pem });
    assert.equal(opened.status, 200, opened.text);
    const { account, apiKey, balances } = opened.body;
    assert.match(account, /^demo-[a-z0-9]{10}$/);
    assert.deepEqual(balances[0], { asset: 'USDT', free: '100000.00000000', locked: '0.00000000' });

    const call = (method: Method, path: string, parameters: Parameters = {}) => {
      const payload = encode({ ...parameters, timestamp: Date.now() });
      const signature = encodeURIComponent(sign(null, Buffer.from(payload), privateKey).toString('base64'));
      return gateway.request(method, `${path}?${payload}&signature=${signature}`, {
        headers: { 'x-mbx-apikey': apiKey },
      });
    };
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '50000' };
    assert.equal((await call('POST', '/api/v3/order', order)).body.status, 'NEW');

    const made = (await call('POST', '/paper/v1/keys', { label: 'my bot' })).body;
    const query = signedQuery(made.secretKey, { timestamp: Date.now() });
    const seen = await gateway.request('GET', `/api/v3/openOrders?${query}`, {
      headers: { 'x-mbx-apikey': made.apiKey },
    });
    assert.equal(seen.body.length, 1);
    const listed = (await call('GET', '/paper/v1/keys')).body;
    assert.deepEqual(
      listed.map(({ label, kind }: { label: string; kind: string }) => [label, kind]),
      [
        ['terminal', 'ed25519'],
        ['my bot', 'hmac'],
      ],
    );
    assert.equal((await call('DELETE', '/paper/v1/keys', { apiKey: made.apiKey })).status, 200);
    const after = await gateway.request('GET', `/api/v3/openOrders?${query}`, {
      headers: { 'x-mbx-apikey': made.apiKey },
    });
    assert.equal(after.body.code, -2015);
    const stranger = await gateway.client();
    assert.equal((await call('DELETE', '/paper/v1/keys', { apiKey: stranger.apiKey })).status, 400);
    assert.equal((await stranger.call('GET', '/api/v3/account')).status, 200);
  });

  test('without a usable key nothing is opened', async () => {
    const before = gateway.identity.accounts('test').length;
    const codes = [];
    for (const body of [
      {},
      { publicKey: 'x' },
      { publicKey: 5 },
      { publicKey: keyPair().pem, admin: true },
      '[]',
      '{',
      '',
    ]) {
      const answer = await post(gateway, '/paper/v1/demo-account', body);
      assert.equal(answer.status, 400, answer.text);
      codes.push(answer.body.code);
    }
    assert.deepEqual(codes, [-1102, -1130, -1102, -1104, -1135, -1135, -1135]);
    assert.equal(gateway.identity.accounts('test').length, before);
  });

  test('a page of another site can do nothing', async () => {
    const body = { publicKey: keyPair().pem };
    const status = async (headers: Record<string, string>) =>
      (await post(gateway, '/paper/v1/demo-account', body, headers)).status;
    assert.equal(await status({ 'content-type': 'text/plain' }), 415);
    assert.equal(await status({ 'content-type': 'application/x-www-form-urlencoded' }), 415);
    assert.equal(await status({ ...json, 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await status({ ...json, origin: 'https://elsewhere.example', host: 'localhost' }), 403);
    assert.equal(await status({ ...json, origin: 'null', host: 'localhost' }), 403);
    assert.equal(await status({ ...json, origin: 'http://localhost:8080', host: 'localhost:8080' }), 200);
    const preflight = await gateway.request('OPTIONS', '/paper/v1/demo-account', {
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
  });

  test('a page of another site can do nothing either once the name of that site leads here', async () => {
    const status = async (host: string, more: Record<string, string> = {}) => {
      const headers = { ...json, host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', ...more };
      return (await post(gateway, '/paper/v1/floor/clock', { paused: false }, headers)).status;
    };
    assert.equal(await status('elsewhere.example:8080'), 403);
    assert.equal(await status('elsewhere.example:8080', { 'x-forwarded-for': '203.0.113.9' }), 403);
    assert.equal(await status('localhost.elsewhere.example'), 403);
    for (const own of ['127.0.0.1:8080', '[::1]:8080', 'desk.localhost:8080', '192.168.1.5', 'laptop:8080']) {
      assert.equal(await status(own), 200, own);
    }
  });

  test('one address opens only so many in a minute', async () => {
    let answer = await post(gateway, '/paper/v1/demo-account', { publicKey: keyPair().pem });
    for (let i = 0; i < 25 && answer.status === 200; i++) {
      answer = await post(gateway, '/paper/v1/demo-account', { publicKey: keyPair().pem });
    }
    assert.deepEqual([answer.status, answer.body.code], [429, -1003]);
  });
});

suite('the clock', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await createTestGateway({ limits: false, session: new MemorySession({ frozen: true }) });
  });
  after(() => gateway.close());

  test('a floor is paused, stepped and sped up, and tells its clock', async () => {
    assert.equal(
      (await post(gateway, '/paper/v1/floor/step', { milliseconds: 1000 })).body.msg,
      'Refused: the floor is running; pause it first.',
    );
    const paused = await post(gateway, '/paper/v1/floor/clock', { paused: true });
    assert.deepEqual([paused.body.clock.paused, paused.body.clock.rate], [true, 1]);
    const before = (await gateway.get('/api/v3/time')).body.serverTime;
    await post(gateway, '/paper/v1/floor/step', { milliseconds: 1500 });
    assert.equal((await gateway.get('/api/v3/time')).body.serverTime, before + 1500);
    await post(gateway, '/paper/v1/floor/clock', { rate: 100, paused: false });
    const floor = (await gateway.get('/paper/v1/floor')).body;
    assert.deepEqual([floor.clock.rate, floor.clock.paused, floor.name, floor.simulation], [100, false, 'test', true]);
    assert.match(floor.state.hash, /^[0-9a-f]{8}$/);
    assert.equal(JSON.stringify(floor).includes('quiet'), false, 'the seed stays hidden');
    assert.deepEqual((await gateway.get('/paper/v1/floors')).body[0].name, 'test');
  });

  test('rates and steps out of range are refused and change nothing', async () => {
    const clock = { ...gateway.session.floor.clock };
    for (const [path, body] of [
      ['clock', { rate: 0 }],
      ['clock', { rate: 1001 }],
      ['clock', { rate: '5' }],
      ['clock', { paused: 1 }],
      ['clock', { speed: 2 }],
      ['clock', { rate: null }],
      ['clock', { paused: null }],
      ['clock', {}],
      ['step', { milliseconds: 0 }],
      ['step', { milliseconds: 1.5 }],
      ['step', { milliseconds: 86_400_001 }],
      ['step', {}],
    ] as const) {
      assert.equal((await post(gateway, `/paper/v1/floor/${path}`, body)).status, 400, JSON.stringify(body));
    }
    assert.deepEqual({ ...gateway.session.floor.clock }, clock);
  });
});

test('where demo and clock control are off, they are refused and keys are not there', async () => {
  const gateway = await createTestGateway({ demo: false, clockControl: false });
  const { pem } = keyPair();
  const refused = await post(gateway, '/paper/v1/demo-account', { publicKey: pem });
  assert.deepEqual([refused.status, refused.body.code], [403, -1002]);
  assert.equal((await post(gateway, '/paper/v1/floor/clock', { paused: true })).status, 403);
  const client = await gateway.client();
  assert.equal((await client.call('POST', '/paper/v1/keys')).status, 404);
  await gateway.close();
});
