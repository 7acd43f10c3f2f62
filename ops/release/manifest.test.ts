import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestText, readManifest } from './manifest.ts';
import { aManifest } from './test-support/a-manifest.ts';

test('a manifest is read back as it was written', () => {
  assert.deepEqual(readManifest(manifestText(aManifest)), aManifest);
});

for (const [what, text, said] of [
  ['no JSON', 'version 1', /to be JSON/],
  ['a list', 'null', /an object/],
  ['another product', '{"product":"x","format":1}', /found x of format 1/],
  ['a later format', '{"product":"paperfloor","format":2}', /found paperfloor of format 2/],
  ['no commit', JSON.stringify({ ...aManifest, commit: undefined }), /^manifest\.json: commit missing/],
  [
    'a version with a path in it',
    JSON.stringify({ ...aManifest, version: '../1' }),
    /^manifest\.json: version missing/,
  ],
] as const) {
  test(`a manifest that is ${what} is refused`, () => {
    assert.throws(() => readManifest(text), { name: 'OpsProblem', message: said });
  });
}
