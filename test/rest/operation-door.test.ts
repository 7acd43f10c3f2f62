import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import {
  type Client,
  createTestGateway,
  encode,
  type Method,
  signedQuery,
  type TestGateway,
} from '../support/test-gateway.ts';

interface Request {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let gateway: TestGateway;
let client: Client;
let url: string;

before(async () => {
  gateway = await createTestGateway();
  client = await gateway.client();
  url = await gateway.gateway.listen('127.0.0.1', 0);
});
after(() => gateway.close());

/** Injected requests pass the framework only; those over a socket may take the door. */
async function overSocket({ method, url: path, headers = {}, body }: Request, agent?: Agent) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const isChunked = headers['transfer-encoding'] !== undefined;
      const length = body === undefined || isChunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const all = { method, headers: { ...length, ...headers }, ...(agent === undefined ? {} : { agent }) };
      const sent = httpRequest(`${url}${path}`, all, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}

const varying = ['date', 'connection', 'keep-alive', 'x-mbx-used-weight', 'x-mbx-used-weight-1m', 'transfer-encoding'];

function steady(headers: Record<string, unknown>): [string, unknown][] {
  return Object.entries(headers)
    .filter(([name]) => !varying.includes(name))
    .map(([name, value]): [string, unknown] => [name, String(value)])
    .sort();
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '20000' };

function signedOrder(overrides: Record<string, string> = {}): string {
  return signedQuery(client.secretKey, { ...order, ...overrides, timestamp: Date.now() });
}

const cases: readonly (readonly [what: string, make: () => Request])[] = [
  ['a query without parameters', () => ({ method: 'GET', url: '/api/v3/ping' })],
  ['a query', () => ({ method: 'GET', url: '/api/v3/depth?symbol=BTCUSDT&limit=5' })],
  ['a query that claims a type', () => ({ method: 'GET', url: '/api/v3/ping', headers: { 'content-type': 'x y' } })],
  ['a query with a body', () => ({ method: 'GET', url: '/api/v3/ping', headers: form, body: 'symbol=BTCUSDT' })],
  ['an unknown symbol', () => ({ method: 'GET', url: '/api/v3/depth?symbol=NONE' })],
  ['a test order in a form', () => ({ method: 'POST', url: '/api/v3/order/test', headers: form, body: signedOrder() })],
  ['a test order in the query', () => ({ method: 'POST', url: `/api/v3/order/test?${signedOrder()}` })],
  [
    'an order off the grid',
    () => ({ method: 'POST', url: '/api/v3/order', headers: form, body: signedOrder({ price: '0.001' }) }),
  ],
  ['a form without a type', () => ({ method: 'POST', url: '/api/v3/order/test', body: signedOrder() })],
  [
    'a form of another type',
    () => ({
      method: 'POST',
      url: '/api/v3/order/test',
      headers: { 'content-type': 'text/plain' },
      body: signedOrder(),
    }),
  ],
  [
    'a type that is none',
    () => ({ method: 'POST', url: '/api/v3/order/test', headers: { 'content-type': 'nonsense' }, body: signedOrder() }),
  ],
  [
    'no body, but a type',
    () => ({ method: 'DELETE', url: '/api/v3/order', headers: { 'content-type': 'application/json' } }),
  ],
  [
    'an order in the query that calls nothing a form',
    () => ({ method: 'POST', url: `/api/v3/order/test?${signedOrder()}`, headers: form, body: '' }),
  ],
  [
    'an order in the query that calls nothing JSON',
    () => ({
      method: 'POST',
      url: `/api/v3/order/test?${signedOrder()}`,
      headers: { 'content-type': 'application/json' },
      body: '',
    }),
  ],
  [
    'an order in the query that calls nothing nonsense',
    () => ({
      method: 'POST',
      url: `/api/v3/order/test?${signedOrder()}`,
      headers: { 'content-type': 'nonsense' },
      body: '',
    }),
  ],
  [
    'a body too large',
    () => ({ method: 'POST', url: '/api/v3/order/test', headers: form, body: 'a='.padEnd(66_000, 'b') }),
  ],
  [
    'a chunked body',
    () => ({
      method: 'POST',
      url: '/api/v3/order/test',
      headers: { ...form, 'transfer-encoding': 'chunked' },
      body: encode(order),
    }),
  ],
  ['a method that is not there', () => ({ method: 'PUT', url: '/api/v3/order' })],
  ['HEAD of a query', () => ({ method: 'HEAD', url: '/api/v3/ping' })],
  ['a path with an end too many', () => ({ method: 'GET', url: '/api/v3/ping/' })],
  [
    'a floor by its name',
    () => ({ method: 'GET', url: `/floors/${gateway.session.name}/api/v3/depth?symbol=BTCUSDT&limit=5` }),
  ],
  [
    'an order on a floor by its name',
    () => ({ method: 'POST', url: `/floors/${gateway.session.name}/api/v3/order/test?${signedOrder()}` }),
  ],
  ['a floor that is not there', () => ({ method: 'GET', url: '/floors/none/api/v3/ping' })],
  [
    'a floor in other letters',
    () => ({
      method: 'GET',
      url: `/floors/%${gateway.session.name.charCodeAt(0).toString(16)}${gateway.session.name.slice(1)}/api/v3/ping`,
    }),
  ],
  ['a floor without a name', () => ({ method: 'GET', url: '/floors//api/v3/ping' })],
  [
    'a floor within a floor',
    () => ({ method: 'GET', url: `/floors/${gateway.session.name}/floors/${gateway.session.name}/api/v3/ping` }),
  ],
  ['floors alone', () => ({ method: 'GET', url: '/floors/' })],
];

for (const [what, make] of cases) {
  test(`the door and the framework answer alike: ${what}`, async () => {
    const asked = make();
    const headers = { 'x-mbx-apikey': client.apiKey, ...asked.headers };
    const framework = await gateway.request(asked.method, asked.url, {
      headers,
      ...(asked.body === undefined ? {} : { body: asked.body }),
    });
    const socket = await overSocket({ ...asked, headers });
    assert.equal(socket.status, framework.status);
    assert.equal(socket.text.replace(/\d{13}/g, 'TIME'), framework.text.replace(/\d{13}/g, 'TIME'));
    assert.deepEqual(steady(socket.headers), steady(framework.headers));
  });
}

const postedEmpty: Readonly<Record<string, string>> = {
  '@binance/spot': 'application/json',
  binance: 'application/x-www-form-urlencoded',
};

for (const [stock, type] of Object.entries(postedEmpty)) {
  test(`an order as ${stock} sends it, all in the query, takes the door`, async () => {
    let byNode = 0;
    const count = () => byNode++;
    gateway.gateway.server.on('request', count);
    // A connection that was Node's once would stay so.
    const agent = new Agent({ keepAlive: true });
    const headers = { 'x-mbx-apikey': client.apiKey, 'content-type': type };
    const { status } = await overSocket(
      { method: 'POST', url: `/api/v3/order/test?${signedOrder()}`, headers, body: '' },
      agent,
    );
    agent.destroy();
    gateway.gateway.server.off('request', count);
    assert.deepEqual([status, byNode], [200, 0]);
  });
}
