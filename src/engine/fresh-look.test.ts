import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FreshLook } from './fresh-look.ts';

test('who asks while a look is under way waits for the next one, and all who do share it', async () => {
  const looks: PromiseWithResolvers<void>[] = [];
  const look = new FreshLook(() => {
    const made = Promise.withResolvers<void>();
    looks.push(made);
    return made.promise;
  });
  const order: string[] = [];
  const first = look.take().then(() => order.push('first'));
  const late = [look.take().then(() => order.push('late')), look.take().then(() => order.push('late'))];
  assert.equal(looks.length, 1);
  looks[0]?.resolve();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(looks.length, 2);
  assert.deepEqual(order, ['first']);
  looks[1]?.resolve();
  await Promise.all(late);
  assert.deepEqual(order, ['first', 'late', 'late']);
});

test('a look that fails fails only those who asked before it began', async () => {
  let looks = 0;
  const look = new FreshLook(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (++looks === 1) throw new Error('gone');
  });
  const first = look.take();
  const second = look.take();
  await assert.rejects(first, /gone/);
  await second;
  assert.equal(looks, 2);
});
