import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemorySession } from '../../test/support/memory-session.ts';
import { checkRequestTime, readRequestTime } from './request-time.ts';

const session = new MemorySession({ frozen: true });
const floorUs = session.now();
/** Far from floor time. */
const wallUs = 1_900_000_000_000_000;

function check(timestampUs: number, receiveWindowMs = 5000): string | undefined {
  const time = { timestamp: timestampUs, receiveWindow: receiveWindowMs * 1000 };
  return checkRequestTime(time, wallUs, session)?.message;
}

function read(sent: Record<string, string>): unknown {
  const result = readRequestTime(new Map(Object.entries(sent)));
  return result.ok ? result.value : `${result.error.code} ${result.error.message}`;
}

const outside = 'Timestamp for this request is outside of the recvWindow.';
const ahead = "Timestamp for this request was 1000ms ahead of the server's time.";

test('a request is recent up to its window behind and less than a second ahead, by wall time or by floor time', () => {
  for (const now of [wallUs, floorUs]) {
    assert.equal(check(now), undefined);
    assert.equal(check(now - 5_000_000), undefined);
    assert.equal(check(now - 5_000_001), outside);
    assert.equal(check(now + 999_999), undefined);
  }
  assert.equal(check(wallUs + 1_000_000), ahead);
  assert.equal(check(floorUs + 1_000_000), outside);
  assert.equal(check(wallUs - 1_500_000, 1000), outside);
});

test('timestamps are taken in milliseconds and microseconds, windows in milliseconds with three decimals', () => {
  assert.deepEqual(read({ timestamp: '1700000000000' }), { timestamp: 1.7e15, receiveWindow: 5e6 });
  assert.deepEqual(read({ timestamp: '1700000000000001', recvWindow: '6000.346' }), {
    timestamp: 1_700_000_000_000_001,
    receiveWindow: 6_000_346,
  });
});

test('a missing or malformed time is refused by name', () => {
  assert.match(String(read({})), /^-1102 .*'timestamp'/);
  assert.match(String(read({ timestamp: '' })), /^-1102 .*'timestamp'/);
  for (const text of ['1e12', '-5', '0x1', '1700000000000.5', 'now']) {
    assert.match(String(read({ timestamp: text })), /^-1100 .*'timestamp'/);
  }
  assert.match(String(read({ timestamp: '1', recvWindow: '5.1234' })), /^-1100 .*'recvWindow'/);
  assert.match(String(read({ timestamp: '1', recvWindow: '' })), /^-1105 .*'recvWindow'/);
  assert.match(String(read({ timestamp: '1', recvWindow: '-1' })), /^-1100 .*'recvWindow'/);
  assert.match(String(read({ timestamp: '1', recvWindow: '60000.001' })), /^-1102 'recvWindow' .*60000/);
});
