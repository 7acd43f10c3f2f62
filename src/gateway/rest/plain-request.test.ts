/** Whatever the plain reader takes, Node's own parser takes as the same request: two readers of one line must never differ. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { httpOptions } from './http-limits.ts';
import { type PlainHead, readPlainHead } from './plain-request.ts';

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let heard: Heard[] = [];

before(async () => {
  server = createServer(httpOptions, (request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      const { method, url, headers } = request;
      heard.push({ method, url, headers: { ...headers }, body });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => server.close());

/** What Node's server makes of these bytes, sent at once and nothing behind them. */
async function asNodeReads(text: string): Promise<readonly Heard[]> {
  heard = [];
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.end(text, 'latin1'));
  socket.on('error', () => {}).resume();
  await once(socket, 'close');
  return heard;
}

function isTaken(text: string): PlainHead | undefined {
  const end = text.indexOf('\r\n\r\n');
  return end === -1 ? undefined : readPlainHead(text.slice(0, end), []);
}

const usual = 'Host: a\r\nX-MBX-APIKEY: k\r\n';

for (const text of [
  `GET /api/v3/ping HTTP/1.1\r\n${usual}\r\n`,
  `GET /api/v3/depth?symbol=BTCUSDT&x=%41;"<>#[]{}|\\^\` HTTP/1.1\r\n${usual}\r\n`,
  `POST /api/v3/order HTTP/1.1\r\n${usual}Content-Type:application/x-www-form-urlencoded\r\nContent-Length: 7 \r\n\r\nsymbol=`,
  `DELETE /api/v3/order?a=b HTTP/1.1\r\nhost:\ta \t\r\nConnection: Keep-Alive\r\naccept:\r\n\r\n`,
]) {
  test(`taken, and as Node takes it: ${JSON.stringify(text.slice(0, 60))}`, async () => {
    const head = isTaken(text);
    assert.ok(head !== undefined);
    const [there, ...more] = await asNodeReads(text);
    assert.deepEqual(more, []);
    assert.deepEqual({ ...head.fields.headers }, { ...there?.headers });
    assert.deepEqual([head.method, head.url], [there?.method, there?.url]);
    assert.equal(head.fields.bodyLength, there?.body.length);
  });
}

const notPlain: readonly (readonly [string, string])[] = [
  ['another version', `GET / HTTP/1.0\r\n${usual}\r\n`],
  ['no host', 'GET / HTTP/1.1\r\na: b\r\n\r\n'],
  ['no fields', 'GET / HTTP/1.1\r\n\r\n'],
  ['an absolute target', `GET http://a/ HTTP/1.1\r\n${usual}\r\n`],
  ['two spaces', `GET  / HTTP/1.1\r\n${usual}\r\n`],
  ['a byte beyond ASCII in the target', `GET /\xe9 HTTP/1.1\r\n${usual}\r\n`],
  ['a byte beyond ASCII in a field', `GET / HTTP/1.1\r\n${usual}a: \xe9\r\n\r\n`],
  ['a field twice', `GET / HTTP/1.1\r\n${usual}host: b\r\n\r\n`],
  ['two lengths', `POST / HTTP/1.1\r\n${usual}content-length: 1\r\ncontent-length: 1\r\n\r\na`],
  ['a signed length', `POST / HTTP/1.1\r\n${usual}content-length: +1\r\n\r\na`],
  ['a length in another base', `POST / HTTP/1.1\r\n${usual}content-length: 0x1\r\n\r\na`],
  ['two lengths in one', `POST / HTTP/1.1\r\n${usual}content-length: 1, 1\r\n\r\na`],
  ['a body too long', `POST / HTTP/1.1\r\n${usual}content-length: 70000\r\n\r\na`],
  ['a transfer coding', `POST / HTTP/1.1\r\n${usual}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a space before the colon', `GET / HTTP/1.1\r\n${usual}content-length : 1\r\n\r\n`],
  ['a folded field', `GET / HTTP/1.1\r\n${usual}a: b\r\n c\r\n\r\n`],
  ['a line feed alone', `GET / HTTP/1.1\r\n${usual}a: b\nc: d\r\n\r\n`],
  ['a carriage return alone', `GET / HTTP/1.1\r\n${usual}a: b\rc: d\r\n\r\n`],
  ['a null', `GET / HTTP/1.1\r\n${usual}a: \0\r\n\r\n`],
  ['a field without a colon', `GET / HTTP/1.1\r\n${usual}abc\r\n\r\n`],
  ['a field without a name', `GET / HTTP/1.1\r\n${usual}: b\r\n\r\n`],
  ['a connection to be closed', `GET / HTTP/1.1\r\n${usual}connection: close\r\n\r\n`],
  ['an upgrade', `GET / HTTP/1.1\r\n${usual}connection: upgrade\r\nupgrade: websocket\r\n\r\n`],
  ['a wish to be told to go on', `POST / HTTP/1.1\r\n${usual}expect: 100-continue\r\ncontent-length: 1\r\n\r\na`],
  [
    'very many fields',
    `GET / HTTP/1.1\r\n${usual}${Array.from({ length: 100 }, (_, n) => `a${n}: b\r\n`).join('')}\r\n`,
  ],
  ['a very long head', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\n${usual}\r\n`],
];

for (const [what, text] of notPlain) {
  test(`left to Node: ${what}`, () => {
    assert.equal(isTaken(text), undefined);
  });
}

test('fields that are those of a request before are not read again', () => {
  const first = isTaken(`GET /a HTTP/1.1\r\n${usual}\r\n`);
  assert.ok(first !== undefined);
  const line = 'GET /b HTTP/1.1\r\n';
  assert.equal(readPlainHead(line + usual.slice(0, -2), [first.fields])?.fields, first.fields);
  const other = readPlainHead(`${line}${usual}a: b`, [first.fields]);
  assert.notEqual(other?.fields, first.fields);
  assert.equal(other?.fields.headers['a'], 'b');
});

/** Requests put together from good and odd parts, with single characters changed. */
const odd = fc.constantFrom(' ', '\t', '\r', '\n', '\r\n', ':', '\0', '\x7f', '\x80', '\xff', ',', '"', '(', 'é', '');
/** Mostly one of the good ones: a request with several odd parts is never taken. */
function mostly(good: readonly string[], others: readonly string[]) {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}
const field = mostly(
  [
    ...['X-MBX-APIKEY: k', 'Accept: */*', 'accept-encoding: gzip, deflate', 'Cookie: a=b; c="d"', 'a:  b  c '],
    ...['Connection: keep-alive', 'Content-Length: 3', 'Content-Type: application/x-www-form-urlencoded', 'X-A:\t1\t'],
  ],
  [
    ...['host:b', 'connection: keep-alive, upgrade', 'Connection: close', 'Keep-Alive: 1', 'te: trailers', 'x'],
    ...['content-length: 03', 'Content-Length: 3 ', 'Content-Length: -3', 'content-length:', 'Upgrade: h2c', 'a b: c'],
    ...['Transfer-Encoding: chunked', 'transfer-encoding: identity', 'Transfer-Encoding : chunked', ' a: b'],
    'Expect: 100-continue',
  ],
);
const anyRequest = fc
  .record({
    method: mostly(['GET', 'POST', 'PUT', 'DELETE'], ['get', 'G ET', 'HEAD', 'CONNECT', 'PRI', 'M-SEARCH']),
    url: mostly(['/', '/api/v3/order?a=b&c=%20', '//x', '/a#b', '/?"<>{}|^`\\'], ['*', 'x', '/\t']),
    version: mostly(['HTTP/1.1'], ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ']),
    host: mostly(['Host: a'], ['']),
    fields: fc.array(field, { maxLength: 5 }),
    body: fc.constantFrom('', 'a=b', 'a=b&c', '3\r\na=b\r\n0\r\n\r\n'),
    changes: fc.array(fc.tuple(fc.nat({ max: 400 }), odd), { maxLength: 2 }),
  })
  .map(({ method, url, version, host, fields, body, changes }) => {
    const all = [host, ...fields].filter((line) => line !== '');
    let text = `${method} ${url} ${version}\r\n${all.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
    for (const [at, other] of changes) if (at < text.length) text = text.slice(0, at) + other + text.slice(at + 1);
    return text;
  });

test('of requests by chance, none is taken otherwise than Node takes it', { timeout: 60_000 }, async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(anyRequest, async (text) => {
      const head = isTaken(text);
      const bodyFrom = text.indexOf('\r\n\r\n') + 4;
      if (head === undefined || bodyFrom + head.fields.bodyLength > text.length) return;
      taken++;
      const [there] = await asNodeReads(text);
      assert.deepEqual([head.method, head.url], [there?.method, there?.url]);
      assert.deepEqual({ ...head.fields.headers }, { ...there?.headers });
      assert.equal(text.slice(bodyFrom, bodyFrom + head.fields.bodyLength), there?.body);
    }),
    { numRuns: 4_000 },
  );
  assert.ok(taken > 500, `${taken} of 4,000 were plain`);
});
