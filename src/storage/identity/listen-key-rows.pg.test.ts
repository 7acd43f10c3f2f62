/** One suite for every store of listen keys: the one tests use, and PostgreSQL of both kinds. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { databaseKinds } from '../../../test/journal/support/databases.ts';
import { MemoryListenKeyStore } from '../../../test/support/memory-listen-key-store.ts';
import type { AccountId } from '../../core/units/brand.ts';
import type { ListenKey, ListenKeyStore } from '../../identity/listen-keys.ts';
import { openListenKeyStore } from './listen-key-rows.ts';

const now = Date.UTC(2026, 5, 1);
const hourMs = 3_600_000;

function fresh(letter: string, account = 1000, from = now): ListenKey {
  const text = letter.repeat(64);
  return { text, floor: 'main', account: account as AccountId, apiKey: 'K'.repeat(64), expiresAtMs: from + hourMs };
}

const kinds = [
  {
    name: 'memory',
    absent: undefined,
    open: async () => ({ store: new MemoryListenKeyStore() as ListenKeyStore, close: async () => {} }),
  },
  ...databaseKinds.map((kind) => ({
    name: kind.name,
    absent: kind.absent,
    open: async () => {
      const { database, close } = await kind.open();
      return { store: openListenKeyStore(database.pool), close };
    },
  })),
];

for (const kind of kinds) {
  suite(`listen keys in ${kind.name}`, { skip: kind.absent }, () => {
    let opened: Awaited<ReturnType<(typeof kinds)[number]['open']>>;
    before(async () => {
      opened = await kind.open();
    });
    after(() => opened.close());

    test('an account has one, however many ask at once; a new one when it is over', async () => {
      const { store } = opened;
      const texts = await Promise.all('abcdef'.split('').map((letter) => store.start(fresh(letter), now)));
      assert.equal(new Set(texts).size, 1);
      assert.equal(await store.start(fresh('g'), now + hourMs - 1), texts[0]);
      const later = fresh('h', 1000, now + 3 * hourMs);
      assert.equal(await store.start(later, now + 3 * hourMs), later.text);
      assert.equal(await store.find(texts[0] ?? ''), undefined);
      assert.deepEqual(await store.find(later.text), later);
    });

    test('only its own account keeps it alive or ends it, and nobody one that is over', async () => {
      const { store } = opened;
      const key = fresh('p', 2000);
      const stranger = { ...key, account: 2001 as AccountId };
      await store.start(key, now);
      assert.equal(await store.extend(stranger, now), false);
      assert.equal(await store.remove(stranger), false);
      assert.equal(await store.extend({ ...key, expiresAtMs: now + 2 * hourMs }, now), true);
      assert.equal((await store.find(key.text))?.expiresAtMs, now + 2 * hourMs);
      assert.equal(await store.extend(key, now + 2 * hourMs), false);
      assert.equal(await store.remove(key), true);
      assert.equal(await store.remove(key), false);
    });
  });
}
