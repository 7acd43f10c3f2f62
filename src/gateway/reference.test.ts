import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { apiReference } from './reference.ts';

test('the API reference is what the tables say', () => {
  const page = readFileSync(new URL('../../docs/reference/api.md', import.meta.url), 'utf8');
  assert.equal(page, apiReference(), 'run: node src/gateway/reference.ts > docs/reference/api.md');
});
