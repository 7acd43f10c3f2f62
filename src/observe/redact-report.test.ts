import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactText } from './redact-report.ts';

const hidden = (text: string) => redactText(text, { addresses: false, charactersMax: 1000 });

const key = '0TATRnvW0L0pPagcUuKnnHXXC9z5CCqtQiOTvUL5z1P2UdOgVOd6eE3Gy11nwBPE';
const secrets: readonly (readonly [name: string, text: string, secret: string])[] = [
  ['an API key in a sentence', `no account for ${key}`, key],
  ['a signature in hexadecimal', `mismatch: ${'c8db56825ae71d6d'.repeat(4)}`, 'c8db56825ae71d6d'],
  ['a signature in base64', `sign 9HmXcpDE1+n/8Lw8AJvz0ky7${'ab/+9'.repeat(10)}== bad`, 'n/8Lw8AJ'],
  ['a query', 'GET /api/v3/order?symbol=BTCUSDT&quantity=7 failed', 'quantity=7'],
  ['a database URL', 'connect postgres://floor:hunter2@db1:5432/x', 'hunter2'],
  ['a database URL with a strange password', 'postgres://floor:p:a?b#c@db1/x', 'p:a?b#c'],
  ['a header', 'X-MBX-APIKEY: short1', 'short1'],
  ['a bearer token', 'authorization: Bearer abc.def', 'abc.def'],
  ['a field of JSON', '{"secretKey":"tiny","x":1}', 'tiny'],
  ['a password in prose', 'password=open sesame', 'open'],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----', 'MC4CAQ'],
  ['half a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ', 'MC4CAQ'],
  ['an IPv4 address', 'connect ECONNREFUSED 10.77.1.5:5432', '10.77.1.5'],
  ['an IPv6 address', 'from 2001:db8::7:1 came', '2001:db8'],
];
for (const [name, text, secret] of secrets) {
  test(`${name} does not leave`, () => {
    assert.ok(text.includes(secret));
    assert.ok(!hidden(text).includes(secret), hidden(text));
  });
}

test('what helps to find the error stays', () => {
  for (const text of [
    "Cannot read properties of undefined (reading 'price')",
    'expected batch 1234 of floor main, found 1236',
    'src/gateway/operations/order-list-operations.ts:120:7',
    'at 12:30:45 the lease of main ended',
  ]) {
    assert.equal(hidden(text), text);
  }
});

test('addresses stay where they were asked for, and an endless text is cut', () => {
  assert.equal(redactText('from 10.0.0.5', { addresses: true, charactersMax: 99 }), 'from 10.0.0.5');
  const began = performance.now();
  const text = hidden('a=b&'.repeat(5_000_000));
  assert.ok(text.length <= 1000 && performance.now() - began < 1_000);
});
