import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonList, JsonNumber, JsonObject, type JsonValue, readJson } from './json-message.ts';
import { readMessageId } from './message-id.ts';

function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonList) return value.items.map(plain);
  if (value instanceof JsonObject)
    return Object.fromEntries([...value.members].map(([name, item]) => [name, plain(item)]));
  return value;
}

test('what any JSON writer writes is read as its reader reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);
      const reading = readJson(text);
      assert.ok(reading.ok);
      assert.deepEqual(plain(reading.value), JSON.parse(text));
    }),
    { examples: [[JSON.parse('{"__proto__":{"a":1},"b":[{"__proto__":null}]}')]] },
  );
});

test('any text is read or refused with a place, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,0123eE.-+truefalsn\\u \n'), maxLength: 40 }), (text) => {
      const reading = readJson(text);
      let known: unknown;
      try {
        known = JSON.parse(text);
      } catch {
        known = undefined;
      }
      if (known === undefined) assert.ok(!reading.ok && /at line \d+ column \d+$/.test(reading.problem));
    }),
    { numRuns: 2000 },
  );
});

test('numbers keep their text, and a name may stand only once', () => {
  const reading = readJson('{"a":0.10,"b":9223372036854775807,"c":[1, 2]}');
  assert.ok(reading.ok && reading.value instanceof JsonObject);
  const { members } = reading.value;
  assert.equal((members.get('a') as JsonNumber).text, '0.10');
  assert.equal((members.get('b') as JsonNumber).text, '9223372036854775807');
  assert.equal((members.get('c') as JsonList).text, '[1, 2]');
  const twice = readJson('{"a":1,"a":2}');
  assert.ok(!twice.ok && twice.problem.startsWith('duplicate field'));
});

test('deep nesting is refused', () => {
  const deep = readJson('['.repeat(10_000));
  assert.ok(!deep.ok && deep.problem.startsWith('recursion limit'));
});

test('ids are 64-bit integers, short strings or null, and nothing else', () => {
  const idOf = (text: string) => {
    const reading = readJson(text);
    assert.ok(reading.ok);
    return readMessageId(reading.value);
  };
  for (const id of ['0', '-1', '9223372036854775807', '-9223372036854775808', '"abc-1"', 'null']) {
    assert.equal(idOf(id), id);
  }
  for (const id of ['9223372036854775808', '1.0', '1e3', 'true', '[]', '{}', `"${'x'.repeat(37)}"`]) {
    assert.equal(idOf(id), undefined, id);
  }
  assert.equal(readMessageId(undefined), undefined);
});
