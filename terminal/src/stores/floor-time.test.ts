import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FloorTime, floorTimeAt, withClock, withEventTime } from './floor-time.ts';

const started: FloorTime = { floorMs: 1_000_000, wallMs: 0, rate: 10, paused: false };

test('floor time runs on at the floor’s rate, and stands while paused', () => {
  assert.equal(floorTimeAt(started, 500), 1_005_000);
  assert.equal(floorTimeAt({ ...started, paused: true }, 500), 1_000_000);
});

test('an event that is ahead pulls the clock forward, one behind does not pull it back', () => {
  assert.equal(floorTimeAt(withEventTime(started, 1_007_000, 500), 500), 1_007_000);
  assert.equal(floorTimeAt(withEventTime(started, 1_001_000, 500), 500), 1_005_000);
});

test('an event of long ago, one late message, does not stop the clock', () => {
  const late = withEventTime(started, 400_000, 500);
  assert.equal(floorTimeAt(late, 1_000), 1_010_000);
});

test('a little behind the estimate is ignored, far behind is believed', () => {
  const told = (timeMs: number) => ({ rate: 10, paused: false, timeMs });
  assert.equal(floorTimeAt(withClock(started, told(1_004_000), 500), 500), 1_005_000);
  assert.equal(floorTimeAt(withClock(started, told(900_000), 500), 500), 900_000);
});

test('another rate or a pause is believed at once', () => {
  const paused = withClock(started, { rate: 10, paused: true, timeMs: 1_004_990 }, 500);
  assert.equal(floorTimeAt(paused, 9_000), 1_004_990);
});

test('a floor that falls short of its rate is followed at its own pace, and the clock never falls', () => {
  const rate = 1_000;
  /** Half of the rate. */
  const floorAt = (wallMs: number): number => 500 * wallMs;
  let time: FloorTime = { floorMs: 0, wallMs: 0, rate, paused: false };
  let shown = 0;
  for (let wallMs = 20; wallMs <= 20_000; wallMs += 20) {
    if (wallMs % 100 === 0) time = withEventTime(time, floorAt(wallMs), wallMs);
    if (wallMs % 3_000 === 0) time = withClock(time, { rate, paused: false, timeMs: floorAt(wallMs) }, wallMs);
    const now = floorTimeAt(time, wallMs);
    assert.ok(now >= shown, `fell by ${shown - now} ms`);
    shown = now;
    const ahead = shown - floorAt(wallMs);
    assert.ok(ahead >= 0 && ahead <= 350 * rate, `${ahead / rate} ms of the wall ahead`);
  }
});
