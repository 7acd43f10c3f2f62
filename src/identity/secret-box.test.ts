import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSecretBox, SecretKeyError, sealingKeyId } from './secret-box.ts';

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

test('the first key seals, and all of them open what they sealed', () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const before = createSecretBox(old);
  const sealed = before.seal('secret', 'k');
  const box = createSecretBox(fresh, old);
  assert.equal(box.sealingKey, sealingKeyId(fresh));
  assert.equal(box.open(sealed, 'k', before.sealingKey), 'secret');
  assert.equal(box.open(sealed, 'k'), 'secret');
  assert.equal(box.open(box.seal('anew', 'k'), 'k', box.sealingKey), 'anew');
  assert.throws(() => box.open(sealed, 'k', box.sealingKey), SecretKeyError);
  box.use([fresh]);
  assert.throws(
    () => box.open(sealed, 'k', before.sealingKey),
    /was sealed by [0-9a-f]{16}.*the key file holds.*add that key's line.*--secret-key-file/,
  );
});

test('a key of another length is refused, and no key at all', () => {
  assert.throws(() => createSecretBox(randomBytes(31)), /expected a key of 32 bytes, found 31/);
  assert.throws(() => createSecretBox(), SecretKeyError);
});
