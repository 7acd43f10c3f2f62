/**
 * Anything that can be said on a socket: each frame of garbage closes its own connection with a code that blames the client,
 * each message is answered or refused with a code, and nothing is a server's error.
 */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { operations } from '../../src/gateway/operations/table.ts';
import { type OpenGateway, openGateway } from '../e2e/open-gateway.ts';
import { SocketFriend } from '../sockets/socket-friend.ts';
import { awkwardJson, awkwardName, awkwardText } from './awkward.ts';

let open: OpenGateway;
let port: number;
let key: { readonly apiKey: string; readonly secretKey: string };

before(async () => {
  open = await openGateway({ limits: false });
  port = Number(new URL(open.http).port);
  key = await open.client();
});
after(() => open.close());

/** Close codes that blame the client; 1006 stands for a connection cut without a word. */
const clientsFault = new Set([1002, 1003, 1006, 1007, 1008, 1009]);

/** Upgrades by hand, sends the bytes, and yields the close code the server sent. */
async function closeCodeAfter(path: string, bytes: Buffer): Promise<number> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  let heard = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    heard = Buffer.concat([heard, data]);
  });
  await once(socket, 'data');
  socket.write(bytes);
  // What was not wrong leaves the connection open: end it from here.
  const timer = setTimeout(() => socket.end(Buffer.from([0x88, 0x80, 0, 0, 0, 0])), 150);
  await once(socket, 'close');
  clearTimeout(timer);
  return closeCode(heard.subarray(heard.indexOf('\r\n\r\n') + 4));
}

/** Of the last close frame of a server; 1006 without one, 1005 when it names no reason. */
function closeCode(frames: Buffer): number {
  for (let at = 0; at + 1 < frames.length; ) {
    const opcode = (frames[at] ?? 0) & 0x0f;
    const short = (frames[at + 1] ?? 0) & 0x7f;
    const header = short === 126 ? 4 : short === 127 ? 10 : 2;
    const length = short === 126 ? frames.readUInt16BE(at + 2) : short === 127 ? frames.readUInt32BE(at + 6) : short;
    if (opcode === 8) return length < 2 ? 1005 : frames.readUInt16BE(at + header);
    at += header + length;
  }
  return 1006;
}

function frame(first: number, payload: Buffer, masked = true): Buffer {
  const length = payload.length;
  const mask = masked ? 0x80 : 0;
  const head =
    length < 126
      ? Buffer.from([first, mask | length])
      : length < 65_536
        ? Buffer.from([first, mask | 126, length >> 8, length & 255])
        : Buffer.from([first, mask | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 255)]);
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

const paths = ['/ws', '/stream', '/ws-api/v3'];

for (const [what, bytes, expected] of [
  ['a frame that is not masked', frame(0x81, Buffer.from('{}'), false), [1002]],
  ['an opcode that is not there', frame(0x83, Buffer.from('{}')), [1002]],
  ['reserved bits', frame(0xf1, Buffer.from('{}')), [1002]],
  ['a length of 2^62', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0]), [1009]],
  ['a message of a megabyte', frame(0x81, Buffer.alloc(1_000_000, 0x20)), [1009]],
  ['text that is not UTF-8', frame(0x81, Buffer.from([0xc3, 0x28])), [1007]],
  ['a continuation of nothing', frame(0x80, Buffer.from('x')), [1002]],
  ['a ping in pieces', frame(0x09, Buffer.from('x')), [1002]],
  ['a close code that does not exist', frame(0x88, Buffer.from([0, 1])), [1002]],
  [
    'thirty thousand pieces',
    Buffer.concat([frame(0x01, Buffer.from('a')), ...Array(30_000).fill(frame(0x00, Buffer.from('a')))]),
    [1008, 1009],
  ],
] as const) {
  test(`${what} closes the connection with ${expected.join(' or ')}`, async () => {
    for (const path of paths)
      assert.ok((expected as readonly number[]).includes(await closeCodeAfter(path, bytes as Buffer)), path);
  });
}

test('any bytes after the handshake close the connection, or leave it as it is', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
    fc
      .tuple(fc.nat(255), fc.uint8Array({ maxLength: 200 }), fc.boolean())
      .map(([first, payload, masked]) => frame(first, Buffer.from(payload), masked)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), bytes, async (path, some) => {
      const code = await closeCodeAfter(path, some);
      assert.ok(clientsFault.has(code) || code === 1000 || code === 1005, `${code} after ${some.toString('hex')}`);
    }),
    { numRuns: 60 },
  );
});

const methods = [
  ...operations.map(({ name }) => name),
  ...['session.logon', 'session.status', 'session.logout', 'session.subscriptions', 'userDataStream.start'],
  ...['userDataStream.subscribe', 'userDataStream.subscribe.signature', 'userDataStream.unsubscribe', 'nothing'],
];

function signed(params: Record<string, unknown>): Record<string, unknown> {
  const full: Record<string, unknown> = { timestamp: Date.now(), ...params, apiKey: key.apiKey };
  const text = Object.keys(full)
    .sort()
    .map((name) => `${name}=${typeof full[name] === 'object' ? JSON.stringify(full[name]) : full[name]}`)
    .join('&');
  return { ...full, signature: createHmac('sha256', key.secretKey).update(text, 'utf8').digest('hex') };
}

test('any parameters of any method are answered or refused with a code, and the connection lives', async () => {
  const friend = await SocketFriend.connect(`${open.ws}/ws-api/v3`);
  const params = fc.dictionary(awkwardName, fc.oneof(awkwardText, awkwardJson), { maxKeys: 10 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), params, fc.boolean(), async (method, some, isSigned) => {
      const answer = await friend.ask(method, isSigned ? signed(some) : some);
      const told = `${method} ${JSON.stringify(some)} → ${JSON.stringify(answer)}`;
      const status = Number(answer['status']);
      assert.ok(status >= 200 && status < 500, told);
      if (status === 200) return;
      const { code, msg } = answer['error'] as { code: number; msg: string };
      assert.ok(Number.isInteger(code) && code <= -1000, told);
      assert.doesNotMatch(msg, /\bat .*\.ts:\d+|Error:/, told);
    }),
    { numRuns: 800 },
  );
  friend.close();
});

test('any text on any socket is answered, and the connection lives', async () => {
  for (const path of paths) {
    const friend = await SocketFriend.connect(`${open.ws}${path}`);
    let answers = 0;
    friend.ws.on('message', () => answers++);
    let sent = 0;
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json({ maxDepth: 4 }),
      fc
        .record({
          id: fc.jsonValue({ maxDepth: 1 }),
          method: fc.constantFrom('SUBSCRIBE', 'UNSUBSCRIBE', 'SET_PROPERTY', 'ping'),
          params: fc.jsonValue({ maxDepth: 2 }),
        })
        .map((value) => JSON.stringify(value)),
      fc.constant(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
      fc.constant(`{"id":1,"method":"SUBSCRIBE","params":["${'a'.repeat(60_000)}"]}`),
      fc.constant('{"__proto__":{"method":"ping"},"id":1}'),
    );
    for (const some of fc.sample(text, 300)) {
      friend.ws.send(some);
      sent++;
    }
    while (answers < sent && friend.ws.readyState === friend.ws.OPEN)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(friend.ws.readyState, friend.ws.OPEN, `${path}: closed after ${answers} of ${sent}`);
    for (const message of friend.heard) assert.ok(Number(message['status'] ?? 200) < 500, JSON.stringify(message));
    friend.close();
  }
});

test('nothing of it was a bug, and nothing is left of it', () => {
  assert.doesNotMatch(open.logged(), /"level":"(error|fatal)"/);
  assert.equal(({} as { method?: string }).method, undefined);
  open.session.floor.checkInvariants();
});
