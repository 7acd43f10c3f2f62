import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedAnswer } from './shared-answer.ts';

test('however many ask at once, an answer is made once in a while, and for nobody before he asked', async () => {
  let made = 0;
  const ask = sharedAnswer(async () => ++made, 50);
  assert.equal(await ask(), 1);
  const began = performance.now();
  while (performance.now() - began < 300) {
    const before = made;
    const answers = await Promise.all(Array.from({ length: 100 }, ask));
    assert.ok(answers.every((answer) => answer > before));
  }
  assert.ok(made <= 8, `${made} were made in 300 ms`);
});

test('an answer that could not be made is refused to those who waited for it, and made for the next', async () => {
  let isBroken = true;
  const ask = sharedAnswer(async () => {
    if (isBroken) throw new Error('broken');
    return 'whole';
  }, 10);
  const waiting = [ask(), ask()];
  for (const answer of waiting) await assert.rejects(answer, /broken/);
  isBroken = false;
  await sleep(1);
  assert.equal(await ask(), 'whole');
});
