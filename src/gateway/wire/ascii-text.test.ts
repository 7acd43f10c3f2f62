import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDecimal } from '../../core/units/decimal.ts';
import { AsciiText } from './ascii-text.ts';

test('numbers and decimals are written as they are elsewhere, one after the other', () => {
  const text = new AsciiText();
  const safe = fc.oneof(
    fc.maxSafeInteger(),
    fc.nat(2_000_000_000),
    // Around the ends of its pieces.
    fc.tuple(fc.nat(90_071_992), fc.integer({ min: -2, max: 2 })).map(([high, low]) => high * 1e8 + low),
  );
  const part = fc.oneof(
    fc.record({ kind: fc.constant('whole' as const), value: safe }),
    fc.record({ kind: fc.constant('decimal' as const), value: fc.oneof(safe, fc.bigInt()), decimals: fc.nat(20) }),
    fc.record({ kind: fc.constant('decimal' as const), value: safe, decimals: fc.constant(8) }),
    fc.record({ kind: fc.constant('raw' as const), value: fc.stringMatching(/^[ -~]*$/) }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      let expected = '';
      for (const one of parts) {
        if (one.kind === 'whole') {
          text.whole(one.value);
          expected += String(one.value);
        } else if (one.kind === 'decimal') {
          text.decimal(one.value, one.decimals);
          expected += formatDecimal(one.value, one.decimals);
        } else {
          text.raw(one.value);
          expected += one.value;
        }
      }
      assert.equal(text.take(), expected);
    }),
    { numRuns: 2000 },
  );
});

test('texts longer than its memory are whole, and the next one begins anew', () => {
  const text = new AsciiText();
  for (const rows of [300_000, 3]) {
    for (let row = 0; row < rows; row++) text.whole(row);
    assert.equal(text.take(), Array.from({ length: rows }, (_, row) => row).join(''));
  }
});
