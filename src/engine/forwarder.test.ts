import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Applied } from '../core/messages/applied.ts';
import type { Result } from '../core/messages/rejection.ts';
import { EngineUnavailable, OutcomeUnknown } from './floor-session.ts';
import { Forwarder } from './forwarder.ts';
import type { PeerLink, PeerRequest } from './peer-link.ts';

const command = { type: 'set_clock', rate: 1, paused: true } as const;
const done: Result<Applied> = { ok: true, value: { type: 'done' } };

function forwarderInEpoch(epoch: number) {
  const sent: PeerRequest[] = [];
  const due: (() => void)[] = [];
  let number = 0;
  const timers = {
    after: (_milliseconds: number, run: () => void) => {
      due.push(run);
      return () => due.splice(due.indexOf(run), 1);
    },
    soon: (run: () => void) => timers.after(0, run),
  };
  const forwarder = new Forwarder(() => ++number, timers);
  const link: PeerLink = { isOpen: true, send: (request) => sent.push(request) > 0, listen: () => () => {} };
  return { forwarder, sent, due, to: { link, floorId: 1, epoch } };
}

test('a command is answered when it is found in the journal, whatever the writer says of it', async () => {
  const { forwarder, sent, to } = forwarderInEpoch(4);
  const answer = forwarder.submit(to, command);
  forwarder.answered({ number: 1, outcome: 'done', message: '' });
  forwarder.epochReached(4);
  assert.equal(forwarder.length, 1);
  forwarder.applied(1, done);
  assert.equal(await answer, done);
  assert.deepEqual(sent, [{ kind: 'command', command, floorId: 1, epoch: 4, number: 1 }]);
});

test('what has not appeared before a later epoch was not done, and is told so', async () => {
  const { forwarder, to } = forwarderInEpoch(4);
  const answer = forwarder.submit(to, command);
  forwarder.epochReached(5);
  await assert.rejects(answer, (error) => error instanceof EngineUnavailable && error.kind === 'moving');
});

test('what the journal says nothing of in time is unknown, and only that', async () => {
  const { forwarder, due, to } = forwarderInEpoch(4);
  const answer = forwarder.submit(to, command);
  due[0]?.();
  await assert.rejects(answer, OutcomeUnknown);
});

test('a refusal of the writer is passed on, with its kind, and what could not be sent was not done', async () => {
  const { forwarder, to } = forwarderInEpoch(4);
  const refused = forwarder.submit(to, command);
  forwarder.answered({ number: 1, outcome: 'cancel_only', message: 'its audit failed' });
  await assert.rejects(refused, (error) => error instanceof EngineUnavailable && error.kind === 'cancel_only');
  const link: PeerLink = { ...to.link, send: () => false };
  await assert.rejects(forwarder.submit({ ...to, link }, command), EngineUnavailable);
  assert.equal(forwarder.length, 0);
});

test('a step is answered by the writer', async () => {
  const { forwarder, to } = forwarderInEpoch(4);
  const step = forwarder.ask(to, { kind: 'step', microseconds: 5 });
  forwarder.answered({ number: 1, outcome: 'done', message: '' });
  await step;
});
