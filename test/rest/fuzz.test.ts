/** Nothing a client can send gets a 5xx, a stack trace, or an answer that is not `{code, msg}`. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { operations } from '../../src/gateway/operations/table.ts';
import { awkwardName, awkwardText } from '../abuse/awkward.ts';
import { type Client, createTestGateway, type Method, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let client: Client;
const runs = 1000;

before(async () => {
  gateway = await createTestGateway({ limits: false });
  client = await gateway.client();
});
after(() => gateway.close());

const routes: readonly { method: Method; path: string }[] = [
  ...operations.map(({ rest }) => ({ method: rest.method as Method, path: rest.path })),
  { method: 'POST', path: '/paper/v1/demo-account' },
  { method: 'POST', path: '/paper/v1/floor/clock' },
  { method: 'POST', path: '/paper/v1/floor/step' },
  { method: 'POST', path: '/paper/v1/keys' },
  { method: 'DELETE', path: '/paper/v1/keys' },
];

const parameters = fc.array(fc.tuple(awkwardName, awkwardText), { maxLength: 12 });

function encode(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, text]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`)
    .join('&');
}

function assertCivil(answer: { status: number; text: string }, told: string): void {
  assert.ok(answer.status < 500, `${told} → ${answer.status} ${answer.text}`);
  const body = JSON.parse(answer.text);
  if (answer.status < 400) return;
  assert.deepEqual(Object.keys(body), ['code', 'msg'], told);
  assert.ok(Number.isInteger(body.code) && body.code <= -1000, told);
  assert.ok(!/\bat .*\.ts:\d+|Error:/.test(body.msg), told);
}

test('any parameters on any route, signed well, are answered or refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), parameters, async ({ method, path }, pairs) => {
      const stamped = pairs.some(([name]) => name === 'timestamp')
        ? pairs
        : [...pairs, ['timestamp', `${Date.now()}`] as const];
      const payload = encode(stamped);
      const signature = createHmac('sha256', client.secretKey).update(payload).digest('hex');
      const url = `${path}?${payload}&signature=${signature}`;
      const answer = await gateway.request(method, url, { headers: { 'x-mbx-apikey': client.apiKey } });
      assertCivil(answer, `${method} ${path} ${payload}`);
    }),
    { numRuns: runs },
  );
});

test('any raw query, key, signature and body on any route are answered or refused with a code', async () => {
  const raw = fc.string({ unit: fc.constantFrom(...'abc=&%+"[]{}:.-_~0123456789ABCDEFsignature'), maxLength: 80 });
  const type = fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'x',
    'multipart/form-data; boundary=x',
  );
  const key = fc.oneof(fc.constant('x'.repeat(64)), fc.stringMatching(/^[ -~]{0,70}$/));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      raw,
      raw,
      type,
      key,
      async ({ method, path }, query, body, contentType, apiKey) => {
        const headers = { 'content-type': contentType, 'x-mbx-apikey': apiKey };
        const answer = await gateway.request(method, `${path}?${query}`, {
          headers,
          ...(method === 'GET' ? {} : { body }),
        });
        assertCivil(answer, `${method} ${path}?${query} ${body}`);
      },
    ),
    { numRuns: runs },
  );
});

test('any JSON on the calls of the terminal is answered or refused with a code', async () => {
  const actions = routes.filter(({ path }) => path.startsWith('/paper/v1/') && !path.endsWith('/keys'));
  const fields = fc.dictionary(
    fc.constantFrom('publicKey', 'rate', 'paused', 'milliseconds', '__proto__', 'x'),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...actions), fc.oneof(fields, fc.jsonValue()), async ({ method, path }, json) => {
      const body = JSON.stringify(json);
      const answer = await gateway.request(method, path, { headers: { 'content-type': 'application/json' }, body });
      assertCivil(answer, `${method} ${path} ${body}`);
    }),
    { numRuns: 300 },
  );
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);
  const answer = await gateway.request('POST', '/paper/v1/floor/clock', {
    headers: { 'content-type': 'application/json' },
    body: deep,
  });
  assertCivil(answer, 'deep');
});

test('money is where it was, and no bug was met', async () => {
  const { floor } = gateway.session;
  floor.checkInvariants();
  for (const asset of floor.instruments.assets.keys()) assert.equal(floor.ledgerTotal(asset as never), 0n);
  assert.doesNotMatch(gateway.logged(), /"level":"(error|fatal)"/);
});
