import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastError } from './last-error.ts';

test('of a crash its error is told, of a refusal its own word, of anything else its last line', () => {
  const crash = '/opt/p/src/a.ts:1\nthrow it;\n^\n\nTypeError: no such thing\n    at a.ts:1:1\n\nNode.js v26.10.0\n';
  assert.equal(lastError(crash), 'TypeError: no such thing');
  assert.equal(
    lastError('error: --port: expected a number\ntry: paperfloor --help\n'),
    'error: --port: expected a number',
  );
  assert.equal(lastError(`Error: an older one\n${crash}`), 'TypeError: no such thing');
  assert.equal(lastError('going\ngone\n'), 'gone');
  assert.equal(lastError(''), '');
});
