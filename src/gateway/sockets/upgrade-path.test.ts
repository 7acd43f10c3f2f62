import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUpgradePath } from './upgrade-path.ts';

function target(url: string) {
  const reading = readUpgradePath(url);
  assert.ok(reading.ok, url);
  const { door, floor, names, combined, unit, returnRateLimits } = reading.value;
  return { door, floor, names, combined, unit, returnRateLimits };
}

test('every address that stock clients dial leads to its door', () => {
  const raw = { door: 'streams', floor: undefined, names: [], combined: false, unit: 'ms', returnRateLimits: true };
  const combined = { ...raw, combined: true };
  assert.deepEqual(target('/ws'), raw);
  assert.deepEqual(target('/ws/0'), { ...raw, names: ['0'] });
  assert.deepEqual(target('/ws/btcusdt@trade/ethusdt@depth@100ms'), {
    ...raw,
    names: ['btcusdt@trade', 'ethusdt@depth@100ms'],
  });
  assert.deepEqual(target('/ws/%21miniTicker%40arr'), { ...raw, names: ['!miniTicker@arr'] });
  assert.deepEqual(target('/stream'), combined);
  assert.deepEqual(target('/stream?streams='), combined);
  assert.deepEqual(target('/stream/0'), { ...combined, names: ['0'] });
  assert.deepEqual(target('/stream/ws/0'), { ...raw, names: ['0'] });
  assert.deepEqual(target('/stream?streams=a@trade/b@kline_1d@+08:00&timeUnit=microsecond'), {
    ...combined,
    names: ['a@trade', 'b@kline_1d@+08:00'],
    unit: 'us',
  });
  assert.deepEqual(target('/floors/crash/ws/a@trade'), { ...raw, floor: 'crash', names: ['a@trade'] });
  assert.deepEqual(target('/ws-api/v3?returnRateLimits=false'), { ...raw, door: 'api', returnRateLimits: false });
  assert.deepEqual(target('/floors/crash/ws-api/v3'), { ...raw, door: 'api', floor: 'crash' });
});

test('other addresses are refused by name', () => {
  const codes = ['/', '/ws-api', '/ws-api/v4', '/floors', '/floors/x', '/wss/a', '/ws?timeUnit=NANO', '/ws/%zz'].map(
    (url) => {
      const reading = readUpgradePath(url);
      return reading.ok ? url : reading.error.code;
    },
  );
  assert.deepEqual(codes, [-1020, -1020, -1020, -1020, -1020, -1020, -1194, -1100]);
  const unclear = readUpgradePath('/ws-api/v3?returnRateLimits=maybe');
  assert.ok(!unclear.ok && unclear.error.code === -1100);
  const twice = readUpgradePath('/stream?streams=a&streams=b');
  assert.ok(!twice.ok && twice.error.code === -1101);
});
