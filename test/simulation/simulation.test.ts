/**
 * The whole server, from the gateway's operations to the journal and back, in a world where everything fails: a thousand runs of
 * its own each. `npm run sim -- --seed N --trace` tells the story of one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSeeds } from './seed-pool.ts';
import { simulate } from './simulate.ts';

const seeds = 1_000;
const threads = 2;
/**
 * On two cores that do nothing else it takes no longer than this. Measured as the time that this process computes, so that a busy
 * machine changes nothing; what hangs is ended by the test runner.
 */
const secondsMax = 180;

test('the same seed tells the same story to the last line', async () => {
  for (const seed of [1, 6, 53, 70]) {
    const once = await simulate(seed);
    const twice = await simulate(seed);
    assert.equal(twice.traceHash, once.traceHash, `seed ${seed}`);
    assert.equal(twice.stateHash, once.stateHash, `seed ${seed}`);
    assert.equal(twice.events, once.events, `seed ${seed}`);
  }
});

test('nothing acknowledged is lost or doubled, under a thousand seeds of faults', async (context) => {
  let next = 1;
  const failed: string[] = [];
  let commands = 0;
  const began = process.cpuUsage();
  await runSeeds({
    threads,
    nextSeed: () => (next <= seeds ? next++ : undefined),
    done: (result) => {
      commands += result.commands;
      for (const problem of result.problems) failed.push(`seed ${result.seed}: ${problem}`);
    },
  });
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6 / threads;
  assert.deepEqual(failed, []);
  assert.ok(seconds < secondsMax, `${seconds.toFixed(0)} s of ${threads} cores: the limit is ${secondsMax} s`);
  context.diagnostic(`${seconds.toFixed(0)} s of ${threads} cores, ${commands} commands`);
  assert.ok(commands > 100 * seeds, `${commands} commands in all runs: too few to mean anything`);
});
