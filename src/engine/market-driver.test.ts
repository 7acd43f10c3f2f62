import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timers } from '../journal/timers.ts';
import { FloorClock } from './floor-clock.ts';
import type { FloorSteps } from './floor-steps.ts';
import { MarketDriver } from './market-driver.ts';

const start = 1_700_000_000_000_000;

test('slices end at whole microseconds, however often they were widened and narrowed', () => {
  const wall = { now: 0 };
  const wallClock = { wallUs: () => start, monotonicUs: () => wall.now };
  const reached: number[] = [];
  const floor = { time: start };
  /** Wall time that a slice takes: fast until the slices are as wide as they get, then slow. */
  const advance = (time: number) => {
    reached.push(time);
    floor.time = time;
    wall.now += reached.length < 40 ? 1 : 4_000;
  };
  const pending: (() => void)[] = [];
  const later = (run: () => void) => {
    pending.push(run);
    return () => undefined;
  };
  const timers: Timers = { after: (_milliseconds, run) => later(run), soon: later };
  const driver = new MarketDriver({
    // Only these two are asked.
    steps: { floor, advance } as unknown as FloorSteps,
    clock: new FloorClock(wallClock, start),
    wallClock,
    timers,
    goal: () => Number.MAX_SAFE_INTEGER,
    afterTurn: () => undefined,
    failed: (error) => assert.fail(String(error)),
  });
  driver.start();
  while (reached.length < 200) pending.shift()?.();
  driver.stop();
  assert.deepEqual(
    reached.filter((time) => !Number.isInteger(time)),
    [],
  );
  assert.ok(
    Math.max(...reached.map((time, at) => time - (reached[at - 1] ?? start))) > 10_000_000,
    'wide slices were taken',
  );
});
