import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineUnavailable, OutcomeUnknown } from './floor-session.ts';
import { PausedStep } from './paused-step.ts';

const stopping = new EngineUnavailable('stopping', 'the server is stopping');

test('a step ends when the floor has come to its end, and not before', async () => {
  const step = new PausedStep('main');
  const sent: number[] = [];
  let isOver = false;
  const taken = step
    .take(500, (target) => sent.push(target))
    .then(() => {
      isOver = true;
    });
  assert.deepEqual(sent, [500]);
  assert.equal(step.target, 500);
  step.granted();
  step.reached(499);
  await Promise.resolve();
  assert.equal(isOver, false);
  step.reached(500);
  await taken;
  assert.equal(step.target, undefined);
});

test('a floor that runs, steps, or has its clock changed takes no step', async () => {
  const step = new PausedStep('main');
  assert.match(step.refusal(false)?.message ?? '', /runs: pause it/);
  assert.equal(step.refusal(true), undefined);

  const change = Promise.withResolvers<void>();
  const answered = step.behind(change.promise);
  assert.match(step.refusal(true)?.message ?? '', /clock of floor main is being changed/);
  change.resolve();
  await answered;
  assert.equal(step.refusal(true), undefined);

  const taken = step.take(1, () => {});
  assert.match(step.refusal(true)?.message ?? '', /is taking a step already/);
  step.reached(1);
  await taken;
  assert.equal(step.refusal(true), undefined);
});

test('a step that nobody was promised is refused when it is broken off', async () => {
  const step = new PausedStep('main');
  const taken = step.take(1, () => {});
  step.breakOff(stopping);
  await assert.rejects(taken, stopping);
});

test('a step whose grant may be in the journal ends with an unknown outcome', async () => {
  const step = new PausedStep('main');
  const taken = step.take(1, () => {});
  step.granted();
  step.breakOff(stopping);
  await assert.rejects(taken, OutcomeUnknown);
});

test('a step whose grant is refused ends with that', async () => {
  const step = new PausedStep('main');
  await assert.rejects(
    step.take(1, (_, reject) => reject(stopping)),
    stopping,
  );
  assert.equal(step.target, undefined);
});
