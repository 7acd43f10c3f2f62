/** What a writer's snapshots do to its commands: when they come under a load that never ends, and who waits while one is taken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRunner, refused } from '../../test/support/runner.ts';
import { checkSnapshot } from '../journal/snapshot-record.ts';
import { systemTimers, type Timers } from '../journal/timers.ts';
import { batchMax } from './inbox.ts';
import { everyCommands } from './snapshot-keeper.ts';
import { systemClock, type WallClock } from './wall-clock.ts';

test('under a load that leaves no pause between commits, a snapshot comes with the batch that makes it due', async () => {
  const driver = new Set<() => void>();
  /** The market's turns all fall into commits. */
  const timers: Timers = {
    after: (_, run) => {
      driver.add(run);
      return () => driver.delete(run);
    },
    soon: systemTimers.soon,
  };
  const { runner, floor, snapshots } = await openRunner(timers, systemClock, () => {
    const due = [...driver];
    driver.clear();
    for (const run of due) run();
  });
  const total = everyCommands * 2 + 5_000;
  let given = 0;
  const trader = async () => {
    while (given++ < total) await runner.submit(refused);
  };
  await Promise.all(Array.from({ length: 2 * batchMax }, trader));
  assert.ok(floor.sequence >= total);
  assert.equal(snapshots.length, 2);
  let before = 0;
  for (const { sequence } of snapshots) {
    assert.ok(sequence - before < everyCommands + 3 * batchMax, `from ${before} to ${sequence}`);
    before = sequence;
  }
});

test('while a snapshot is taken in turns the floor stands, commands wait, and the copy is of one moment', async () => {
  let stepUs = 0;
  let nowUs = 0;
  const wallClock: WallClock = {
    wallUs: () => 0,
    monotonicUs: () => {
      nowUs += stepUs;
      return nowUs;
    },
  };
  let copied: Uint8Array | undefined;
  const { runner, floor, keeper, snapshots } = await openRunner(systemTimers, wallClock, () => {});
  const fill = Array.from({ length: everyCommands - 1 }, () => refused);
  while (fill.length > 0) await Promise.all(fill.splice(0, batchMax).map((command) => runner.submit(command)));
  // From here on every look at the clock finds a turn's time used up: one slice a turn.
  stepUs = 20_000;
  await runner.submit(refused);
  assert.ok(keeper.isCopying);
  const answer = runner.submit(refused);
  let turns = 0;
  while (keeper.isCopying) {
    assert.equal(floor.sequence, everyCommands);
    copied = floor.encode();
    turns++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  stepUs = 0;
  assert.ok(turns > 3, `${turns} turns`);
  await answer;
  assert.equal(floor.sequence, everyCommands + 1);
  await runner.close();
  const [first, last] = snapshots;
  assert.ok(first && last);
  assert.equal(first.sequence, everyCommands);
  assert.deepEqual(Buffer.from(first.state), Buffer.from(copied ?? []));
  for (const snapshot of snapshots) checkSnapshot(snapshot);
  assert.equal(last.stateHash, floor.hash());
});
