/** The fingerprint of states. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateHash } from './state-hash.ts';

test('the hash of the same bytes stays the same in every release', () => {
  assert.equal(stateHash(new Uint8Array([1, 2, 3, 4, 5])), 'ba1f25a5cea5982c');
});

test('one bit more or less, a swap, or a zero at the end gives another hash', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, at) => at * 7);
  const seen = new Set([stateHash(bytes)]);
  for (let bit = 0; bit < 512; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    seen.add(stateHash(changed));
  }
  seen.add(stateHash(new Uint8Array([...bytes, 0])));
  seen.add(stateHash(new Uint8Array([...bytes.subarray(4, 8), ...bytes.subarray(0, 4), ...bytes.subarray(8)])));
  assert.equal(seen.size, 515);
});

test('bytes in the middle of a buffer hash like bytes of their own', () => {
  const whole = Uint8Array.from({ length: 30 }, (_, at) => at);
  assert.equal(stateHash(whole.subarray(3, 20)), stateHash(whole.slice(3, 20)));
});
