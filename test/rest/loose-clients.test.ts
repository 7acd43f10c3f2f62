/** What clients send beside what they mean: a content type with a GET, a wish for compression, one connection for everything. */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, test } from 'node:test';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let url: string;
before(async () => {
  gateway = await createTestGateway({ limits: false });
  url = await gateway.gateway.listen('127.0.0.1', 0);
});
after(() => gateway.close());

interface Heard {
  readonly status: number | undefined;
  readonly body: string;
  readonly encoding: string | undefined;
  readonly port: number | undefined;
}

function ask(path: string, headers: Readonly<Record<string, string>>, agent?: Agent): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { headers, ...(agent === undefined ? {} : { agent }) }, (answer) => {
      const port = answer.socket.localPort;
      let body = '';
      answer.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      answer.on('end', () => {
        resolve({ status: answer.statusCode, body, encoding: answer.headers['content-encoding'], port });
      });
    });
    asked.on('error', reject).end();
  });
}

test('a GET that names a content type is answered, whatever type it names', async () => {
  for (const type of ['application/x-www-form-urlencoded', 'application/json', 'text/plain', 'nonsense']) {
    for (const path of ['/api/v3/ping', '/api/v3/depth?symbol=BTCUSDT', '/sapi/v1/system/status']) {
      const answer = await ask(path, { 'content-type': type });
      assert.equal(answer.status, 200, `${path} ${type} ${answer.body}`);
    }
  }
});

test('a client that asks for compression gets what it can read, and one connection serves all it asks', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let turn = 0; turn < 5; turn++) {
    const answer = await ask('/api/v3/exchangeInfo', { 'accept-encoding': 'gzip, deflate, br' }, agent);
    assert.deepEqual([answer.status, answer.encoding], [200, undefined]);
    assert.equal(JSON.parse(answer.body).timezone, 'UTC');
    ports.add(answer.port);
  }
  agent.destroy();
  assert.equal(ports.size, 1);
});
