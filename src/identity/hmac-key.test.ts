import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { HmacKey } from './hmac-key.ts';

function platformSignature(secret: string, payload: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(payload, 'latin1').digest('hex');
}

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});

test("a key accepts the platform's HMAC of any secret and payload, and nothing one bit away from it", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), latin1, fc.nat(63), (secret, payload, at) => {
      const signature = platformSignature(secret, payload);
      const key = new HmacKey(secret);
      const other = (Number.parseInt(signature.charAt(at), 16) ^ 1).toString(16);
      assert.equal(key.hasSigned(payload, signature), true);
      assert.equal(key.hasSigned(payload, signature.toUpperCase()), true);
      assert.equal(key.hasSigned(payload, signature.slice(0, at) + other + signature.slice(at + 1)), false);
    }),
  );
});

test('payloads longer than the prepared buffer and secrets longer than a block are signed like any other', () => {
  for (const [secret, length] of [
    ['s'.repeat(64), 4032],
    ['s'.repeat(65), 4033],
    ['long'.repeat(100), 80_000],
  ] as const) {
    const payload = '\u00e9'.repeat(length);
    const key = new HmacKey(secret);
    assert.equal(key.hasSigned(payload, platformSignature(secret, payload)), true);
    assert.equal(key.hasSigned(`${payload}x`, platformSignature(secret, payload)), false);
  }
});
