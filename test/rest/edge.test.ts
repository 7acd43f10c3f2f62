import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { operations } from '../../src/gateway/operations/table.ts';
import { defaultRateLimits } from '../../src/gateway/wire/rate-limits.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type Method, signedQuery, type TestGateway } from '../support/test-gateway.ts';

suite('routes and headers', () => {
  let gateway: TestGateway;
  let client: Client;
  before(async () => {
    gateway = await createTestGateway({
      limits: false,
      others: [new MemorySession({ definition: quietFloor('second') })],
    });
    client = await gateway.client();
  });
  after(() => gateway.close());

  test('what is not there is a JSON error, whatever was asked', async () => {
    for (const path of [
      '/api/v3/nope',
      '/api/v1/ping',
      '/nope',
      '/floors/test/nope',
      '/floors/test/healthz',
      '/wapi/v3/x.html',
      '/..%2f..%2fetc/passwd',
    ]) {
      const answer = await gateway.request('GET', path);
      assert.deepEqual([answer.status, answer.body.code], [404, -1020], path);
    }
  });

  test('a wrong method is told which ones would do', async () => {
    const answer = await gateway.request('PUT', '/api/v3/order');
    assert.equal(answer.status, 405);
    assert.deepEqual(answer.headers['allow']?.split(', ').toSorted(), ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST']);
  });

  test('every floor has the whole API under its name; an unknown name is refused', async () => {
    const info = await gateway.get('/floors/second/api/v3/exchangeInfo');
    assert.equal(info.body.symbols.length, 3);
    const unknown = await gateway.get('/floors/third/api/v3/time');
    assert.deepEqual([unknown.status, unknown.body.code], [404, -1020]);
    const overlong = await gateway.get(`/floors/${'a'.repeat(80)}/api/v3/time`);
    assert.deepEqual([overlong.status, overlong.body.code], [404, -1020]);
    const elsewhere = await client.call('GET', '/floors/second/api/v3/account');
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [401, -2015]);
    assert.equal((await client.call('GET', '/floors/test/api/v3/account')).status, 200);
  });

  test('every answer forbids guessing its type, framing and scripts; private ones are for nobody else', async () => {
    const open = await gateway.get('/api/v3/time');
    const closed = await client.call('GET', '/api/v3/account');
    const failed = await gateway.get('/api/v3/nope');
    for (const { headers } of [open, closed, failed]) {
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(headers['content-type'] ?? '', /^application\/json/);
    }
    assert.equal(open.headers['access-control-allow-origin'], '*');
    assert.equal(closed.headers['access-control-allow-origin'], undefined);
    assert.equal(closed.headers['cross-origin-resource-policy'], 'same-origin');
  });

  test('another site may ask for market data and for nothing else', async () => {
    const open = await gateway.request('OPTIONS', '/api/v3/depth', {
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.deepEqual([open.status, open.headers['access-control-allow-origin']], [204, '*']);
    const closed = await gateway.request('OPTIONS', '/api/v3/order', {
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.deepEqual([closed.status, closed.headers['access-control-allow-origin']], [204, undefined]);
  });

  test('HEAD is GET without the body', async () => {
    const get = await gateway.get('/api/v3/ping');
    const head = await gateway.request('HEAD', '/api/v3/ping');
    assert.deepEqual(
      [head.status, head.text, head.headers['content-length']],
      [200, '', get.headers['content-length']],
    );
  });

  test('the stubs that clients load with answer, and SBE is refused by name', async () => {
    for (const path of [
      '/sapi/v1/capital/config/getall',
      '/sapi/v1/margin/allPairs',
      '/sapi/v1/asset/tradeFee',
      '/fapi/v1/exchangeInfo',
      '/dapi/v1/exchangeInfo',
    ]) {
      assert.equal((await client.call('GET', path)).status, 200, path);
    }
    assert.deepEqual((await gateway.get('/sapi/v1/system/status')).body, { status: 0, msg: 'normal' });
    const sbe = await gateway.request('GET', '/api/v3/time', { headers: { accept: 'application/sbe' } });
    assert.equal(sbe.body.code, -1155);
  });

  test('health, readiness and metrics are told', async () => {
    assert.deepEqual((await gateway.get('/healthz')).body, { status: 'alive' });
    assert.equal((await gateway.get('/readyz')).body.status, 'ready');
    const metrics = await gateway.get('/metrics');
    assert.match(metrics.text, /paperfloor_request_seconds_count\{route="\/api\/v3\/time"/);
    const page = await gateway.get('/');
    assert.match(page.text, /SIMULATION/);
  });
});

suite('who may do what', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await createTestGateway({ limits: false });
  });
  after(() => gateway.close());

  /** Enough for each operation to be let in; what it then says is another matter. */
  const parameters = { symbol: 'BTCUSDT' };

  test('every signed operation refuses everybody but a key with its permission', async () => {
    const trader = await gateway.client();
    const reader = await gateway.client({}, { canTrade: false });
    const sender = await gateway.client({}, { canRead: false });
    const elsewhere = await gateway.client({}, { networks: ['203.0.113.0/24'] });
    for (const { access, rest } of operations) {
      if (access === 'public') continue;
      const { path } = rest;
      const method: Method = rest.method;
      const codeOf = async (client: Client) => (await client.call(method, path, parameters)).body.code;
      const refusedKey = new Set([-2014, -2015]);
      assert.equal(refusedKey.has(await codeOf(trader)), false, path);
      assert.equal(await codeOf(elsewhere), -2015, path);
      if (access !== 'trade') assert.equal(await codeOf(sender), -2015, path);
      if (access === 'trade') assert.equal(await codeOf(reader), -2015, path);
      else assert.equal(refusedKey.has(await codeOf(reader)), false, path);
      const unsigned = await gateway.request(method, `${path}?symbol=BTCUSDT`);
      assert.deepEqual([unsigned.status, unsigned.body.code], [401, -2014], path);
      if (access === 'key') continue;
      const half = await gateway.request(method, `${path}?symbol=BTCUSDT&timestamp=${Date.now()}`, {
        headers: { 'x-mbx-apikey': trader.apiKey },
      });
      assert.deepEqual([half.status, half.body.code], [400, -1102], path);
    }
  });

  test('nothing but the exact bytes that were signed is accepted', async () => {
    const { apiKey, secretKey } = await gateway.client();
    const headers = { 'x-mbx-apikey': apiKey };
    const ask = async (query: string) =>
      (await gateway.request('GET', `/api/v3/account?${query}`, { headers })).body.code;
    const timestamp = Date.now();
    const payload = `omitZeroBalances=true&recvWindow=5000&timestamp=${timestamp}`;
    const signature = createHmac('sha256', secretKey).update(payload).digest('hex');
    assert.equal(await ask(`${payload}&signature=${signature}`), undefined);
    assert.equal(await ask(`signature=${signature}&${payload}`), undefined);
    assert.equal(await ask(`${payload}&signature=${signature.toUpperCase()}`), undefined);
    for (const forged of [
      `${payload}&signature=${signature}&symbol=BTCUSDT`,
      `recvWindow=5000&omitZeroBalances=true&timestamp=${timestamp}&signature=${signature}`,
      `${payload.replace('true', '%74rue')}&signature=${signature}`,
      `${payload}&&signature=${signature}`,
      `${payload}&signature=${signature.slice(0, -1)}0${signature.slice(-1)}`,
    ]) {
      assert.equal(await ask(forged), -1022, forged);
    }
    assert.equal(await ask(`${payload}&omitZeroBalances=true&signature=${signature}`), -1101);
    assert.equal(await ask(`${payload}&signature=${signature}&signature=${signature}`), -1101);
    const elsewhere = await gateway.request('GET', `/api/v3/openOrders?${payload}&signature=${signature}`, { headers });
    assert.equal(elsewhere.body.code, -1104);
  });

  test('an Ed25519 key signs requests, its base64 percent-encoded', async () => {
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const { apiKey } = await gateway.client({}, { publicKey });
    const payload = `timestamp=${Date.now()}`;
    const signature = encodeURIComponent(sign(null, Buffer.from(payload), pair.privateKey).toString('base64'));
    const headers = { 'x-mbx-apikey': apiKey };
    const good = await gateway.request('GET', `/api/v3/account?${payload}&signature=${signature}`, { headers });
    assert.equal(good.status, 200);
    const bad = await gateway.request('GET', `/api/v3/account?${payload}1&signature=${signature}`, { headers });
    assert.equal(bad.body.code, -1022);
  });

  test('a request too old or too new is refused, and a revoked key at once', async () => {
    const client = await gateway.client();
    const at = async (timestamp: number) => (await client.call('GET', '/api/v3/account', { timestamp })).body.code;
    assert.equal(await at(Date.now()), undefined);
    assert.equal(await at(Date.now() - 6000), -1021);
    assert.equal(await at(Date.now() + 2000), -1021);
    assert.equal(await at(gateway.session.now()), undefined);
    await gateway.identity.revokeKey('test', client.apiKey);
    assert.equal(await at(Date.now()), -2015);
  });
});

suite('limits', () => {
  let gateway: TestGateway;
  let nowUs = 1_800_000_000_000_000 - (1_800_000_000_000_000 % 60_000_000);
  before(async () => {
    const rateLimits = {
      weightPerMinute: 200,
      ordersPerTenSeconds: 3,
      ordersPerDay: 1000,
      requestsPerFiveMinutes: 1000,
      connectsPerFiveMinutes: 300,
    };
    gateway = await createTestGateway({ rateLimits, wallClock: () => nowUs });
  });
  after(() => gateway.close());

  test('weight is counted on every answer, by what was asked, and refused above the limit until the minute ends', async () => {
    assert.equal((await gateway.get('/api/v3/ping')).headers['x-mbx-used-weight-1m'], '1');
    assert.equal(
      (await gateway.get('/api/v3/depth', { symbol: 'BTCUSDT', limit: 500 })).headers['x-mbx-used-weight'],
      '26',
    );
    assert.equal((await gateway.get('/api/v3/ticker/24hr')).headers['x-mbx-used-weight-1m'], '106');
    assert.equal((await gateway.get('/api/v3/nope')).headers['x-mbx-used-weight-1m'], '107');
    await gateway.get('/api/v3/ticker/24hr');
    const over = await gateway.get('/api/v3/exchangeInfo');
    assert.deepEqual([over.status, over.body.code, over.headers['retry-after']], [429, -1003, '60']);
    assert.match(over.body.msg, /current limit is 200 request weight per 1 MINUTE/);
    nowUs += 60_000_000;
    assert.equal((await gateway.get('/api/v3/ping')).headers['x-mbx-used-weight-1m'], '1');
  });

  test('orders weigh nothing when they succeed, and are counted until they fill', async () => {
    nowUs += 60_000_000;
    const client = await gateway.client();
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '50000',
    };
    const place = (more: object = {}) =>
      client.call('POST', '/api/v3/order', { ...order, ...more, timestamp: Math.floor(nowUs / 1000) });
    const first = await place();
    assert.deepEqual(
      ['x-mbx-used-weight-1m', 'x-mbx-order-count-10s', 'x-mbx-order-count-1d'].map((name) => first.headers[name]),
      ['0', '1', '1'],
    );
    const refused = await place({ side: 'HOLD' });
    assert.deepEqual(
      [refused.headers['x-mbx-used-weight-1m'], refused.headers['x-mbx-order-count-10s']],
      ['1', undefined],
    );
    await place();
    await place();
    const fourth = await place();
    assert.deepEqual([fourth.status, fourth.body.code, fourth.headers['retry-after']], [429, -1015, '10']);
    assert.equal(fourth.body.msg, 'Too many new orders; current limit is 3 orders per 10 SECOND.');
    nowUs += 10_000_000;
    const crossing = await gateway.client();
    for (let i = 0; i < 5; i++) {
      const query = { ...order, side: 'SELL', type: 'LIMIT', timestamp: Math.floor(nowUs / 1000), price: '50000' };
      const answer = await crossing.call('POST', '/api/v3/order', i < 3 ? query : { ...query, quantity: '0.0005' });
      assert.equal(answer.status, 200);
      if (i < 3) assert.equal(answer.headers['x-mbx-order-count-1d'], '0');
    }
  });

  test('the limits in exchangeInfo are those that are enforced', async () => {
    nowUs += 60_000_000;
    const { rateLimits } = (await gateway.get('/api/v3/exchangeInfo')).body;
    assert.deepEqual(
      rateLimits.map((row: { limit: number }) => row.limit),
      [200, 3, 1000, 1000],
    );
  });
});

suite('the terminal', () => {
  let gateway: TestGateway;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'paperfloor-terminal-'));
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>page</title>');
    writeFileSync(join(directory, 'assets', 'app-1a2b.js'), 'export {};');
    writeFileSync(join(directory, '.hidden'), 'hidden');
    gateway = await createTestGateway({ terminalDirectory: directory });
  });
  after(async () => {
    await gateway.close();
    rmSync(directory, { recursive: true });
  });

  test('its page is asked for anew, its assets are kept, and both run only what is ours', async () => {
    const page = await gateway.get('/');
    assert.match(page.text, /<title>page/);
    assert.equal(page.headers['cache-control'], 'no-cache');
    const asset = await gateway.get('/assets/app-1a2b.js');
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
    for (const { headers } of [page, asset]) {
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /script-src 'self';/);
      assert.match(policy, /object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
  });

  test('every floor has the page under /f/NAME', async () => {
    const page = await gateway.get('/f/crash');
    assert.match(page.text, /<title>page/);
    assert.equal(page.headers['cache-control'], 'no-cache');
    assert.match(page.headers['content-security-policy'] ?? '', /script-src 'self';/);
  });

  test('pages and files weigh one, the documents of the API what exchangeInfo does, and health checks nothing', async () => {
    const strict = await createTestGateway({
      terminalDirectory: directory,
      rateLimits: { ...defaultRateLimits, weightPerMinute: 47 },
      wallClock: () => 1_767_323_046_000_000,
    });
    const used = async () => Number((await strict.get('/api/v3/ping')).headers['x-mbx-used-weight']);
    for (const [path, weight] of [
      ['/', 1],
      ['/assets/app-1a2b.js', 1],
      ['/assets/nope.js', 1],
      ['/f/crash', 1],
      ['/api-docs/openapi.json', 20],
      ['/metrics', 0],
      ['/readyz', 0],
    ] as const) {
      const before = await used();
      await strict.get(path);
      assert.equal((await used()) - before - 1, weight, path);
    }
    const statuses: number[] = [];
    for (let asked = 0; asked < 20; asked++) statuses.push((await strict.get('/')).status);
    const last = await strict.get('/assets/app-1a2b.js');
    assert.deepEqual([statuses.at(-1), last.status, last.body.code], [429, 429, -1003]);
    assert.ok(Number(last.headers['retry-after']) > 0);
    for (const path of ['/healthz', '/readyz', '/metrics']) assert.equal((await strict.get(path)).status, 200, path);
    await strict.close();
  });

  test('nothing outside its files is served, and what is missing is a JSON error', async () => {
    for (const path of [
      '/.hidden',
      '/assets/',
      '/assets/nope.js',
      '/../package.json',
      '/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
      '/api/v3/nope',
    ]) {
      const answer = await gateway.get(path);
      assert.ok([403, 404].includes(answer.status), `${path} ${answer.status} ${answer.text}`);
      assert.deepEqual(Object.keys(answer.body), ['code', 'msg'], path);
    }
  });
});

suite('over a real connection', () => {
  let gateway: TestGateway;
  let port: number;
  before(async () => {
    gateway = await createTestGateway({ limits: false });
    port = Number(new URL(await gateway.gateway.listen('127.0.0.1', 0)).port);
  });
  after(() => gateway.close());

  /** Sends bytes, answers everything that came back until the server closed. */
  function talk(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
      socket.setEncoding('latin1');
      socket.on('data', (text) => {
        heard += text;
      });
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });
  }

  test('a body, headers or parameters beyond their limits are refused before they are kept', async () => {
    const big = 'x'.repeat(70_000);
    const body = await talk(
      `POST /api/v3/order HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${big.length}\r\n\r\n${big}`,
    );
    assert.match(body, /^HTTP\/1\.1 413 [\s\S]*"code":-1108/);
    const announced = await talk(
      'POST /api/v3/order HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 40000000\r\n\r\n',
    );
    assert.match(announced, /^HTTP\/1\.1 413 /);
    const chunked = await talk(
      `POST /api/v3/order HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${(70_000).toString(16)}\r\n${big}\r\n0\r\n\r\n`,
    );
    assert.match(chunked, /^HTTP\/1\.1 413 /);
    const headers = await talk(`GET /api/v3/ping HTTP/1.1\r\nhost: x\r\nx-long: ${'y'.repeat(20_000)}\r\n\r\n`);
    assert.match(headers, /^HTTP\/1\.1 431 [\s\S]*"code":-1108/);
    const many = Array.from({ length: 3000 }, (_, i) => `a${i}=1`).join('&');
    const query = await fetch(`http://127.0.0.1:${port}/api/v3/time?${many.slice(0, 12_000)}`);
    assert.deepEqual([query.status, ((await query.json()) as { code: number }).code], [400, -1101]);
  });

  test('what is not HTTP gets a JSON answer and an end', async () => {
    for (const bytes of [
      'HELO world\r\n\r\n',
      'GET / HTTP/1.1\r\nbad header\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
      'POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ]) {
      const heard = await talk(bytes);
      assert.match(heard, /^HTTP\/1\.1 400 [\s\S]*\{"code":-1135,/, JSON.stringify(bytes));
    }
  });

  test('compressed bodies and other types are refused', async () => {
    const url = `http://127.0.0.1:${port}/api/v3/order`;
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
    ]) {
      const answer = await fetch(url, { method: 'POST', headers, body: 'a=1' });
      assert.deepEqual([answer.status, ((await answer.json()) as { code: number }).code], [415, -1100]);
    }
  });

  test('the same signed bytes twenty times at once make one order', async () => {
    const client = await gateway.client();
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      price: '50000',
    };
    const query = signedQuery(client.secretKey, { ...order, newClientOrderId: 'once', timestamp: Date.now() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`http://127.0.0.1:${port}/api/v3/order?${query}`, {
          method: 'POST',
          headers: { 'x-mbx-apikey': client.apiKey },
        }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const [refused] = await Promise.all(answers.filter(({ status }) => status === 400).map((answer) => answer.json()));
    assert.deepEqual(refused, { code: -2010, msg: 'Duplicate order sent.' });
    assert.equal((await client.call('GET', '/api/v3/openOrders')).body.length, 1);
  });
});
