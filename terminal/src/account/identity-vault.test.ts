import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vaultKeys } from './identity-vault.ts';

test('no two floors share a key, whatever they are called', () => {
  const floors = [undefined, 'default', 'main', 'crash-2021'];
  const keys = floors.map((floor) => vaultKeys(floor).key);
  assert.equal(new Set(keys).size, floors.length);
  assert.doesNotMatch(vaultKeys(undefined).key, /^[a-z][a-z0-9-]{0,31}$/);
});

test('what earlier versions kept is the default floor’s, or a named floor’s under its name', () => {
  assert.equal(vaultKeys(undefined).earlier, 'default');
  assert.equal(vaultKeys('default').earlier, undefined);
  assert.equal(vaultKeys('crash-2021').key, 'crash-2021');
});
