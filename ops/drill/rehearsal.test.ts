import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpsProblem } from '../command/problem.ts';
import type { Attempt } from './attempt.ts';
import { split } from './drills/pitr.ts';
import { judgeFound } from './rehearsal.ts';
import { healAll, whenWhole } from './run-drill.ts';

const goal = { missing: 0, pointSeconds: 60 };

test('within its goal a rehearsal passes, with its figures', () => {
  const found = { measured: { missing: 0, pointSeconds: 41.5, hash: 'a' }, faults: [] };
  assert.deepEqual(judgeFound(goal, found), { verdict: 'pass', reason: 'missing 0, pointSeconds 41.5' });
});

test('a figure that is over its goal, or missing, or a fault fails it', () => {
  const verdictOf = (measured: Record<string, number>, ...faults: string[]) => judgeFound(goal, { measured, faults });
  assert.equal(verdictOf({ missing: 1, pointSeconds: 2 }).reason, 'missing is 1, at most 0');
  assert.equal(verdictOf({ missing: 0 }).reason, 'pointSeconds was not measured');
  assert.equal(verdictOf({ missing: 0, pointSeconds: 2 }, 'another hash').verdict, 'fail');
});

test('a copy holds every order acknowledged before its point, and none that was sent after', () => {
  const placed = (id: string, sentMs: number, outcome: Attempt['outcome'] = 'acknowledged'): Attempt => ({
    ...{ id, sentMs, endedMs: sentMs + 10, outcome },
  });
  const attempts = [
    ...[placed('before', 100), placed('lost', 120), placed('unknown', 130, 'unknown')],
    ...[placed('between', 195), placed('within', 210), placed('after', 300), placed('too-late', 320)],
  ];
  const ids = new Set(['before', 'within', 'too-late']);
  assert.deepEqual(split(attempts, ids, { fromMs: 200, toMs: 250 }), { missing: ['lost'], beyond: ['too-late'] });
});

test('an answer that came late once does not stop a drill, one that never comes does', async () => {
  let asked = 0;
  const late = async () => {
    asked += 1;
    if (asked < 2) throw new OpsProblem('app1 is not ready');
    return asked;
  };
  assert.equal(await whenWhole(late, 10_000), 2);
  await assert.rejects(
    whenWhole(() => Promise.reject(new OpsProblem('app1 is not ready')), 0),
    /app1 is not ready/,
  );
});

test('healing goes on behind what could not be healed, and says what that was', async () => {
  const done: string[] = [];
  const act = (says: string, error?: Error) => ({
    says,
    do: async () => {
      if (error !== undefined) throw error;
      done.push(says);
    },
  });
  const notes: string[] = [];
  const acts = [act('there is room'), act('db1 is the primary', new OpsProblem('no standby')), act('its own disk')];
  assert.equal(await healAll(acts, (says) => notes.push(says)), 'no standby');
  assert.deepEqual(done, ['there is room', 'its own disk']);
  assert.equal(notes[1], 'not healed: db1 is the primary: no standby');
});
