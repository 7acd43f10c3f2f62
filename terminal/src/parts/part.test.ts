import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPart } from './part.ts';

test('a part is fetched once, however often it is wanted', async () => {
  let fetched = 0;
  const part = createPart(
    async () => {
      fetched += 1;
      return 'the part';
    },
    async () => 'same',
  );
  assert.deepEqual(part.state(), { kind: 'away' });
  const both = [part.want(), part.want()];
  assert.deepEqual(part.state(), { kind: 'coming' });
  assert.deepEqual(await Promise.all(both), ['the part', 'the part']);
  assert.deepEqual(part.state(), { kind: 'here', part: 'the part' });
  await part.want();
  assert.equal(fetched, 1);
});

test('a part that could not be fetched says what the server has instead, and is fetched again when it is wanted again', async () => {
  let isThere = false;
  const part = createPart(
    async () => {
      if (!isThere) throw new Error('404');
      return 'the part';
    },
    async () => 'other',
  );
  assert.equal(await part.want(), undefined);
  assert.deepEqual(part.state(), { kind: 'missing', version: 'other' });
  isThere = true;
  assert.equal(await part.want(), 'the part');
  assert.deepEqual(part.state(), { kind: 'here', part: 'the part' });
});
