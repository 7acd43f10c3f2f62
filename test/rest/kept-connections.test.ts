/**
 * Clients that keep every connection and use few of them again: the exchange's own connector opens one per request over TLS. Who
 * has all it may is given room, at the cost of its own connection that has rested longest.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { connectionsPerAddressMax } from '../../src/gateway/rest/http-limits.ts';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  gateway = await createTestGateway();
  port = Number(new URL(await gateway.gateway.listen('127.0.0.1', 0)).port);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gateway.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The status line, or nothing when the server hangs up. */
async function ask(socket: Socket, request: string): Promise<string> {
  socket.write(request);
  const [data] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  return data instanceof Buffer ? data.toString('latin1').split('\r\n', 1).join() : '';
}

const ways = {
  'that the quick reader answers': 'GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n\r\n',
  "that Node's server answers":
    'POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n\r\n',
};

for (const [way, request] of Object.entries(ways)) {
  test(`an address with all its connections resting gets one more: those ${way}`, { timeout: 30_000 }, async () => {
    for (let i = 0; i < connectionsPerAddressMax; i++) assert.match(await ask(await dial(), request), /^HTTP/);
    const [first, second, third] = sockets as [Socket, Socket, Socket];
    assert.match(await ask(first, request), /^HTTP/);
    const ends = [second, third].map((socket) => once(socket, 'close'));
    for (let i = 0; i < ends.length; i++) assert.match(await ask(await dial(), request), /^HTTP/, `${i} more`);
    await Promise.all(ends);
    assert.equal(sockets.filter((socket) => !socket.closed).length, connectionsPerAddressMax);
    assert.match(await ask(first, request), /^HTTP/);
  });
}

test('a socket that was upgraded never rests, whatever came before on its connection', async () => {
  const request = ways['that the quick reader answers'];
  const upgraded = await dial();
  await ask(upgraded, request);
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
  await ask(upgraded, `GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n${key}\r\n`);
  for (let i = 0; i < connectionsPerAddressMax + 5; i++) assert.match(await ask(await dial(), request), /^HTTP/);
  assert.equal(upgraded.closed, false);
});
