import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OpsProblem } from '../command/problem.ts';
import { missingPackages } from './machine.ts';
import { asSoleWorker, inTurn } from './sole-worker.ts';

test('only the packages whose programs are nowhere are missing, each once', () => {
  const there = new Set(['/usr/bin/nsenter', '/usr/bin/unshare', '/usr/bin/ssh', '/usr/sbin/ip', '/usr/sbin/bridge']);
  const exists = (file: string) => there.has(file);
  assert.deepEqual(missingPackages('/usr/bin:/usr/sbin', exists), [
    'debootstrap',
    'systemd-container',
    'openssh-client',
  ]);
});

test('two commands never work on one thing: the second is refused, or waits for its turn', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-lock-'));
  try {
    const open = Promise.withResolvers<void>();
    const told: string[] = [];
    const first = asSoleWorker(directory, 'lab x', () => open.promise);
    await assert.rejects(
      asSoleWorker(directory, 'lab x', async () => assert.fail('both work')),
      (error) => error instanceof OpsProblem && /another command is working on lab x/.test(error.message),
    );
    const later = inTurn(directory, async () => void told.push('later'));
    told.push('first');
    open.resolve();
    await Promise.all([first, later]);
    assert.deepEqual(told, ['first', 'later']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
