import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { writeArtifact } from './artifact.ts';
import { bytes } from './contents.ts';
import { tarHeader } from './tar.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-tar-'));
after(() => rmSync(work, { recursive: true, force: true }));

const folderName = fc.stringMatching(/^[a-z@][a-z0-9.-]{0,30}$/);
const path = fc
  .tuple(fc.array(folderName, { maxLength: 5 }), folderName)
  .map(([folders, name]) => ['d', ...folders, `f-${name}`].join('/'));

test('what is packed is what GNU tar unpacks, byte for byte', async () => {
  const file = fc.record({ path, text: fc.string({ maxLength: 1500 }), executable: fc.boolean() });
  const files =
    fc.sample(fc.uniqueArray(file, { selector: (each) => each.path, minLength: 40, maxLength: 40 }), 1)[0] ?? [];
  const target = join(work, 'a.tar.gz');
  await writeArtifact(
    target,
    'release',
    files.map((each) => ({ ...bytes(each.path, each.text), executable: each.executable })),
    1_700_000_000,
  );
  execFileSync('tar', ['--extract', '--gzip', '--file', target, '--directory', work]);
  for (const each of files) {
    const unpacked = join(work, 'release', each.path);
    assert.equal(readFileSync(unpacked, 'utf8'), Buffer.from(each.text).toString('utf8'));
    assert.equal((statSync(unpacked).mode & 0o100) !== 0, each.executable);
    assert.equal(statSync(unpacked).mtimeMs, 1_700_000_000_000);
  }
});

test('a path of 255 bytes fits when it can be cut at a slash, and one that can not is refused', () => {
  const entry = { executable: false, size: 0 };
  const long = `${'a'.repeat(150)}/${'b'.repeat(99)}`;
  const header = tarHeader({ ...entry, path: long }, 0);
  assert.equal(header.subarray(0, 99).toString(), 'b'.repeat(99));
  assert.equal(header.subarray(345, 495).toString(), 'a'.repeat(150));
  assert.throws(() => tarHeader({ ...entry, path: 'c'.repeat(101) }, 0), RangeError);
});

test('a file that changed its size while it was packed is an error, not a broken archive', async () => {
  const lying = { ...bytes('a', 'four'), size: 5 };
  await assert.rejects(writeArtifact(join(work, 'b.tar.gz'), 'release', [lying], 0), /a changed while it was packed/);
});
