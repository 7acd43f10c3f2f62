import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

test('a key file that others may read is closed to them; one that is closed stays as it is', () => {
  const path = join(directory, 'rights.key');
  writeFileSync(path, 'ab'.repeat(32), { mode: 0o644 });
  loadSecretKey(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  chmodSync(path, 0o400);
  loadSecretKey(path);
  assert.equal(statSync(path).mode & 0o777, 0o400);
});

test('a key file on a read-only file system is taken as it is', (t) => {
  const path = join(directory, 'credential.key');
  writeFileSync(path, 'ab'.repeat(32), { mode: 0o440 });
  const mount = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1" "$1"';
  const script = `(${mount}) 2>/dev/null || exit 77; exec "$2" --input-type=module --eval "$3" "$4"`;
  const load = `import { loadSecretKey } from '${new URL('secret-box.ts', import.meta.url)}';
    console.log(Buffer.from(loadSecretKey(process.argv[1])).toString('hex'));`;
  const words = [
    '--mount',
    '--map-root-user',
    'sh',
    '-c',
    script,
    'read-only',
    directory,
    process.execPath,
    load,
    path,
  ];
  const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
  if (status === null || status === 77 || /unshare failed/.test(stderr)) return t.skip('no mount namespaces here');
  assert.equal(stdout.trim(), 'ab'.repeat(32), stderr);
});
