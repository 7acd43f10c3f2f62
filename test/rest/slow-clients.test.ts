/** Clients that hold on to connections without using them: each is cut, and none can hold more than its share. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionsPerAddressMax } from '../../src/gateway/rest/http-limits.ts';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let port: number;
before(async () => {
  gateway = await createTestGateway();
  port = Number(new URL(await gateway.gateway.listen('127.0.0.1', 0)).port);
});
after(() => gateway.close());

/** Sends the start, then `drip` each second; answers what was heard until the server closed. */
async function linger(start: string, drip: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(start));
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.on('error', () => {});
  const timer = setInterval(() => socket.write(drip), 1000);
  await once(socket, 'close');
  clearInterval(timer);
  return heard;
}

test('half a request, dripped headers and a dripped body are cut with an answer', { timeout: 30_000 }, async () => {
  const all = await Promise.all([
    linger('', ''),
    linger('GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n', ''),
    linger('GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n', 'a: b\r\n'),
    linger('POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n', 'a'),
  ]);
  for (const heard of all) assert.match(heard, /^HTTP\/1\.1 408 [\s\S]*\{"code":-1003,/);
});

/** Answers of some kilobytes: more than fit on the way. The requests fit into one read, so that none is there by half. */
const asked = 1_200;

/** Asks for them; what it yields answers after how many milliseconds the server let go, if it does within `forMs`. */
async function askForMuch(
  of: TestGateway,
  takesSome: boolean,
): Promise<(forMs: number) => Promise<number | undefined>> {
  const began = performance.now();
  const { server } = of.gateway;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const ask = 'GET /api/v3/exchangeInfo HTTP/1.1\r\nhost: x\r\n\r\n';
  const address = server.address() as AddressInfo;
  const socket = connect(address.port, '127.0.0.1', () => socket.write(ask.repeat(asked)));
  socket.on('error', () => {}).on('data', () => socket.pause());
  const [served] = await accepted;
  const timer = takesSome ? setInterval(() => socket.resume(), 250) : undefined;
  const cut = once(served, 'close').then(() => performance.now() - began);
  return async (forMs) => {
    const after = await Promise.race([cut, sleep(forMs, undefined)]);
    clearInterval(timer);
    socket.destroy();
    return after;
  };
}

test('who reads nothing of its answers is cut within twenty seconds, who reads slowly is not', {
  timeout: 40_000,
}, async (t) => {
  const unlimited = await createTestGateway({ limits: false });
  t.after(() => unlimited.close());
  await unlimited.gateway.listen('127.0.0.1', 0);
  const [nothing, slowly] = [await askForMuch(unlimited, false), await askForMuch(unlimited, true)];
  const [cutAfter, stayed] = await Promise.all([nothing(20_000), slowly(20_000)]);
  assert.ok(cutAfter !== undefined, 'the one that reads nothing is still there');
  assert.equal(stayed, undefined);
});

test('one address holds only so many connections, and others come in again when it lets go', async () => {
  const sockets: Socket[] = [];
  for (let i = 0; i < connectionsPerAddressMax + 10; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
  }
  const closed = sockets.slice(connectionsPerAddressMax);
  await Promise.all(closed.map((socket) => socket.closed || once(socket.resume(), 'close')));
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  let status = 0;
  while (status !== 200) {
    status = await fetch(`http://127.0.0.1:${port}/api/v3/ping`).then(
      (answer) => answer.status,
      () => 0,
    );
  }
  assert.equal(status, 200);
});
