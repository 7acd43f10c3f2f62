/** One suite for every store of listen keys: the one tests use, and PostgreSQL of both kinds. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { databaseKinds } from '../../../test/journal/support/databases.ts';
import { MemoryIdentityStore } from '../../../test/support/memory-identity-store.ts';
import type { AccountId } from '../../core/units/brand.ts';
import type { IdentityStore, KeyRecord } from '../../identity/identity-store.ts';
import type { ListenKey, ListenKeyStore } from '../../identity/listen-keys.ts';
import { openIdentityStore } from '../postgres-identity.ts';
import { openListenKeyStore } from './listen-key-rows.ts';

const now = Date.UTC(2026, 5, 1);
const hourMs = 3_600_000;

function fresh(letter: string, account = 1000, from = now): ListenKey {
  const text = letter.repeat(64);
  return { text, floor: 'main', account: account as AccountId, apiKey: 'K'.repeat(64), expiresAtMs: from + hourMs };
}

function keyRecord(id: string, account: AccountId, expiresAt?: Date): KeyRecord {
  return {
    ...{ id, floor: 'main', account, label: '', kind: 'ed25519', canRead: true, canTrade: true, networks: [] },
    ...{ expiresAt, material: Uint8Array.from([1]), sealedBy: undefined, createdAt: new Date(now) },
  };
}

interface Opened {
  readonly store: ListenKeyStore;
  /** In the same database. */
  readonly keys: IdentityStore;
  close(): Promise<void>;
}

const kinds = [
  {
    name: 'memory',
    absent: undefined,
    open: async (): Promise<Opened> => {
      const keys = new MemoryIdentityStore();
      return { store: keys.listenKeys, keys, close: async () => {} };
    },
  },
  ...databaseKinds.map((kind) => ({
    name: kind.name,
    absent: kind.absent,
    open: async (): Promise<Opened> => {
      const { database, close } = await kind.open();
      const keys = openIdentityStore(database, { listen: async () => {} });
      return { store: openListenKeyStore(database.pool), keys, close };
    },
  })),
];

for (const kind of kinds) {
  suite(`listen keys in ${kind.name}`, { skip: kind.absent }, () => {
    let opened: Opened;
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

    test('a key that is revoked takes the listen key of its account with it, whoever asked for it last', async () => {
      const { store, keys } = opened;
      await keys.addAccount('main', 'first');
      const account = (await keys.addAccount('main', 'told'))?.account ?? (0 as AccountId);
      const [leaked, own] = ['L', 'O'].map((letter) => letter.repeat(64)) as [string, string];
      for (const id of [leaked, own]) await keys.addKey(keyRecord(id, account), 'administrator');
      const first = { ...fresh('u', account), apiKey: leaked };
      await store.start(first, now);
      assert.equal(await store.start({ ...fresh('v', account), apiKey: own }, now), first.text);
      await store.start(fresh('w', 3001), now);
      await keys.revokeKey(leaked, 'administrator');
      assert.equal(await store.find(first.text), undefined);
      assert.notEqual(await store.find(fresh('w').text), undefined);
      // Asked for while the key was being revoked: nobody else is given that one.
      const late = { ...fresh('x', account), apiKey: leaked };
      await store.start(late, now);
      const next = fresh('y', account);
      assert.equal(await store.start({ ...next, apiKey: own }, now), next.text);
      assert.equal(await store.find(late.text), undefined);
    });

    test('it ends with the first key of its account that expires, whoever keeps it alive', async () => {
      const { store, keys } = opened;
      const account = (await keys.addAccount('main', 'expiring'))?.account ?? (0 as AccountId);
      const [brief, later, own] = ['B', 'M', 'N'].map((letter) => letter.repeat(64)) as [string, string, string];
      const endMs = now + hourMs / 2;
      await keys.addKey(keyRecord(brief, account, new Date(endMs)), 'administrator');
      await keys.addKey(keyRecord(later, account, new Date(endMs + hourMs / 4)), 'administrator');
      await keys.addKey(keyRecord(own, account), 'administrator');
      const told = { ...fresh('q', account), apiKey: brief };
      await store.start(told, now);
      assert.equal((await store.find(told.text))?.expiresAtMs, endMs, 'also when the expiring key asks');
      assert.equal(await store.start({ ...fresh('r', account), apiKey: own }, now), told.text);
      assert.equal((await store.find(told.text))?.expiresAtMs, endMs);
      assert.equal(await store.extend({ ...told, expiresAtMs: endMs - 1 + hourMs }, endMs - 1), true);
      assert.equal((await store.find(told.text))?.expiresAtMs, endMs);
      assert.equal(await store.extend({ ...told, expiresAtMs: endMs + hourMs }, endMs), false);
      const next = { ...fresh('s', account, endMs), apiKey: own };
      assert.equal(await store.start(next, endMs), next.text);
      assert.equal((await store.find(next.text))?.expiresAtMs, endMs + hourMs / 4, 'then with the one after');
      await keys.revokeKey(later, 'administrator');
      const last = { ...fresh('t', account, endMs), apiKey: own };
      assert.equal(await store.start(last, endMs), last.text);
      assert.equal((await store.find(last.text))?.expiresAtMs, endMs + hourMs, 'what is over or revoked ends nothing');
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
