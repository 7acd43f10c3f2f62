/**
 * One client that means well while many do not: whatever comes over the wire beside it, its orders are answered within a
 * second, and nobody gets a server's error.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type HonestTrader, startWithHonestTrader } from '../support/honest-trader.ts';

const abuseMs = 10_000;
const answerMsMax = 1_000;

let honest: HonestTrader;
before(async () => {
  honest = await startWithHonestTrader();
});
after(() => honest.server.stop());

/** Sends bytes, ends, and yields what was answered until the server closed, or for a second. */
async function talk(bytes: Buffer | string): Promise<string> {
  const socket = connect(honest.port, '127.0.0.1').on('error', () => {});
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.write(bytes);
  const timer = setTimeout(() => socket.destroy(), 1_000);
  await once(socket, 'close');
  clearTimeout(timer);
  return heard;
}

const close = 'host: x\r\nconnection: close\r\n';
const form = 'content-type: application/x-www-form-urlencoded\r\n';
const manyParameters = Array.from({ length: 5_000 }, (_, index) => `p${index}=1`).join('&');
const bomb = gzipSync(Buffer.alloc(10_000_000)).subarray(0, 60_000);

const requests: readonly (Buffer | string)[] = [
  `POST /api/v3/order HTTP/1.1\r\n${close}${form}content-length: 40000000\r\n\r\n${'a'.repeat(100_000)}`,
  `POST /api/v3/order HTTP/1.1\r\n${close}${form}transfer-encoding: chunked\r\n\r\n${`ffff\r\n${'a'.repeat(65_535)}${'\r\n'.repeat(1)}`}`,
  Buffer.concat([
    Buffer.from(
      `POST /api/v3/order HTTP/1.1\r\n${close}${form}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`,
    ),
    bomb,
  ]),
  `POST /api/v3/order HTTP/1.1\r\n${close}${form}content-length: ${manyParameters.length}\r\n\r\n${manyParameters}`,
  `GET /api/v3/klines?${'symbol=BTCUSDT&'.repeat(500)} HTTP/1.1\r\n${close}\r\n`,
  `GET /api/v3/ping HTTP/1.1\r\n${close}${Array.from({ length: 3_000 }, (_, index) => `h${index}: 1\r\n`).join('')}\r\n`,
  `GET /${'../'.repeat(2_000)}etc/passwd HTTP/1.1\r\n${close}\r\n`,
  `GET /api/v3/ping HTTP/1.1\r\n${close}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  `GET /%00%ff/..%2f HTTP/1.1\r\n${close}\r\n`,
  `GET /floors/${'%2e'.repeat(1_000)}/api/v3/ping HTTP/1.1\r\n${close}\r\n`,
  'GET / HTTP/9.9\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\u0016\u0003\u0001\u0002',
  `GET /ws HTTP/1.1\r\n${close}upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n`,
  `GET /ws/${'a@trade/'.repeat(1_500)} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  `POST /paper/v1/floor/clock HTTP/1.1\r\n${close}content-type: application/json\r\ncontent-length: 60000\r\n\r\n${'['.repeat(60_000)}`,
];

test('an honest order is answered within a second, whatever else is sent, and nothing is a server error', async () => {
  const stop = new AbortController();
  const seen = new Map<string, number>();
  const note = (answer: string, sent: string) => {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none';
    seen.set(status, (seen.get(status) ?? 0) + 1);
    assert.ok(!status.startsWith('5'), `${sent.slice(0, 200)} → ${answer.slice(0, 300)}`);
    assert.doesNotMatch(answer, /\bat .*\.ts:\d+:\d+/);
  };
  const garbage = fc.sample(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 400 }).map((some) => Buffer.from(some)),
      fc
        .string({ unit: 'binary', maxLength: 200 })
        .map((some) => Buffer.from(`GET /${some} HTTP/1.1\r\n${close}\r\n`, 'latin1')),
      fc
        .string({ unit: 'binary', maxLength: 200 })
        .map((some) => Buffer.from(`GET /api/v3/time HTTP/1.1\r\n${close}x: ${some}\r\n\r\n`, 'latin1')),
    ),
    400,
  );
  const rude = async (from: number) => {
    for (let at = from; !stop.signal.aborted; at += 3) {
      const bytes = at % 2 === 0 ? requests[(at / 2) % requests.length] : garbage[at % garbage.length];
      if (bytes !== undefined) note(await talk(bytes), bytes.toString('latin1'));
    }
  };
  const rudes = Promise.all([0, 1, 2, 3].map(rude));
  rudes.catch(() => stop.abort());
  const tookMs: number[] = [];
  for (const until = performance.now() + abuseMs; performance.now() < until && !stop.signal.aborted; ) {
    tookMs.push(await honest.order());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop.abort();
  await rudes;
  tookMs.sort((one, other) => one - other);
  const worst = tookMs.at(-1) ?? 0;
  console.log(
    `${tookMs.length} honest orders: median ${tookMs[Math.floor(tookMs.length / 2)]?.toFixed(1)} ms, worst ${worst.toFixed(1)} ms; ` +
      `others got ${JSON.stringify(Object.fromEntries(seen))}`,
  );
  assert.ok(worst <= answerMsMax, `the slowest took ${Math.round(worst)} ms`);
  assert.doesNotMatch(honest.server.log(), /"level":"(error|fatal)"/);
});
