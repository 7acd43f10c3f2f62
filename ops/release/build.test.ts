import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sha256 } from './artifact.ts';
import { moveIntoPlace } from './build.ts';
import { aManifest } from './test-support/a-manifest.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-build-'));
after(() => rmSync(work, { recursive: true, force: true }));
const artifact = 'paperfloor-0.1.0-linux-x64.tar.gz';

async function built(content: string, signed: boolean) {
  const directory = mkdtempSync(join(work, '.building-'));
  writeFileSync(join(directory, artifact), content);
  if (signed) writeFileSync(join(directory, 'SHA256SUMS.sig'), 'signature');
  return { directory, written: { artifact, digest: await sha256(Buffer.from(content)), manifest: aManifest, signed } };
}

test('a release built again changes nothing but a signature that was not there', async () => {
  const target = join(work, 'same');
  const [first, second] = [await built('bytes', false), await built('bytes', true)];
  assert.equal((await moveIntoPlace(first.written, first.directory, target)).signed, false);
  assert.equal((await moveIntoPlace(second.written, second.directory, target)).signed, true);
  assert.deepEqual(readdirSync(target).sort(), ['SHA256SUMS.sig', artifact]);
});

test('other bytes under the same version are refused, and those that were there stay', async () => {
  const target = join(work, 'other');
  mkdirSync(target);
  writeFileSync(join(target, artifact), 'those that were there');
  const { written, directory } = await built('bytes', true);
  await assert.rejects(moveIntoPlace(written, directory, target), {
    message: /holds another 0\.1\.0 already/,
    hint: /another version/,
  });
  assert.deepEqual(readdirSync(target), [artifact]);
  assert.equal(readFileSync(join(target, artifact), 'utf8'), 'those that were there');
});
