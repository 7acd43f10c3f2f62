import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from './backoff.ts';
import { floorBase } from './floor-base.ts';

test('the root is the default floor, /f/NAME is another, anything else is not a floor', () => {
  const at = (pathname: string) => floorBase({ origin: 'https://paper.example', pathname });
  assert.deepEqual(at('/'), {
    name: undefined,
    path: '',
    http: 'https://paper.example',
    socket: 'wss://paper.example',
  });
  assert.equal(at('/f/crash-2021').path, '/floors/crash-2021');
  assert.equal(at('/f/crash-2021/').socket, 'wss://paper.example/floors/crash-2021');
  assert.equal(at('/f/../admin').path, '');
  assert.equal(at('/f/a%2fb').path, '');
});

test('waits grow to ten seconds and are spread', () => {
  assert.equal(backoffMs(0, 0.5), 250);
  assert.equal(backoffMs(3, 0.5), 2_000);
  assert.ok(backoffMs(100, 1) <= 12_500);
  assert.ok(backoffMs(100, 0) >= 7_500);
});
