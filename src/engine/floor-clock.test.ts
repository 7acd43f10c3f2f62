import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FloorClock } from './floor-clock.ts';

const start = 1_700_000_000_000_000;

function clockAt() {
  const wall = { now: 0 };
  const clock = new FloorClock({ wallUs: () => start, monotonicUs: () => wall.now }, start);
  return { wall, clock };
}

test('a floor that stands further on is never shown, nor stamped, before that', () => {
  const { wall, clock } = clockAt();
  clock.set(1, false, start);
  clock.atLeast(start + 2_000_000);
  clock.set(1, false, start);
  assert.equal(clock.now(), start + 2_000_000);
  wall.now += 1_000_000;
  assert.equal(clock.now(), start + 2_000_000, 'it stands until it gets there');
  wall.now += 1_100_000;
  assert.equal(clock.now(), start + 2_100_000);
});

test('floor time passes at its rate', () => {
  const { wall, clock } = clockAt();
  clock.set(100, false, start);
  wall.now += 10_000;
  assert.equal(clock.now(), start + 1_000_000);
});

test('a paused floor stands still, and goes on from there', () => {
  const { wall, clock } = clockAt();
  clock.set(1, true, start);
  wall.now += 5_000_000;
  assert.equal(clock.now(), start);
  clock.set(1, false, start);
  wall.now += 100_000;
  assert.equal(clock.now(), start + 100_000);
});

test('time is not shown far ahead of what the market has worked out', () => {
  const { wall, clock } = clockAt();
  clock.set(10, false, start);
  wall.now += 60_000_000;
  assert.equal(clock.now(), start + 2_500_000);
  clock.reached(start + 50_000_000);
  assert.equal(clock.now(), start + 52_500_000);
});

test('after a crash, time stands until the wall is where the floor had been granted to', () => {
  const { wall, clock } = clockAt();
  clock.set(1, false, start - 1_000_000);
  wall.now += 900_000;
  assert.equal(clock.now(), start);
  wall.now += 200_000;
  assert.equal(clock.now(), start + 100_000);
});

test('time never falls, whatever is set', () => {
  const action = fc.oneof(
    fc.record({ wait: fc.nat(10_000_000) }),
    fc.record({ rate: fc.constantFrom(0.1, 1, 1000), paused: fc.boolean(), from: fc.integer({ min: -1e9, max: 1e9 }) }),
    fc.record({ reached: fc.nat(1e9) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const { wall, clock } = clockAt();
      let last: number = clock.now();
      for (const one of actions) {
        if ('wait' in one) wall.now += one.wait;
        else if ('reached' in one) clock.reached(start + one.reached);
        else clock.set(one.rate, one.paused, start + one.from);
        const now = clock.now();
        assert.ok(now >= last && Number.isInteger(now));
        last = now;
      }
    }),
  );
});

test('floor time is whole microseconds, also where it waits for a floor that is behind', () => {
  const { wall, clock } = clockAt();
  clock.set(0.123457, false, start);
  wall.now += 10_000_000;
  assert.ok(Number.isInteger(clock.now()), `found ${clock.now()}`);
});
