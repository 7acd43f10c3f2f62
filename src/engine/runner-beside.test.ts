/** A writer's batches beside each other: the next is on its way into the journal while one is applied, except where it depends on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { openRunner, refused } from '../../test/support/runner.ts';
import type { UserCommand } from '../core/messages/command.ts';
import { systemTimers } from '../journal/timers.ts';
import { OutcomeUnknown } from './floor-session.ts';
import { systemClock } from './wall-clock.ts';

const pause: UserCommand = { type: 'set_clock', rate: 1, paused: true };

/** An open runner to which commands can be given that come while the one before them is being committed. */
async function openBusy() {
  const then: UserCommand[] = [];
  const later: Promise<unknown>[] = [];
  const hooks = { began: () => {}, committing: () => {} };
  const failures: Error[] = [];
  const opened = await openRunner(systemTimers, systemClock, () => hooks.committing(), {
    began: () => hooks.began(),
    failed: (error) => failures.push(error),
  });
  /** What was applied whenever a batch was sent. */
  const applied: number[] = [];
  hooks.began = () => applied.push(opened.floor.sequence);
  hooks.committing = () => {
    const next = then.shift();
    if (next !== undefined) later.push(opened.runner.submit(next));
  };
  return { ...opened, applied, then, later, failures };
}

test('the next batch is sent before the one that is committed is applied', async () => {
  const { runner, floor, then, later, applied } = await openBusy();
  then.push(refused, refused);
  await runner.submit(refused);
  await Promise.all(later);
  await runner.close();
  assert.deepEqual(applied, [0, 0, 1]);
  assert.equal(floor.sequence, 3);
});

test('behind a change of the clock it is sent when that is applied, since its stamp depends on it', async () => {
  const { runner, floor, then, later, applied } = await openBusy();
  then.push(refused);
  await runner.submit(pause);
  await Promise.all(later);
  await runner.close();
  assert.deepEqual(applied, [0, 1]);
  assert.equal(floor.sequence, 2);
});

test('a step that fails leaves the outcome of both open, and nothing more is applied to what it broke', async () => {
  const { runner, steps, then, later, failures } = await openBusy();
  let times = 0;
  steps.apply = () => {
    times++;
    throw new Error('an invariant is broken');
  };
  then.push(refused);
  await assert.rejects(runner.submit(refused), OutcomeUnknown);
  await assert.rejects(later[0] ?? Promise.resolve(), OutcomeUnknown);
  assert.deepEqual([times, failures.map(({ message }) => message)], [1, ['an invariant is broken']]);
});

test('a step that fails in the last batch of a writer who yields is told, and the yielding comes to its end', async () => {
  const { runner, steps, failures } = await openBusy();
  steps.apply = () => {
    throw new Error('an invariant is broken');
  };
  const submitted = runner.submit(refused);
  await new Promise((resolve) => setImmediate(resolve));
  const yielded = runner.yield(new Error('another server has it'));
  await assert.rejects(submitted, OutcomeUnknown);
  await Promise.race([
    yielded,
    pauseFor(1_000, undefined, { ref: false }).then(() => assert.fail('still yielding after a second')),
  ]);
  assert.deepEqual(
    failures.map(({ message }) => message),
    ['an invariant is broken'],
  );
});
