import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemorySession } from '../../../test/support/memory-session.ts';
import type { ApiKey } from '../../identity/api-key.ts';
import { UserEventHub } from './user-event-hub.ts';
import { UserStreams } from './user-streams.ts';

function streams(): UserStreams {
  const deaf = { send() {}, queue: () => false, flush() {} };
  return new UserStreams(deaf, new UserEventHub(new MemorySession()), 'ms', () => 0);
}

const keyOf = (account: number) => ({ id: `key${account}`, account }) as ApiKey;

test('a connection listens to a thousand accounts at once, and to one more when one has ended: else -2042', () => {
  const open = streams();
  for (let account = 0; account < 1000; account++) assert.ok(open.subscribe(keyOf(1000 + account), false).ok);
  const refused = open.subscribe(keyOf(5000), false);
  assert.deepEqual(refused.ok ? undefined : refused.error.code, -2042);
  open.end(({ id }) => id === 7);
  assert.deepEqual(open.subscribe(keyOf(5000), false), { ok: true, value: 1000 });
});

test('ids are not used again, and a connection has 65535 of them', () => {
  const open = streams();
  for (let id = 0; id < 65_535; id++) {
    assert.deepEqual(open.subscribe(keyOf(1000), false), { ok: true, value: id });
    open.end(() => true);
  }
  const refused = open.subscribe(keyOf(1000), false);
  assert.deepEqual(refused.ok ? undefined : refused.error.code, -2042);
});
