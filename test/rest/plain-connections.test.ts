/** What a connection does between the short way and Node's HTTP server: no request is lost, doubled or answered out of turn. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, signedQuery, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let client: Client;
let port: number;
/** Requests that Node's HTTP server has seen. */
let byNode = 0;

before(async () => {
  gateway = await createTestGateway();
  client = await gateway.client();
  port = Number(new URL(await gateway.gateway.listen('127.0.0.1', 0)).port);
  gateway.gateway.server.prependListener('request', () => byNode++);
});
after(() => gateway.close());

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A raw connection and the answers that came over it. */
class Line {
  readonly socket: Socket;
  /** The server sends no more. */
  readonly ended: Promise<unknown>;
  text = '';

  constructor(to: number = port) {
    this.socket = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.socket.setEncoding('latin1').on('data', (text) => {
      this.text += text;
    });
    this.socket.on('error', () => {});
    this.ended = once(this.socket, 'end').finally(() => this.socket.destroy());
    this.ended.catch(() => {});
  }

  async send(...pieces: readonly string[]): Promise<void> {
    for (const piece of pieces) {
      this.socket.write(piece, 'latin1');
      await sleep(30);
    }
  }

  async answer(): Promise<Answer> {
    for (;;) {
      const head = this.text.slice(0, this.text.indexOf('\r\n\r\n') + 4);
      const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
      if (this.text.length >= head.length + length) {
        const body = this.text.slice(head.length, head.length + length);
        this.text = this.text.slice(head.length + length);
        return { status: Number(head.slice(9, 12)), head, body };
      }
      await this.#more();
    }
  }

  async heard(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await this.#more();
  }

  #more(): Promise<unknown> {
    return Promise.race([once(this.socket, 'data'), failAfter(5_000)]);
  }
}

async function failAfter(milliseconds: number): Promise<never> {
  await sleep(milliseconds, undefined, { ref: false });
  throw new Error(`nothing came for ${milliseconds} ms`);
}

class SlowSession extends MemorySession {
  readonly #orderMs: number;

  constructor(orderMs: number) {
    super();
    this.#orderMs = orderMs;
  }

  override async submit(...[command]: Parameters<MemorySession['submit']>): ReturnType<MemorySession['submit']> {
    if (command.type === 'place_order') await sleep(this.#orderMs, undefined, { ref: false });
    return super.submit(command);
  }
}

const host = 'Host: a\r\n';
const ping = `GET /api/v3/ping HTTP/1.1\r\n${host}\r\n`;

function orderParts(id: string, owner = client): readonly [head: string, body: string] {
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '20000' };
  const body = signedQuery(owner.secretKey, { ...order, newClientOrderId: id, timestamp: Date.now() });
  const head =
    `POST /api/v3/order HTTP/1.1\r\n${host}X-MBX-APIKEY: ${owner.apiKey}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
  return [head, body];
}

test('a plain request is answered without the HTTP server, with what a client expects of one', async () => {
  const seen = byNode;
  const line = new Line();
  await line.send(ping);
  const { status, head, body } = await line.answer();
  assert.equal(status, 200);
  assert.equal(body, '{}');
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(
    head,
    /\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\n$/,
  );
  await line.send(`GET /floors/${gateway.session.name}/api/v3/ping HTTP/1.1\r\n${host}\r\n`);
  assert.equal((await line.answer()).body, '{}');
  assert.equal(byNode, seen);
  line.socket.destroy();
});

test('requests sent together are answered each in its turn', async () => {
  const line = new Line();
  const orders = ['turn-0', 'turn-1', 'turn-2'].map((id) => orderParts(id).join(''));
  const unknown = `GET /api/v3/nothing HTTP/1.1\r\n${host}\r\n`;
  await line.send([...orders, ping, unknown, ping].join(''));
  for (let index = 0; index < 3; index++)
    assert.equal(JSON.parse((await line.answer()).body).clientOrderId, `turn-${index}`);
  assert.equal((await line.answer()).body, '{}');
  assert.equal((await line.answer()).status, 404);
  assert.equal((await line.answer()).body, '{}');
  line.socket.destroy();
});

test('three hundred requests at once, each refused at once, are answered one by one', async () => {
  const line = new Line();
  await line.send(`GET /api/v3/depth HTTP/1.1\r\n${host}\r\n`.repeat(300));
  for (let index = 0; index < 300; index++) assert.equal(JSON.parse((await line.answer()).body).code, -1102);
  line.socket.destroy();
});

test('for who asks for much and reads nothing, no more answers are made than a socket takes', async (t) => {
  const unlimited = await createTestGateway({ limits: false });
  t.after(() => unlimited.close());
  const to = Number(new URL(await unlimited.gateway.listen('127.0.0.1', 0)).port);
  const accepted = once(unlimited.gateway.server, 'connection') as Promise<[Socket]>;
  const line = new Line(to);
  const [served] = await accepted;
  line.socket.pause();
  const ask = `GET /api/v3/exchangeInfo HTTP/1.1\r\n${host}\r\n`;
  line.socket.write(ask.repeat(4_000));
  const { length } = (await unlimited.get('/api/v3/exchangeInfo')).text;
  let most = 0;
  for (let look = 0; look < 50; look++) {
    most = Math.max(most, served.writableLength);
    await sleep(10);
  }
  assert.ok(most > 0, 'the way is full');
  const bytesMax = served.writableHighWaterMark + 2 * length;
  assert.ok(most < bytesMax, `${most} bytes wait, expected ${bytesMax} at most`);
  line.socket.destroy();
});

test('a request in two pieces, or in many, is one order', async () => {
  const line = new Line();
  const [head, body] = orderParts('pieces-2');
  await line.send(head, body);
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'pieces-2');
  const [next, rest] = orderParts('pieces-4');
  await line.send(next.slice(0, 50), next.slice(50), rest.slice(0, 20), rest.slice(20));
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'pieces-4');
  const late = orderParts('pieces-late');
  await line.send(late[0]);
  await sleep(1_500);
  await line.send(late[1]);
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'pieces-late');
  line.socket.destroy();
});

test('a second piece that is late, on a connection the short way still has, is waited for by the HTTP server', async () => {
  const line = new Line();
  const [head, body] = orderParts('late-piece');
  const seen = byNode;
  await line.send(head);
  await sleep(1_500);
  await line.send(body);
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'late-piece');
  assert.equal(byNode, seen + 1);
  line.socket.destroy();
});

test('an unusual request goes to the HTTP server, and so does what follows it', async () => {
  const line = new Line();
  const seen = byNode;
  await line.send(ping);
  assert.equal((await line.answer()).status, 200);
  const [, body] = orderParts('chunked');
  const chunked =
    `POST /api/v3/order HTTP/1.1\r\n${host}X-MBX-APIKEY: ${client.apiKey}\r\nTransfer-Encoding: chunked\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  await line.send(chunked + ping);
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'chunked');
  assert.equal((await line.answer()).body, '{}');
  await line.send(ping);
  assert.equal((await line.answer()).body, '{}');
  assert.equal(byNode, seen + 3);
  line.socket.destroy();
});

test('what no HTTP server takes is refused, also behind a plain request', async () => {
  const line = new Line();
  await line.send(`${ping}\0\x01nonsense\r\n\r\n`);
  assert.equal((await line.answer()).status, 200);
  const refused = await line.answer();
  assert.equal(refused.status, 400);
  assert.equal(JSON.parse(refused.body).code, -1135);
  await line.ended;
});

test('a socket is opened on a connection that was used before', async () => {
  const line = new Line();
  await line.send(ping);
  await line.answer();
  const wish = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
  await line.send(
    `GET /ws/btcusdt@trade HTTP/1.1\r\n${host}${wish}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  await line.heard(/^HTTP\/1\.1 101 /);
  line.socket.destroy();
});

test('who sends all and ends its side still gets every answer', async () => {
  const line = new Line();
  line.socket.end(orderParts('last-0').join('') + orderParts('last-1').join('') + ping, 'latin1');
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'last-0');
  assert.equal(JSON.parse((await line.answer()).body).clientOrderId, 'last-1');
  const last = await line.answer();
  assert.equal(last.body, '{}');
  assert.match(last.head, /\r\nConnection: close\r\n/);
  await line.ended;
});

test('a connection that breaks under an order hurts nobody, and the order was placed once', async () => {
  const line = new Line();
  await once(line.socket, 'connect');
  line.socket.write(orderParts('broken').join(''));
  await sleep(5);
  line.socket.resetAndDestroy();
  await sleep(200);
  const open = await client.call('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  const found = (open.body as { clientOrderId: string }[]).filter(({ clientOrderId }) => clientOrderId === 'broken');
  assert.equal(found.length, 1);
});

test('who ends its side behind something unusual is answered and let go', async () => {
  const odd = [`HEAD /api/v3/ping HTTP/1.1\r\n${host}\r\n`, 'GET /api/v3/pi', '\r\n\r\n'];
  const lines = odd.map((text, index) => {
    const line = new Line();
    line.socket.end(orderParts(`odd-${index}`).join('') + ping + text, 'latin1');
    return line;
  });
  await Promise.race([Promise.all(lines.map(({ ended }) => ended)), failAfter(5_000)]);
  for (const [index, line] of lines.entries())
    assert.equal(JSON.parse((await line.answer()).body).clientOrderId, `odd-${index}`);
});

test('an answer that never comes does not hold its connection for ever', async (t) => {
  const stuck = await createTestGateway({ session: new SlowSession(60_000) });
  t.after(() => stuck.close());
  const owner = await stuck.client();
  const to = Number(new URL(await stuck.gateway.listen('127.0.0.1', 0)).port);
  const accepted = once(stuck.gateway.server, 'connection') as Promise<[Socket]>;
  const line = new Line(to);
  const [served] = await accepted;
  await line.send(ping);
  await line.answer();
  assert.equal(served.timeout, 66_000, 'longer than the client was told');
  await line.send(orderParts('stuck', owner).join(''));
  served.emit('timeout');
  assert.equal(served.destroyed, false);
  assert.equal(served.timeout, 17_000);
  served.emit('timeout');
  assert.equal(served.destroyed, true);
});

test('a bug in the way to an answer ends its connection and not the server', async (t) => {
  const buggy = await createTestGateway();
  t.after(() => buggy.close());
  const to = Number(new URL(await buggy.gateway.listen('127.0.0.1', 0)).port);
  const { limits } = buggy.gateway.context;
  t.mock.method(limits, 'charge', () => assert.fail('a bug'), { times: 1 });
  const line = new Line(to);
  await line.send(ping);
  await line.ended.catch(() => {});
  assert.match(buggy.logged(), /"event":"request.failed","operation":"ping"/);
  const next = new Line(to);
  await next.send(ping);
  assert.equal((await next.answer()).status, 200);
  next.socket.destroy();
});

test('a gateway that closes still sends what was answered', async () => {
  const closing = await createTestGateway({ limits: false, drainSeconds: 5 });
  const to = Number(new URL(await closing.gateway.listen('127.0.0.1', 0)).port);
  const { length } = (await closing.get('/api/v3/exchangeInfo')).text;
  const accepted = once(closing.gateway.server, 'connection') as Promise<[Socket]>;
  const line = new Line(to);
  const [served] = await accepted;
  line.socket.pause();
  const ask = `GET /api/v3/exchangeInfo HTTP/1.1\r\n${host}\r\n`;
  // As many as fill the way and stay below what a socket takes.
  while (served.writableLength < 2 * length) {
    line.socket.write(ask);
    await sleep(1);
  }
  const closed = closing.close();
  await sleep(50);
  line.socket.resume();
  await Promise.all([closed, line.ended]);
  while (line.text !== '') assert.equal((await line.answer()).body.length, length);
});

test('a gateway that closes ends what rests at once, and answers what is under way and who has just come', async () => {
  const closing = await createTestGateway({ session: new SlowSession(500), drainSeconds: 20 });
  const owner = await closing.client();
  const to = Number(new URL(await closing.gateway.listen('127.0.0.1', 0)).port);
  const [resting, fresh, busy] = [new Line(to), new Line(to), new Line(to)];
  await resting.send(ping);
  await resting.answer();
  await busy.send(orderParts('under-way', owner).join('') + ping);
  const began = performance.now();
  const ends = [resting, fresh, busy].map((line) => line.ended);
  const closed = closing.close();
  await fresh.send(ping);
  await Promise.all([closed, ...ends]);
  assert.ok(performance.now() - began < 5_000, 'it did not wait for the end of the drain');
  const answered = await busy.answer();
  assert.equal(JSON.parse(answered.body).clientOrderId, 'under-way');
  assert.match(answered.head, /\r\nConnection: close\r\n/);
  const first = await fresh.answer();
  assert.equal(first.status, 200);
  assert.match(first.head, /\r\nConnection: close\r\n/);
});
