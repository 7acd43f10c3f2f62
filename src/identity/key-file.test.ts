import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { addSecretKey, dropOldSecretKeys, loadSecretKeys, makeSecretKeys } from './key-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'paperfloor-keys-'));
after(() => rmSync(directory, { recursive: true }));

test('the key file is made once, readable by its owner only, and read again', () => {
  const path = join(directory, 'secret.key');
  assert.equal(makeSecretKeys(path), true);
  const first = loadSecretKeys(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(makeSecretKeys(path), false);
  assert.equal(first.length, 1);
  assert.deepEqual(loadSecretKeys(path), first);
});

test('a key file that is not there is never made by looking for it, nor by a change of keys', () => {
  const path = join(directory, 'mistyped.key');
  for (const use of [loadSecretKeys, addSecretKey, dropOldSecretKeys]) {
    assert.throws(() => use(path), /mistyped\.key: expected a file with a key, found none; restore the file/);
    assert.equal(existsSync(path), false);
  }
});

test('servers that make the file at once have the same key', async () => {
  const path = join(directory, 'shared.key');
  const load = `import { loadSecretKeys, makeSecretKeys } from '${new URL('key-file.ts', import.meta.url)}';
    makeSecretKeys(process.argv[1]);
    console.log(Buffer.from(loadSecretKeys(process.argv[1])[0]).toString('hex'));`;
  const words = ['--input-type=module', '--eval', load, path];
  const made = await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, words)));
  assert.equal(new Set(made.map(({ stdout }) => stdout)).size, 1);
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('shared.key.')),
    [],
  );
});

test('a disk that is full when the key file is made leaves none behind', () => {
  const path = join(directory, 'full.key');
  const load = `import { makeSecretKeys } from '${new URL('key-file.ts', import.meta.url)}'; makeSecretKeys(process.argv[1]);`;
  // No file may have a byte from here on.
  const script = 'ulimit -f 0; exec "$0" --input-type=module --eval "$1" "$2"';
  const { status } = spawnSync('sh', ['-c', script, process.execPath, load, path], { stdio: 'ignore' });
  assert.notEqual(status, 0);
  assert.equal(makeSecretKeys(path), true);
  assert.equal(loadSecretKeys(path).length, 1);
});

test('a key file with anything else in it is refused by name', () => {
  const path = join(directory, 'wrong.key');
  writeFileSync(path, 'not hex');
  assert.throws(() => loadSecretKeys(path), /wrong\.key: expected 64 hex digits, found 7 characters/);
});

test('a key file that others may read is closed to them; one that is closed stays as it is', () => {
  const path = join(directory, 'rights.key');
  writeFileSync(path, 'ab'.repeat(32), { mode: 0o644 });
  loadSecretKeys(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  chmodSync(path, 0o400);
  loadSecretKeys(path);
  assert.equal(statSync(path).mode & 0o777, 0o400);
});

test('a key file on a read-only file system is taken as it is', (t) => {
  const path = join(directory, 'credential.key');
  writeFileSync(path, 'ab'.repeat(32), { mode: 0o440 });
  const mount = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1" "$1"';
  const script = `(${mount}) 2>/dev/null || exit 77; exec "$2" --input-type=module --eval "$3" "$4"`;
  const load = `import { loadSecretKeys } from '${new URL('key-file.ts', import.meta.url)}';
    console.log(Buffer.from(loadSecretKeys(process.argv[1])[0]).toString('hex'));`;
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

test('a key is changed in two steps: a fresh one before the old, then the old one gone', () => {
  const path = join(directory, 'changed.key');
  makeSecretKeys(path);
  const [old] = loadSecretKeys(path);
  const both = addSecretKey(path);
  assert.deepEqual(both.slice(1), [old]);
  assert.deepEqual(loadSecretKeys(path), both);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(dropOldSecretKeys(path), both.slice(0, 1));
  assert.deepEqual(loadSecretKeys(path), both.slice(0, 1));
  assert.equal(readFileSync(path, 'utf8').includes(Buffer.from(old ?? []).toString('hex')), false);
});

test('what a crash left of a change does not stop the next', () => {
  const path = join(directory, 'crashed.key');
  makeSecretKeys(path);
  const before = loadSecretKeys(path);
  writeFileSync(`${path}.new`, 'half a k');
  assert.deepEqual(addSecretKey(path).slice(1), before);
});
