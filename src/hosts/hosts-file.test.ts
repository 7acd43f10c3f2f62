import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conflictsIn, namesIn, withNames, withoutNames } from './hosts-file.ts';

const names = ['api.example.com', 'stream.example.com'];
const usual = '127.0.0.1 localhost\n\n# mine\n10.0.0.7\tdb db.local # primary\n';

test('the block goes as it came: whatever else is in the file stays, byte for byte', () => {
  const line = fc.oneof(fc.constantFrom('127.0.0.1 localhost', '# paperfloor', '', '\t'), fc.string({ maxLength: 30 }));
  const file = fc.array(line, { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(fc.oneof(file, fc.constant('')), (text) => {
      const enabled = withNames(text, names, ['127.0.0.1', '::1']);
      assert.deepEqual(namesIn(enabled), names);
      assert.equal(withoutNames(enabled), text);
      assert.equal(withNames(enabled, names, ['127.0.0.1', '::1']), enabled);
    }),
  );
});

test('what others write behind the block stays too', () => {
  const enabled = `${withNames(usual, names, ['127.0.0.1'])}10.0.0.9 later\n`;
  assert.equal(withoutNames(enabled), `${usual}10.0.0.9 later\n`);
  assert.match(enabled, /\n127\.0\.0\.1 api\.example\.com\n127\.0\.0\.1 stream\.example\.com\n/);
});

test('a name that leads elsewhere already is found, one in a comment or in the block is not', () => {
  assert.deepEqual(conflictsIn(usual, ['db.local']), ['10.0.0.7\tdb db.local # primary']);
  assert.deepEqual(conflictsIn(usual, ['primary', 'mine']), []);
  assert.deepEqual(conflictsIn(withNames(usual, names, ['127.0.0.1']), names), []);
  assert.deepEqual(conflictsIn('1.2.3.4 API.example.com\n', names), ['1.2.3.4 API.example.com']);
});
