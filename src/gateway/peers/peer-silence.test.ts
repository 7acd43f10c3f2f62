/** What happens to requests and connections between servers when the network, or one of them, stands still. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createProxy, type Socket } from 'node:net';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId, SymbolIndex } from '../../core/units/brand.ts';
import type { LiveFloor } from '../../engine/live-floor.ts';
import type { PeerRequest } from '../../engine/peer-link.ts';
import type { Log } from '../../observe/logger.ts';
import { PeerDoor } from './peer-door.ts';
import type { PeerFrame } from './peer-frames.ts';
import { openPeerLinks } from './peer-links.ts';
import { PeerService } from './peer-service.ts';

const log = { info() {}, warn() {}, error() {} } as unknown as Log;
const request: PeerRequest = {
  ...{ kind: 'command', floorId: 1, number: 41, epoch: 9 },
  command: { type: 'cancel_all', account: 1000 as AccountId, symbol: 0 as SymbolIndex, cancelIdPrefix: 'x' },
};

/** Notes what it is asked to do. */
function listeningFloor(done: number[]): LiveFloor {
  return {
    ...{ floorId: 1, progress: { batchNo: 1, timeUs: 1 } },
    ...{ listenToBatches: () => () => {}, listen: () => () => {} },
    perform: async (_: number, { number }: PeerRequest) => {
      done.push(number);
      return undefined;
    },
  } as unknown as LiveFloor;
}

test('a request that may have been under way for more than five seconds is not done, and its sender is told', async () => {
  const done: number[] = [];
  const told: PeerFrame[] = [];
  let nowMs = 0;
  const service = new PeerService({
    ...{ floors: () => [listeningFloor(done)], peer: 2, nowMs: () => nowMs, sentSinceMs: () => 0 },
    send: (frame) => told.push(frame),
  });
  nowMs = 5_000;
  service.take({ kind: 'request', request });
  nowMs = 5_001;
  service.take({ kind: 'request', request: { ...request, number: 42 } });
  await sleep(0);
  assert.deepEqual(done, [41]);
  const outcomes = told.map((frame) => frame.kind === 'answer' && [frame.answer.number, frame.answer.outcome]);
  assert.deepEqual(outcomes, [[42, 'moving']]);
});

suite('through a network that can stand still', { concurrency: true }, () => {
  test('a connection on which nothing was said for long is as good as a new one', async () => {
    const { link, done, close } = await openThroughProxy();
    await sleep(6_000);
    assert.ok(link.send(request));
    await sleep(200);
    assert.deepEqual(done, [41]);
    await close();
  });

  test('one whose other end is not heard any more is given up, so that commands are refused and not in doubt', async () => {
    const { link, sockets, close } = await openThroughProxy();
    await sleep(1_500);
    for (const socket of sockets) socket.pause();
    await sleep(6_500);
    assert.equal(link.isOpen, false);
    await close();
  });

  test('one whose other end stands still holds up no server that ends', async () => {
    const { door, server, sockets, close } = await openThroughProxy();
    for (const socket of sockets) socket.pause();
    door.close();
    const ended = Promise.withResolvers<'ended'>();
    server.close(() => ended.resolve('ended'));
    assert.equal(await Promise.race([ended.promise, sleep(8_000, 'still open')]), 'ended');
    await close();
  });
});

async function openThroughProxy() {
  const done: number[] = [];
  const secret = new Uint8Array(32);
  const door = new PeerDoor({ floors: () => [listeningFloor(done)], secret, log });
  const server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', (incoming, socket, head) => door.upgrade(incoming, socket as Socket, head));
  await once(server, 'listening');
  const sockets: Socket[] = [];
  let isOpen = true;
  const proxy = createProxy((caller) => {
    const called = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(caller, called);
    for (const socket of [caller, called]) socket.on('error', () => {});
    caller.pipe(called);
    called.pipe(caller);
    // It stands still for good: nobody comes in again.
    if (sockets.length > 2 || !isOpen) caller.destroy();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const links = openPeerLinks({ secret, log });
  const link = links.to(1, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, 2);
  link.listen(1, { batch() {}, reached() {}, answer() {} });
  while (!link.isOpen) await sleep(20);
  return {
    ...{ link, done, sockets, door, server },
    async close() {
      isOpen = false;
      links.close();
      door.close();
      for (const socket of sockets) socket.destroy();
      proxy.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
