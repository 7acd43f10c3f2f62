import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utcText } from './utc-text.ts';

test('a time is written as the calendar has it, with microseconds where there are any', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8_000_000_000_000 }), (milliseconds) => {
      const text = new Date(milliseconds).toISOString();
      assert.equal(utcText(milliseconds * 1000), text);
      assert.equal(utcText(milliseconds * 1000 + 7), text.replace('Z', '007Z'));
    }),
  );
  assert.equal(utcText(Date.UTC(2024, 1, 29) * 1000), '2024-02-29T00:00:00.000Z');
});
