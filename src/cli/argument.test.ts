import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFunds, readNumber, readTime } from './argument.ts';
import { UsageError } from './exit-code.ts';

test('funds are assets with exact decimal amounts', () => {
  assert.deepEqual(readFunds('USDT=1000000,BTC=0.00000001'), { USDT: '1000000', BTC: '0.00000001' });
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
  'USDT=1.123456789',
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
  for (const text of ['x10', '1e3', '-1', '', '.5', '5.', 'NaN', 'Infinity', '10000000']) {
    assert.throws(() => readNumber('RATE', text), UsageError, text);
  }
});

test('a time is a UTC day or instant that exists', () => {
  assert.equal(readTime('--start', '2021-05-19'), 1_621_382_400_000_000);
  assert.equal(readTime('--start', '2021-05-19T12:30:00.000250Z'), 1_621_427_400_000_250);
  for (const text of ['2021-02-31', '2021-5-19', '2021-05-19T25:00:00Z', '2021-05-19T12:00:00', 'now', '1969-12-31']) {
    assert.throws(() => readTime('--start', text), UsageError, text);
  }
});
