/** Numbers and texts survive the bytes; what is cut short is a named error. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteReader, ByteWriter, SnapshotError } from './bytes.ts';

test('every whole number below 2^53 comes back, the small ones from one byte', () => {
  const edges = [0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
  const number = fc.oneof(fc.constantFrom(...edges), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const out = new ByteWriter(1);
      for (const value of numbers) out.uint(value);
      const input = new ByteReader(out.take());
      for (const value of numbers) assert.equal(input.uint(), value);
      assert.equal(input.left, 0);
    }),
  );
  const out = new ByteWriter();
  out.uint(127);
  assert.equal(out.length, 1);
});

test('every text comes back, ASCII at a byte a character, however long', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('é'.repeat(3_000)));
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const out = new ByteWriter(1);
      for (const value of texts) out.text(value);
      const input = new ByteReader(out.take());
      for (const value of texts) assert.equal(input.text(), value);
      assert.equal(input.left, 0);
    }),
  );
  const out = new ByteWriter();
  out.text('x'.repeat(5_000));
  assert.equal(out.length, 5_002);
});

test('bytes that end too early are a SnapshotError', () => {
  const out = new ByteWriter();
  out.uint(2 ** 40);
  out.text('bitcoin');
  const whole = out.take();
  for (let length = 0; length < whole.length; length++) {
    const input = new ByteReader(whole.subarray(0, length));
    assert.throws(() => {
      input.uint();
      input.text();
    }, SnapshotError);
  }
});

test('what is finished is what was written', () => {
  const out = new ByteWriter(64);
  out.u32(7);
  assert.deepEqual(out.take(), out.finish());
});
