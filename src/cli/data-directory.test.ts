import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimDataDirectory, DataDirectoryBusy, DataDirectoryUnusable, findHolder } from './data-directory.ts';

async function inDirectory(work: (directory: string) => Promise<void> | void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-pid-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A process that lives until it is told to go. */
function startSleeper() {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
}

test('a claimed directory holds our process id, a released one holds none', () =>
  inDirectory((directory) => {
    const claim = claimDataDirectory(join(directory, 'new/deep'));
    const file = join(claim.path, 'server.pid');
    assert.equal(readFileSync(file, 'utf8'), `${process.pid}\n`);
    claim.release();
    claim.release();
    assert.equal(existsSync(file), false);
  }));

test('a directory that was not there says that it is new, once', () =>
  inDirectory((directory) => {
    const created = ['mistyped', 'mistyped'].map((name) => {
      const claim = claimDataDirectory(join(directory, name));
      claim.release();
      return claim.created;
    });
    assert.deepEqual(created, [true, false]);
  }));

test('a directory of a living process is refused with its id', () =>
  inDirectory(async (directory) => {
    const sleeper = startSleeper();
    try {
      writeFileSync(join(directory, 'server.pid'), `${sleeper.pid}\n`);
      assert.equal(findHolder(directory), sleeper.pid);
      assert.throws(
        () => claimDataDirectory(directory),
        (error) => error instanceof DataDirectoryBusy && error.pid === sleeper.pid,
      );
      assert.equal(readFileSync(join(directory, 'server.pid'), 'utf8'), `${sleeper.pid}\n`);
    } finally {
      sleeper.kill('SIGKILL');
      await once(sleeper, 'exit');
    }
  }));

test('what a killed process left behind is taken over', () =>
  inDirectory(async (directory) => {
    const sleeper = startSleeper();
    writeFileSync(join(directory, 'server.pid'), `${sleeper.pid}\n`);
    sleeper.kill('SIGKILL');
    await once(sleeper, 'exit');
    assert.equal(findHolder(directory), undefined);
    claimDataDirectory(directory).release();
  }));

test(
  'a number that was given to a younger process counts as left behind',
  { skip: !existsSync('/proc/self/stat') },
  () =>
    inDirectory(async (directory) => {
      const sleeper = startSleeper();
      try {
        const file = join(directory, 'server.pid');
        writeFileSync(file, `${sleeper.pid}\n`);
        const anHourAgo = Date.now() / 1000 - 3600;
        utimesSync(file, anHourAgo, anHourAgo);
        assert.equal(findHolder(directory), undefined);
        claimDataDirectory(directory).release();
      } finally {
        sleeper.kill('SIGKILL');
        await once(sleeper, 'exit');
      }
    }),
);

for (const text of ['', 'garbage', '0', '-1', '99999999999999']) {
  test(`a server.pid that holds ${JSON.stringify(text)} stops nobody`, () =>
    inDirectory((directory) => {
      writeFileSync(join(directory, 'server.pid'), text);
      claimDataDirectory(directory).release();
    }));
}

test('a directory that cannot be made is named', () =>
  inDirectory((directory) => {
    writeFileSync(join(directory, 'file'), '');
    assert.throws(() => claimDataDirectory(join(directory, 'file/data')), DataDirectoryUnusable);
  }));

test('a place where no directory can be made is named at once', { skip: !existsSync('/proc/self/stat') }, () => {
  // In a process of its own: the one that hung could not be stopped by a timer of its own.
  const claim = `import { claimDataDirectory } from '${new URL('data-directory.ts', import.meta.url)}';
    claimDataDirectory('/proc/paperfloor/data');`;
  const words = ['--input-type=module', '--eval', claim];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 10_000 });
  assert.equal(status, 1);
  assert.match(stderr, /DataDirectoryUnusable: cannot use \/proc\/paperfloor\/data as data directory: ENOENT/);
});
