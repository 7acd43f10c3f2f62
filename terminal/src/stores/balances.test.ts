import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withAccount, withPosition } from './balances.ts';

test('events carry absolute amounts, exactly', () => {
  const start = withAccount(new Map(), [{ asset: 'USDT', free: '100000.00000000', locked: '0.00000000' }], 1);
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
  const after = withAccount(start, [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }], 8);
  assert.equal(after.get('BTC')?.free, 200_000_000n);
});
