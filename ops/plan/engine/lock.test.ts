import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { breakLock, type Holder, lockFile, processBegun, readLock, takeLock, waitsForUs } from './lock.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-lock-'));
after(() => rmSync(work, { recursive: true, force: true }));
const fresh = () => mkdtempSync(join(work, 'env-'));

function holder(more: Partial<Holder> = {}): Holder {
  const own = { host: 'controller', pid: process.pid, begun: processBegun(process.pid) };
  return { by: 'alice', reason: 'deploy 0.2.0', since: '2026-11-22T06:00:00.000Z', ...own, ...more };
}

/** A process id that was real and is no more. */
const gone = spawnSync(process.execPath, ['--eval', '']).pid;

test('one worker at a time; the second is told who, why and since when', () => {
  const directory = fresh();
  const release = takeLock(directory, 'staging', holder());
  assert.throws(() => takeLock(directory, 'staging', holder({ by: 'bob' })), {
    message: `staging is locked by alice (process ${process.pid} on controller) since 2026-11-22T06:00:00.000Z: deploy 0.2.0`,
    hint: 'wait, or ask alice; paperfloor ops plan status --env staging',
  });
  release();
  takeLock(directory, 'staging', holder({ by: 'bob' }))();
  assert.equal(readLock(directory), undefined);
});

test('a stale lock is not taken over; the message names the next commands', () => {
  const directory = fresh();
  takeLock(directory, 'staging', holder({ pid: gone }));
  assert.throws(() => takeLock(directory, 'staging', holder()), {
    message: /staging has a stale lock of alice .*that process has ended/,
    hint: /plan status --env staging, then paperfloor ops plan unlock --env staging --by NAME --reason TEXT/,
  });
  assert.equal(readLock(directory)?.by, 'alice');
});

test('a process that only has the number of the holder does not hold the lock', () => {
  const directory = fresh();
  takeLock(directory, 'staging', holder({ begun: '1' }));
  assert.throws(() => takeLock(directory, 'staging', holder()), { message: /stale lock/ });
});

test('a lock of another host is looked at there', () => {
  const directory = fresh();
  takeLock(directory, 'staging', holder({ host: 'elsewhere', pid: 77 }));
  assert.throws(() => takeLock(directory, 'staging', holder()), {
    hint: /see on elsewhere whether process 77 still runs/,
  });
  assert.equal(breakLock(directory, 'staging', 'controller').host, 'elsewhere');
});

test('a lock is broken when its holder is gone, and only then', () => {
  const directory = fresh();
  assert.throws(() => breakLock(directory, 'staging', 'controller'), { message: 'staging is not locked' });
  const release = takeLock(directory, 'staging', holder());
  assert.throws(() => breakLock(directory, 'staging', 'controller'), { message: /is locked by alice/ });
  release();
  takeLock(directory, 'staging', holder({ pid: gone }));
  assert.equal(breakLock(directory, 'staging', 'controller').by, 'alice');
  takeLock(directory, 'staging', holder())();
});

test('a damaged lock file is a lock by nobody known, and can be broken', () => {
  const directory = fresh();
  writeFileSync(join(directory, lockFile), '{');
  assert.throws(() => takeLock(directory, 'staging', holder()), { message: /stale lock of nobody known/ });
  assert.equal(readFileSync(join(directory, lockFile), 'utf8'), '{');
  breakLock(directory, 'staging', 'controller');
});

test('a plan that started us waits for us; nobody else does', () => {
  assert.equal(waitsForUs(holder(), 'controller'), true);
  assert.equal(waitsForUs(holder({ pid: process.ppid, begun: processBegun(process.ppid) }), 'controller'), true);
  assert.equal(waitsForUs(holder({ begun: '1' }), 'controller'), false);
  assert.equal(waitsForUs(holder({ pid: gone }), 'controller'), false);
  assert.equal(waitsForUs(holder(), 'elsewhere'), false);
});

test('who was taken for gone and was not leaves the lock of the next alone', () => {
  const directory = fresh();
  const release = takeLock(directory, 'staging', holder({ host: 'laptop' }));
  breakLock(directory, 'staging', 'controller');
  takeLock(directory, 'staging', holder({ by: 'bob' }));
  release();
  assert.equal(readLock(directory)?.by, 'bob');
});

test('on a disk without room there is no lock, rather than one by nobody known', () => {
  const directory = fresh();
  const take = `const { takeLock } = await import(process.argv[1]);
takeLock(process.argv[2], 'staging', { by: 'alice', reason: '', host: '', pid: 1, begun: '', since: '' });`;
  const words = [
    process.execPath,
    '--input-type=module',
    '--eval',
    take,
    join(import.meta.dirname, 'lock.ts'),
    directory,
  ];
  const { status, stderr } = spawnSync('sh', ['-c', 'trap "" XFSZ; ulimit -f 0; exec "$@"', 'sh', ...words], {
    encoding: 'utf8',
  });
  assert.notEqual(status, 0);
  assert.match(stderr, /EFBIG/);
  assert.deepEqual(readdirSync(directory), []);
});
