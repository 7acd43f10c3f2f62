/** A writer that gives its floor up: what it waits for, and that it does not wait for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRunner, refused } from '../../test/support/runner.ts';
import { BatchTaken } from '../journal/journal-errors.ts';
import { systemTimers } from '../journal/timers.ts';
import { systemClock } from './wall-clock.ts';

test('a writer that yields while its batch is lost to another one comes to an end', async () => {
  let isTaken = false;
  let yielded: Promise<number> | undefined;
  const opened = await openRunner(systemTimers, systemClock, () => {
    if (!isTaken) return;
    yielded = opened.runner.yield(new Error('another server has the floor'));
    throw new BatchTaken('batch 2 was written by another writer');
  });
  isTaken = true;
  await assert.rejects(opened.runner.submit(refused), { kind: 'not_writer' });
  assert.equal(await yielded, 1);
});
