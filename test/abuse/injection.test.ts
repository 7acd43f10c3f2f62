/**
 * Texts that mean something to a database, a page, a path or a template, in every text that a client may send, against a server with
 * its real database: nothing is a server's error, nothing takes long, nothing comes back as markup, and nothing secret lies about.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { type Method, signedQuery } from '../support/test-gateway.ts';

const answerMsMax = 1_000;
const triesMax = 3;
const atOnce = 8;

const sql = [
  ...["'", "''", '"', '`', '\\', '--', ';', "' OR '1'='1", "' OR 1=1 --", '" OR ""="', "') OR ('1'='1", '1 OR 1=1'],
  ...["'; DROP TABLE api_key; --", "'; SELECT pg_sleep(5); --", "' || pg_sleep(5) || '", '1; SELECT pg_sleep(5)'],
  ...["' AND (SELECT pg_sleep(5)) IS NULL --", "' UNION SELECT NULL --", "'; COPY (SELECT 1) TO PROGRAM 'sleep 5'; --"],
  ...["E'\\\\x41'", '$$', '$1', '%', '_', '*', "'::text", '1e9999', "' AND 1=CAST(version() AS int) --"],
];
const markup = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    '</title>',
  ],
  ...['javascript:alert(1)', '<!--', ']]>', '&lt;b&gt;', '\u2028', '<iframe src=//x>', '<b>'],
];
const paths = [
  ...['../../../etc/passwd', '..\\..\\windows\\win.ini', '/etc/passwd', 'file:///etc/passwd', '....//....//etc/passwd'],
  ...['%2e%2e%2fetc%2fpasswd', 'CON', '/proc/self/environ', '~root', '.git/config'],
];
const templates = [
  ...[
    '{{7*7}}',
    '\u0024{7*7}',
    '#{7*7}',
    '<%= 7*7 %>',
    '{%25 7*7 %25}',
    '*{7*7}',
    '@(7*7)',
    '\u0024{jndi:ldap://x/a}',
    '$(sleep 5)',
  ],
  ...['`sleep 5`', '| sleep 5', '& sleep 5', '; sleep 5', '%0a sleep 5', '\u001b[31m', '\r\nx: y', '%s%n', '\u0000'],
];
const bare = [...sql, ...markup, ...paths, ...templates];
/** As they are, behind and in front of something that is well formed. */
const payloads = [...bare, ...bare.map((text) => `BTCUSDT${text}`), ...bare.map((text) => `${text}1`)];

const symbol = 'BTCUSDT';
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '1' };
const fields: readonly (readonly [Method, string, string, object])[] = [
  ['GET', '/api/v3/depth', 'symbol', {}],
  ['GET', '/api/v3/klines', 'interval', { symbol }],
  ['GET', '/api/v3/klines', 'timeZone', { symbol, interval: '1m' }],
  ['GET', '/api/v3/exchangeInfo', 'permissions', {}],
  ['GET', '/api/v3/ticker/price', 'symbols', {}],
  ['GET', '/api/v3/order', 'origClientOrderId', { symbol }],
  ['POST', '/api/v3/order', 'newClientOrderId', limit],
  ['POST', '/api/v3/order', 'quantity', { ...limit, quantity: undefined }],
  ['DELETE', '/api/v3/order', 'origClientOrderId', { symbol }],
  ['GET', '/api/v3/allOrders', 'startTime', { symbol }],
  ['GET', '/api/v3/orderList', 'origClientOrderId', {}],
  ['DELETE', '/api/v3/orderList', 'listClientOrderId', { symbol }],
  ['PUT', '/api/v3/userDataStream', 'listenKey', {}],
  ['GET', '/sapi/v1/capital/deposit/hisrec', 'coin', {}],
  ['POST', '/paper/v1/keys', 'label', {}],
  ['DELETE', '/paper/v1/keys', 'apiKey', {}],
];

let server: RunningServer;
let key: { readonly apiKey: string; readonly secretKey: string };

before(async () => {
  server = await startServer({ args: ['--limits', 'off', '--terminal', 'off'] });
  await server.cli(['account', 'create', 'somebody', '--fund', 'USDT=1000000']);
  key = await server.cli(['key', 'create', 'somebody', '--json']);
});
after(() => server.stop());

/** A delay that a text causes comes with it every time; one that the machine causes does not. */
async function ask(method: Method, path: string): Promise<void> {
  let told = { ms: Number.POSITIVE_INFINITY, what: '' };
  for (let tries = 0; tries < triesMax && told.ms > answerMsMax; tries++) told = await askOnce(method, path);
  assert.ok(told.ms <= answerMsMax, `${told.ms.toFixed(0)} ms: ${told.what}`);
}

async function askOnce(method: Method, path: string): Promise<{ readonly ms: number; readonly what: string }> {
  const began = performance.now();
  const answer = await fetch(`${server.url}${path}`, { method, headers: { 'x-mbx-apikey': key.apiKey } });
  const text = await answer.text();
  const told = `${method} ${path.slice(0, 200)} → ${answer.status} ${text.slice(0, 300)}`;
  assert.ok(answer.status < 500, told);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/, told);
  assert.doesNotMatch(text, /<script|<img|<svg|<iframe|root:x:|\b49\b|\bat .*\.ts:\d+/, told);
  return { ms: performance.now() - began, what: told };
}

test('two hundred hostile texts in every text of a request are refused like any other wrong text', async () => {
  assert.ok(payloads.length >= 200, `${payloads.length}`);
  const requests = fields.flatMap(([method, path, field, more]) =>
    payloads.map((text) => {
      const parameters = Object.entries({ ...more, [field]: text }).filter(([, value]) => value !== undefined);
      return () =>
        ask(
          method,
          `${path}?${signedQuery(key.secretKey, { ...Object.fromEntries(parameters), timestamp: Date.now() })}`,
        );
    }),
  );
  for (const text of bare) {
    const part = encodeURIComponent(text);
    requests.push(() => ask('GET', `/floors/${part}/api/v3/time`));
    requests.push(() => ask('GET', `/api/v3/${part}`));
  }
  const rest = requests.values();
  const work = async () => {
    for (const one of rest) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  console.log(`${requests.length} requests`);
  assert.doesNotMatch(server.log(), /"level":"(error|fatal)"/);
});

test('a log line is one line, whatever was sent', () => {
  const lines = server
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  assert.ok(lines.length > 0);
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line);
  assert.equal(server.log().includes('\u001b['), false);
});

test('a secret stands in no file, no metric and no line of the log', async () => {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const found = readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(key.secretKey));
  assert.deepEqual(found, []);
  assert.equal(metrics.includes(key.secretKey) || metrics.includes(key.apiKey), false);
  assert.equal(server.log().includes(key.secretKey), false);
});
