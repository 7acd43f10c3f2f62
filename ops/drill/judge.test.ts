import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt } from './attempt.ts';
import { judge } from './judge.ts';

/** Ten a second for a minute, broken at 10 s, healed at 45 s; silent for so many seconds after each. */
function seen(brokenFor: number, healingFor: number, gone: readonly number[] = []) {
  const attempts: Attempt[] = [];
  for (let number = 0; number < 600; number += 1) {
    const ms = number * 100;
    const isSilent =
      (ms > 10_000 && ms < 10_000 + brokenFor * 1000) || (ms > 45_000 && ms < 45_000 + healingFor * 1000);
    attempts.push({
      ...{ id: `d-${number}`, sentMs: ms - 5, endedMs: ms },
      ...(isSilent ? { outcome: 'unknown' as const } : { outcome: 'acknowledged' as const, orderId: number }),
    });
  }
  const there = attempts
    .filter(({ outcome }) => outcome === 'acknowledged')
    .map(({ id }, index) => [id, index] as const);
  const numbered = there.map(([id]) => [id, Number(id.slice(2))] as const);
  return {
    ...{ attempts, brokenMs: 10_000, healedMs: 45_000, endedMs: 59_900, trouble: undefined },
    there: new Map(numbered.filter(([, number]) => !gone.includes(number))),
  };
}

const goal = { secondsMax: 30, lostMax: 0, healSecondsMax: 2 };

test('within its goal a drill passes, with what was measured', () => {
  const { verdict, measured } = judge({ goal, ...seen(21, 0.5) });
  assert.equal(verdict, 'pass');
  assert.deepEqual([measured['rtoSeconds'], measured['rpoOrders'], measured['healSeconds']], [21, 0, 0.5]);
  assert.equal(measured['unknown'], 600 - Number(measured['acknowledged']));
});

test('one acknowledged order that is gone fails it, and is named', () => {
  const { verdict, reason, lost, measured } = judge({ goal, ...seen(5, 0, [7, 9]) });
  assert.equal(verdict, 'fail');
  assert.match(reason, /^2 acknowledged orders are gone, at most 0 may/);
  assert.deepEqual(lost, ['d-7', 'd-9']);
  // They reach from 0.7 s to the break at 10 s.
  assert.equal(measured['rpoSeconds'], 9.3);
});

test('a restore may lose orders, as far back as its goal says and no further', () => {
  const lossy = { ...goal, lostMax: 10 };
  assert.equal(judge({ goal: { ...lossy, lostSecondsMax: 12 }, ...seen(5, 0, [7, 9]) }).verdict, 'pass');
  assert.match(judge({ goal: { ...lossy, lostSecondsMax: 9 }, ...seen(5, 0, [7, 9]) }).reason, /reach back 9.3 s, at/);
});

test('a pause that is no outage is as long as it is, however late it came; a gap has a goal of its own', () => {
  const steady = { goal: { secondsMax: 1, lostMax: 0 }, ...seen(0, 0) };
  assert.equal(judge(steady).measured['rtoSeconds'], 0.1);
  const late = steady.attempts.map((each) =>
    each.endedMs > 30_000 && each.endedMs < 30_800 ? { ...each, outcome: 'unknown' as const } : each,
  );
  assert.deepEqual([judge({ ...steady, attempts: late }).measured['rtoSeconds']], [0.8]);
  const gapless = { ...steady.goal, gapSecondsMax: 0.5 };
  assert.match(
    judge({ ...steady, goal: gapless, attempts: late }).reason,
    /nothing was acknowledged for 0.8 s, at most 0.5 s/,
  );
});

test('where no connection may be dropped, one order without an answer fails it; so does a pager that was late', () => {
  assert.match(
    judge({ goal: { ...goal, unknownMax: 0 }, ...seen(0.2, 0) }).reason,
    /^1 orders ended without an answer/,
  );
  const watched = { ...goal, alertSecondsMax: 60 };
  assert.equal(judge({ goal: watched, ...seen(5, 0), toldMs: 55_000 }).measured['alertSeconds'], 45);
  assert.match(judge({ goal: watched, ...seen(5, 0), toldMs: 75_000 }).reason, /told after 65 s, at most 60 s/);
});

test('too long without acknowledgement fails it, when broken and when healing, and so does what cut it short', () => {
  assert.match(judge({ goal, ...seen(30.5, 0) }).reason, /again after 30\.\d+ s, at most 30 s/);
  assert.match(judge({ goal, ...seen(5, 3) }).reason, /healing cost 3 s/);
  assert.match(judge({ goal, ...seen(5, 0), trouble: 'the standby did not come back' }).reason, /^the standby did not/);
});
