import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createSecretBox, loadSecretKey, SecretKeyError } from './secret-box.ts';

const directory = mkdtempSync(join(tmpdir(), 'paperfloor-box-'));
after(() => rmSync(directory, { recursive: true }));

test('what was sealed opens for its owner and for nobody else', () => {
  const key = randomBytes(32);
  const box = createSecretBox(key);
  const sealed = box.seal('the secret', 'key-1');
  assert.equal(Buffer.from(sealed).includes('the secret'), false);
  assert.equal(box.open(sealed, 'key-1'), 'the secret');
  assert.throws(() => box.open(sealed, 'key-2'), SecretKeyError);
  assert.throws(() => createSecretBox(randomBytes(32)).open(sealed, 'key-1'), SecretKeyError);
});

test('one flipped bit anywhere is noticed', () => {
  const box = createSecretBox(randomBytes(32));
  const sealed = box.seal('secret', 'k');
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    assert.throws(() => box.open(changed, 'k'), SecretKeyError);
  }
  assert.throws(() => box.open(sealed.slice(0, 20), 'k'));
});

test('the same secret never looks the same twice', () => {
  const box = createSecretBox(randomBytes(32));
  assert.notDeepEqual(box.seal('s', 'k'), box.seal('s', 'k'));
});

test('the key file is made once, readable by its owner only, and read again', () => {
  const path = join(directory, 'secret.key');
  const first = loadSecretKey(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(Buffer.from(loadSecretKey(path)), Buffer.from(first));
});

test('a key file with anything else in it is refused by name', () => {
  const path = join(directory, 'wrong.key');
  writeFileSync(path, 'not hex');
  assert.throws(() => loadSecretKey(path), /wrong\.key: expected 64 hex digits, found 7 characters/);
});
