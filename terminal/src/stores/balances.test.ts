import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeOf, withAccount, withPosition } from './balances.ts';

test('events carry absolute amounts, exactly', () => {
  const start = withAccount(
    new Map(),
    [{ asset: 'USDT', free: '100000.00000000', locked: '0.00000000' }],
    1,
    new Map(),
  );
  const after = withPosition(start, {
    e: 'outboundAccountPosition',
    E: 2,
    u: 2,
    B: [{ a: 'USDT', f: '90071992547.40993001', l: '0.00000001' }],
  });
  assert.equal(after.get('USDT')?.free, 9_007_199_254_740_993_001n);
  assert.equal(after.get('USDT')?.locked, 1n);
});

test('an answer older than the last event does not undo it', () => {
  const start = withPosition(new Map(), {
    e: 'outboundAccountPosition',
    E: 9,
    u: 9,
    B: [{ a: 'BTC', f: '2.00000000', l: '0.00000000' }],
  });
  const after = withAccount(start, [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }], 8, start);
  assert.equal(after.get('BTC')?.free, 200_000_000n);
});

test('an answer that an event has overtaken does not undo it, though the floor stands still', () => {
  const asked = withAccount(new Map(), [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }], 7, new Map());
  const told = withPosition(asked, {
    e: 'outboundAccountPosition',
    E: 7,
    u: 7,
    B: [{ a: 'BTC', f: '2.00000000', l: '0.00000000' }],
  });
  const after = withAccount(told, [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }], 7, asked);
  assert.equal(after.get('BTC')?.free, 200_000_000n);
});

test('each asset counts in its own decimals, and is compared in those of the market', () => {
  const rows = [
    { asset: 'BTC', free: '0.123456789', locked: '0.000000001' },
    { asset: 'SHIB', free: '1000000.123456', locked: '0.000000' },
    { asset: 'PTS', free: '12', locked: '0' },
  ];
  const balances = withAccount(new Map(), rows, 1, new Map());
  assert.equal(balances.get('BTC')?.free, 123_456_789n);
  assert.equal(freeOf(balances, 'BTC', 9), 123_456_789n);
  assert.equal(freeOf(balances, 'BTC', 8), 12_345_678n);
  assert.equal(freeOf(balances, 'SHIB', 6), 1_000_000_123_456n);
  assert.equal(freeOf(balances, 'SHIB', 8), 100_000_012_345_600n);
  assert.equal(freeOf(balances, 'PTS', 2), 1_200n);
});

test('an amount that cannot be read changes nothing, and one that never was read is unknown', () => {
  const start = withAccount(new Map(), [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }], 1, new Map());
  const unread = [
    { asset: 'BTC', free: '1e3', locked: '0.00000000' },
    { asset: 'ETH', free: '', locked: '0.00000000' },
  ];
  const after = withAccount(start, unread, 2, start);
  assert.equal(freeOf(after, 'BTC', 8), 100_000_000n);
  assert.equal(freeOf(after, 'ETH', 8), undefined);
});
