/**
 * A thousand connections that send half, send drop by drop, or read nothing: each is cut within twenty seconds, and meanwhile an
 * order of a client that means well is answered within one.
 */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { type HonestTrader, startWithHonestTrader } from '../support/honest-trader.ts';

const cutMsMax = 20_000;
const answerMsMax = 1_000;
/** One address may hold two hundred. */
const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'];
const perAddress = 200;

let honest: HonestTrader;
before(async () => {
  honest = await startWithHonestTrader();
});
after(() => honest.server.stop());

interface Kind {
  readonly what: string;
  readonly start: string;
  readonly drip: string;
}

const header = 'GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n';
const kinds: readonly Kind[] = [
  { what: 'half a header', start: header, drip: '' },
  { what: 'dripped headers', start: header, drip: 'a: b\r\n' },
  {
    what: 'a dripped body',
    start: 'POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n',
    drip: 'a',
  },
  { what: 'half an upgrade', start: 'GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n', drip: '' },
  { what: 'nothing at all', start: '', drip: '' },
];

/** Resolves to the milliseconds until the server had cut it. */
function linger({ start, drip }: Kind, localAddress: string): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket = connect({ port: honest.port, host: '127.0.0.1', localAddress }, () => socket.write(start)).resume();
    socket.on('error', () => {});
    const timer = setInterval(() => socket.write(drip), 1_000);
    socket.once('close', () => {
      clearInterval(timer);
      resolve(performance.now() - began);
    });
  });
}

/** More answers than fit on the way to a client that reads none of them. */
const unreadAsked = 1_000;
const ask = 'GET /api/v3/exchangeInfo HTTP/1.1\r\nhost: x\r\n\r\n';

/** How many bytes had come before the server cut it; it is looked at once the time is over. */
function leaveUnread(localAddress: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ port: honest.port, host: '127.0.0.1', localAddress }, () =>
      socket.write(ask.repeat(unreadAsked)),
    );
    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
    });
    socket.pause();
    socket.on('error', () => {});
    setTimeout(() => socket.resume(), cutMsMax);
    socket.once('close', () => resolve(bytes));
  });
}

test('a thousand slow connections are cut within twenty seconds, and an honest order is answered within one', async () => {
  const lingering = addresses.map((address, at) => {
    const kind = kinds[at]!;
    return Promise.all(Array.from({ length: perAddress }, () => linger(kind, address)));
  });
  const whole =
    (await (await fetch(`${honest.server.url}/api/v3/exchangeInfo`)).arrayBuffer()).byteLength * unreadAsked;
  const unread = leaveUnread('127.0.0.7');
  let isOver = false;
  const all = Promise.all([Promise.all(lingering), unread]).finally(() => {
    isOver = true;
  });
  const tookMs: number[] = [];
  while (!isOver) {
    tookMs.push(await honest.order());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const [lingered, sent] = await all;
  const slowest = lingered.map((times) => Math.max(...times));
  const worst = Math.max(...tookMs);
  console.log(
    `${tookMs.length} honest orders, the slowest ${worst.toFixed(0)} ms; cut after at most ` +
      slowest.map((ms, at) => `${kinds[at]?.what} ${(ms / 1000).toFixed(1)} s`).join(', ') +
      `; of ${whole} bytes that nobody read ${sent} were sent`,
  );
  for (const [at, ms] of slowest.entries()) assert.ok(ms <= cutMsMax, `${kinds[at]?.what}: ${ms} ms`);
  assert.ok(sent < whole, `all ${sent} bytes were sent to who reads none`);
  assert.ok(worst <= answerMsMax, `${worst} ms`);
  assert.doesNotMatch(honest.server.log(), /"level":"(error|fatal)"/);
});
