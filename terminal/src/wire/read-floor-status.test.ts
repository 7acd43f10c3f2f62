import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFloorStatus } from './read-floor-status.ts';

test('a floor without a name or a clock is unknown', () => {
  assert.equal(readFloorStatus({ name: 'main' }), undefined);
  assert.equal(readFloorStatus([]), undefined);
  assert.equal(readFloorStatus({ clock: { time: 1 } }), undefined);
});

test('what a visitor may do has to be said; silence is no', () => {
  const status = readFloorStatus({ name: 'main', clock: { time: 1, rate: 10, paused: true } });
  assert.deepEqual(status, {
    name: 'main',
    isWriter: false,
    clock: { rate: 10, paused: true, timeMs: 1 },
    closed: {},
    demo: false,
    clockControl: false,
  });
});

test('closed symbols are read with their status; what is no text is passed over', () => {
  const status = readFloorStatus({ name: 'main', clock: { time: 1 }, closed: { BTCUSDT: 'HALT', ETHUSDT: 1 } });
  assert.deepEqual(status?.closed, { BTCUSDT: 'HALT' });
});
