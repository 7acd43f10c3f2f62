import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, test } from 'node:test';
import { WebSocket } from 'ws';
import { limit, place } from '../../../test/core/small-floor.ts';
import { SocketFriend } from '../../../test/sockets/socket-friend.ts';
import { createTrader, type SocketServer, startSocketServer } from '../../../test/sockets/socket-server.ts';
import type { RateLimits } from '../wire/rate-limits.ts';
import type { SocketOptions } from './socket-options.ts';

let server: SocketServer | undefined;
const friends: SocketFriend[] = [];

async function start(
  options: Partial<SocketOptions> = {},
  rateLimits: Partial<RateLimits> = {},
): Promise<SocketServer> {
  server = await startSocketServer(options, undefined, rateLimits);
  return server;
}

async function dial(path: string): Promise<SocketFriend> {
  const friend = await SocketFriend.connect(`${server?.url}${path}`);
  friends.push(friend);
  return friend;
}

afterEach(async () => {
  for (const friend of friends.splice(0)) friend.close();
  await server?.close();
});

/** Sends bytes as they are and collects what comes until the end. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  await once(socket, 'close');
  return answer;
}

const upgrade = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}Upgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

test('an upgrade request with 3000 headers, another protocol, a bad key or path gets an error and hurts nobody', async () => {
  const { port } = await start();
  const many = await raw(port, upgrade('/ws', 'a:b\r\n'.repeat(2500)));
  assert.match(many, /^HTTP\/1\.1 4\d\d /);
  const other = await raw(port, upgrade('/ws').replace('websocket', 'h2c'));
  assert.match(other, /^HTTP\/1\.1 400 [\s\S]*"code":-1135/);
  const badKey = await raw(port, upgrade('/ws').replace('dGhlIHNhbXBsZSBub25jZQ==', 'x'));
  assert.match(badKey, /^HTTP\/1\.1 400 [\s\S]*application\/json[\s\S]*"code":-1135.*Sec-WebSocket-Key/);
  const old = await raw(port, upgrade('/ws-api/v3').replace('Version: 13', 'Version: 7'));
  assert.match(old, /^HTTP\/1\.1 400 [\s\S]*"code":-1135.*Sec-WebSocket-Version/);
  const badPath = await raw(port, upgrade('/wsx'));
  assert.match(badPath, /^HTTP\/1\.1 404 [\s\S]*"code":-1020/);
  const badUnit = await raw(port, upgrade('/ws?timeUnit=DAY'));
  assert.match(badUnit, /^HTTP\/1\.1 400 [\s\S]*"code":-1194/);
  const friend = await dial('/ws');
  assert.deepEqual(await friend.ask('LIST_SUBSCRIPTIONS'), { result: [], id: 1 });
});

test('broken frames close with the code of their fault, never 1011', async () => {
  const { url } = await start();
  /** Opens, writes these bytes behind the library's back, and tells the close code. */
  const codeFor = async (bytes: Buffer): Promise<number> => {
    const ws = new WebSocket(`${url}/ws`);
    ws.on('error', () => {});
    const upgraded = once(ws, 'upgrade');
    await once(ws, 'open');
    const [response] = await upgraded;
    response.socket.write(bytes);
    const [code] = await once(ws, 'close');
    return code;
  };
  const mask = [0, 0, 0, 0];
  assert.equal(await codeFor(Buffer.from([0x81, 0x01, 0x41])), 1002, 'not masked');
  assert.equal(await codeFor(Buffer.from([0x81, 0x81, ...mask, 0xff])), 1007, 'not UTF-8');
  assert.equal(
    await codeFor(Buffer.from([0x81, 0xff, 0x3f, 255, 255, 255, 255, 255, 255, 255, ...mask])),
    1009,
    '2^62 bytes',
  );
  const piece = Buffer.from([0x01, 0x80, ...mask]);
  const pieces = Buffer.concat([piece, ...Array.from({ length: 30_000 }, () => Buffer.from([0x00, 0x80, ...mask]))]);
  assert.equal(await codeFor(pieces), 1008, '30,000 fragments');
  const big = new WebSocket(`${url}/ws`);
  await once(big, 'open');
  big.send('x'.repeat(65_537));
  assert.equal((await once(big, 'close'))[0], 1009);
});

test('the frames that a hundred clients get are the same bytes, and equal those of a single one', async () => {
  const { desk } = await start();
  const trader = await createTrader(server as SocketServer, 'a', { USDT: '9000000', BTC: '1000' });
  const paths = ['/ws/btcusdt@trade', '/stream?streams=btcusdt@trade'];
  const groups = await Promise.all(paths.map((path) => Promise.all(Array.from({ length: 50 }, () => dial(path)))));
  for (let i = 0; i < 20; i++) {
    const side = i % 2 === 0 ? 'sell' : 'buy';
    await desk.submit(place(trader.account, `o${i}`, side, limit(1000, 5), { selfTradePrevention: 'none' }));
    desk.advance(1000);
  }
  for (const group of groups) {
    await Promise.all(group.map((friend) => friend.hear(() => friend.heard.length === 10)));
    const [first, ...others] = group.map((friend) => Buffer.concat(friend.frames));
    for (const other of others) assert.deepEqual(other, first);
  }
  const [rawFriend, wrapped] = groups.map((group) => group[0]);
  assert.deepEqual(
    wrapped?.heard,
    rawFriend?.heard.map((data) => ({ stream: 'btcusdt@trade', data })),
  );
});

test('a client that does not read is cut with a reason; the others go on', async () => {
  const { desk } = await start({ bufferedBytesMax: 200_000 });
  const trader = await createTrader(server as SocketServer, 'a', { USDT: '9000000', BTC: '1000' });
  const slow = await dial('/stream?streams=btcusdt@depth@100ms/btcusdt@trade/btcusdt@aggTrade');
  const good = await dial('/ws/btcusdt@trade');
  slow.ws.pause();
  let trades = 0;
  let cut = false;
  while (!cut) {
    for (let i = 0; i < 400; i++) {
      const side = i % 2 === 0 ? 'sell' : 'buy';
      await desk.submit(place(trader.account, `o${trades++}`, side, limit(1000, 5), { selfTradePrevention: 'none' }));
    }
    desk.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    cut = (server as SocketServer).sockets.size === 1;
  }
  slow.ws.resume();
  await slow.closed;
  await good.hear((message) => message['t'] === desk.views.lastTrade(0)?.tradeId);
  const ids = good.heard.map((message) => message['t'] as number);
  assert.deepEqual(
    ids,
    ids.map((_, i) => (ids[0] ?? 0) + i),
    'no hole for those who read',
  );
});

test('a client that reads nothing for the stall time is cut even when little waits', async () => {
  const { sockets, desk } = await start({ stallMs: 1, bufferedBytesMax: 2 ** 30 });
  const trader = await createTrader(server as SocketServer, 'a', { USDT: '9000000', BTC: '1000' });
  const slow = await dial('/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@depth@100ms');
  slow.ws.pause();
  for (let trades = 0; sockets.size > 0; ) {
    for (let i = 0; i < 1000; i++) {
      const side = i % 2 === 0 ? 'sell' : 'buy';
      await desk.submit(place(trader.account, `o${trades++}`, side, limit(1000, 5), { selfTradePrevention: 'none' }));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  slow.ws.resume();
  await slow.closed;
});

test('messages and pings count against the rate, and too many close with 1008', async () => {
  await start({ messagesPerSecond: 5, messageBurst: 10 });
  const friend = await dial('/ws');
  for (let i = 0; i < 6; i++) friend.ws.ping();
  for (let i = 0; i < 6; i++) friend.send({ method: 'LIST_SUBSCRIPTIONS', id: i });
  const { code, reason } = await friend.closed;
  assert.equal(code, 1008);
  assert.match(reason, /^too many messages: at most 5 per second/);
});

test('pings go out in time, a pong keeps the line, silence ends it', async () => {
  await start({ pingIntervalMs: 1, pongTimeoutMs: 1000, limited: false });
  const friend = await dial('/ws');
  const mute = new WebSocket(`${server?.url}/ws`, { autoPong: false });
  await once(friend.ws, 'ping');
  const [code, reason] = await once(mute, 'close');
  assert.equal(code, 1008);
  assert.match(String(reason), /^no pong/);
  assert.equal(friend.ws.readyState, friend.ws.OPEN);
});

test('a connection ends at its age', async () => {
  await start({ lifetimeMs: 1 });
  const friend = await dial('/ws');
  assert.deepEqual(await friend.closed, { code: 1001, reason: 'connection lifetime reached' });
});

test('more streams than allowed are refused, and nothing of the request is done', async () => {
  await start({ streamsMax: 3 });
  const friend = await dial('/ws/a@trade');
  const answer = await friend.ask('SUBSCRIBE', ['b@trade', 'c@trade', 'd@trade']);
  assert.equal(answer['code'], 2);
  assert.deepEqual((await friend.ask('LIST_SUBSCRIPTIONS'))['result'], ['a@trade']);
  const crowd = await dial('/stream?streams=a/b/c/d');
  assert.equal((await crowd.closed).code, 1008);
});

test('one address gets so many places and so many new ones, and a place is free again after the end', async () => {
  const { url } = await start({ connectionsPerAddressMax: 2 }, { connectsPerFiveMinutes: 5 });
  const first = await dial('/ws');
  await dial('/ws');
  await assert.rejects(SocketFriend.connect(`${url}/ws`), /429/);
  first.close();
  await first.closed;
  for (let open = false; !open; ) {
    open = await dial('/ws').then(
      () => true,
      () => false,
    );
  }
  friends.pop()?.close();
  for (let refused = 0; refused < 3; ) {
    const done = await dial('/ws').then(
      (friend) => {
        friend.close();
        return 0;
      },
      () => 1,
    );
    refused += done;
  }
});

test('a drain announces itself in the form of each connection, then closes with 1001, and lets nobody in', async () => {
  const { cluster, sockets, url } = await start();
  cluster.hasCompany = true;
  const wire = await dial('/ws');
  const combined = await dial('/stream');
  const api = await dial('/ws-api/v3');
  const drained = sockets.drain(100);
  assert.equal((await wire.hear(() => true))['e'], 'serverShutdown');
  assert.equal((await combined.hear(() => true))['stream'], '!serverShutdown');
  assert.deepEqual(Object.keys((await api.hear(() => true))['event'] as object), ['e', 'E']);
  await assert.rejects(SocketFriend.connect(`${url}/ws`), /503/);
  await drained;
  for (const friend of [wire, combined, api]) assert.equal((await friend.closed).code, 1001);
  assert.equal(sockets.size, 0);
});

test('a server that is alone asks nobody to connect anew: there is nowhere to go', async () => {
  const { sockets } = await start();
  const connections = await Promise.all(['/ws', '/stream', '/ws-api/v3'].map(dial));
  await sockets.drain(100);
  for (const friend of connections) {
    assert.equal((await friend.closed).code, 1001);
    assert.deepEqual(friend.heard, []);
  }
});
