/** What strangers can do at the door that servers of one database share: next to nothing. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../observe/logger.ts';
import { PeerDoor, peerPath } from './peer-door.ts';
import { openPeerLinks } from './peer-links.ts';

const secret = randomBytes(32);
let told: { readonly event: string; readonly reason: string }[];
let door: PeerDoor;
let port: number;
let close: () => void;
let strangers: Socket[];

beforeEach(async () => {
  told = [];
  strangers = [];
  const log = { info() {}, warn: (line: never) => told.push(line), error() {} } as unknown as Log;
  door = new PeerDoor({ floors: () => [], secret, log });
  const server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', (incoming, socket, head) => door.upgrade(incoming, socket as Socket, head));
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  close = () => {
    door.close();
    for (const stranger of strangers) stranger.destroy();
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => close());

/** Knows how to knock, and nothing else. */
async function knock(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  strangers.push(socket);
  socket.write(
    `GET ${peerPath} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

/** However it was closed. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** A masked binary message. */
function message(payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt16BE(0x82ff, 0);
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

test('strangers who knock and say nothing keep no server out', async () => {
  await Promise.all(Array.from({ length: 300 }, knock));
  const log = { info() {}, warn() {}, error() {} } as unknown as Log;
  const links = openPeerLinks({ secret, log });
  const link = links.to(1, `http://127.0.0.1:${port}`, 2);
  link.listen(1, { batch() {}, reached() {}, answer() {} });
  for (let waited = 0; !link.isOpen && waited < 1_000; waited += 20) {
    await sleep(20);
    await knock();
  }
  assert.ok(link.isOpen);
  // Who has proved himself is not sent away for those who have not.
  await Promise.all(Array.from({ length: 300 }, knock));
  assert.ok(link.isOpen);
  links.close();
});

test('a stranger is cut off at his first wrong word, and all of them together fill no log', async () => {
  const wrong = message(Buffer.from([7]));
  const many = Array.from({ length: 20 }, async () => {
    const stranger = await knock();
    stranger.write(Buffer.concat(Array.from({ length: 500 }, () => wrong)));
    await closed(stranger);
  });
  await Promise.all(many);
  assert.ok(told.length >= 1 && told.length <= 3, `${told.length} lines`);
  assert.equal(told[0]?.event, 'peer.refused');
});

test('a stranger has no large message taken in', async () => {
  const stranger = await knock();
  const began = performance.now();
  stranger.write(message(Buffer.alloc(200_000), 4_000_000));
  await closed(stranger);
  assert.ok(performance.now() - began < 1_000, 'it was cut off by its time alone');
});
