import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, readAddress } from './address.ts';

test('an address names symbol and interval, or leaves them open', () => {
  assert.deepEqual(readAddress('#/ETHUSDT/5m'), { symbol: 'ETHUSDT', interval: '5m' });
  assert.deepEqual(readAddress('#/ethusdt'), { symbol: 'ETHUSDT', interval: undefined });
  assert.deepEqual(readAddress('#/ETHUSDT/7m'), { symbol: 'ETHUSDT', interval: undefined });
  for (const hash of ['', '#', '#/']) assert.deepEqual(readAddress(hash), { symbol: undefined, interval: undefined });
});

test('what is written is what is read', () => {
  assert.deepEqual(readAddress(addressOf('SOLUSDT', '1d')), { symbol: 'SOLUSDT', interval: '1d' });
});
