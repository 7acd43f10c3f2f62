import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure } from './api.ts';
import { Asker } from './asker.ts';

/** Fails as told, one after the other, then answers. */
function failing(...failures: readonly ApiFailure[]): () => Promise<string> {
  const rest = [...failures];
  return () => {
    const failure = rest.shift();
    return failure === undefined ? Promise.resolve('answer') : Promise.reject(failure);
  };
}

const lost = new ApiFailure(0, 0, 'lost');

test('a failed request is asked again, with growing pauses, until it is answered', async () => {
  const pauses: number[] = [];
  const asker = new Asker(async (milliseconds) => void pauses.push(milliseconds));
  assert.equal(await asker.ask(failing(lost, new ApiFailure(500, 0, 'broken'), lost, lost)), 'answer');
  assert.equal(pauses.length, 4);
  assert.ok(pauses[0] !== undefined && pauses[0] < 400 && pauses[3] !== undefined && pauses[3] >= 1_500);
});

test('a limit is waited out as long as the server says', async () => {
  const pauses: number[] = [];
  const asker = new Asker(async (milliseconds) => void pauses.push(milliseconds));
  await asker.ask(failing(new ApiFailure(429, -1003, 'too many', 30_000)));
  assert.deepEqual(pauses, [30_000]);
});

test('a newer question ends the one before, and so does dropping it', async () => {
  const asker = new Asker(() => Promise.resolve());
  const first = asker.ask(() => Promise.reject(lost));
  const second = asker.ask(() => Promise.resolve('second'));
  assert.deepEqual([await first, await second], [undefined, 'second']);
  const third = asker.ask(() => Promise.resolve('third'));
  asker.drop();
  assert.equal(await third, undefined);
});

test('what is not a failure of the request is not repeated', async () => {
  const asker = new Asker(() => Promise.resolve());
  await assert.rejects(asker.ask(() => Promise.reject(new TypeError('a mistake of ours'))));
});
