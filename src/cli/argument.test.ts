import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCount, readEndpoints, readExpiry, readFunds, readNumber, readTarget, readTime } from './argument.ts';
import { UsageError } from './exit-code.ts';

test('funds are assets with exact decimal amounts', () => {
  assert.deepEqual(readFunds('USDT=1000000,BTC=0.00000001'), { USDT: '1000000', BTC: '0.00000001' });
});

test('how fine an amount may be is for the floor to say: a replay has assets of more decimals than 8', () => {
  assert.deepEqual(readFunds('BTC=0.123456789'), { BTC: '0.123456789' });
});

for (const text of [
  '',
  'USDT',
  'USDT=',
  'USDT=0',
  'USDT=0.00',
  'USDT=-1',
  'USDT=+1',
  'USDT=1e6',
  'USDT=0x10',
  `USDT=1.${'1'.repeat(21)}`,
  'USDT=01',
  'USDT=1,',
  'USDT=1,USDT=2',
  'usdt=1',
  'USDT= 1',
  'USDT=١',
  '__proto__=1',
]) {
  test(`--fund ${JSON.stringify(text)} is refused as wrong usage`, () => {
    assert.throws(() => readFunds(text), UsageError);
  });
}

test('a number is digits with one point, nothing else', () => {
  assert.equal(readNumber('RATE', '0.1'), 0.1);
  assert.equal(readNumber('RATE', '1000'), 1000);
  for (const text of ['x10', '1e3', '-1', '', '.5', '5.', 'NaN', 'Infinity', '9'.repeat(16)]) {
    assert.throws(() => readNumber('RATE', text), UsageError, text);
  }
});

test('how large a number may be is for the floor to say, by name', () => {
  assert.equal(readNumber('--seconds', '86400'), 86_400);
  assert.equal(readNumber('--seconds', '999999999999'), 999_999_999_999);
});

test('a time is a UTC day or instant that exists', () => {
  assert.equal(readTime('--start', '2021-05-19'), 1_621_382_400_000_000);
  assert.equal(readTime('--start', '2021-05-19T12:30:00.000250Z'), 1_621_427_400_000_250);
  for (const text of ['2021-02-31', '2021-5-19', '2021-05-19T25:00:00Z', '2021-05-19T12:00:00', 'now', '1969-12-31']) {
    assert.throws(() => readTime('--start', text), UsageError, text);
  }
});

test('an end is a time, or so many days or hours from now', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(readExpiry('--expires', '2d', now), '2026-01-03T00:00:00.000Z');
  assert.equal(readExpiry('--expires', '12h', now), '2026-01-01T12:00:00.000Z');
  assert.equal(readExpiry('--expires', '2027-01-31', now), '2027-01-31T00:00:00.000Z');
  for (const text of ['', '0d', '-1d', '1w', '1.5d', 'never', '2027-02-30', '100000d']) {
    assert.throws(() => readExpiry('--expires', text, now), UsageError, text);
  }
});

test('host names and their ports are each there once', () => {
  assert.deepEqual(readEndpoints('--names', 'API.example.com,stream.example.com:9443,api.example.com:443'), {
    names: ['api.example.com', 'stream.example.com'],
    ports: [443, 9443],
  });
  for (const text of [
    '',
    'localhost',
    '10.0.0.1',
    'a.b:0',
    'a.b:65536',
    'a.b:1:2',
    'a..b',
    '-a.b',
    'a b.c',
    'https://a.b',
  ]) {
    assert.throws(() => readEndpoints('--names', text), UsageError, text);
  }
});

test('a target is an address and nothing behind it; a count is above zero', () => {
  assert.equal(readTarget('--to', 'http://127.0.0.1:8080/'), 'http://127.0.0.1:8080');
  for (const text of ['', 'https://127.0.0.1', 'http://h/x', 'http://h/?a', '127.0.0.1:80']) {
    assert.throws(() => readTarget('--to', text), UsageError, text);
  }
  assert.equal(readCount('--limit', '7'), 7);
  for (const text of ['0', '-1', '1.5', '']) assert.throws(() => readCount('--limit', text), UsageError, text);
});
