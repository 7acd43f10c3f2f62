/** One suite for every store of identity: the one tests use, and PostgreSQL of both kinds. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { databaseKinds, type TestDatabase } from '../../../test/journal/support/databases.ts';
import { MemoryIdentityStore } from '../../../test/support/memory-identity-store.ts';
import type { AccountId } from '../../core/units/brand.ts';
import type { IdentityChange, IdentityStore, KeyRecord } from '../../identity/identity-store.ts';
import { openIdentityStore } from '../postgres-identity.ts';
import { openServerSession } from '../postgres-journal.ts';

interface Kind {
  readonly name: string;
  readonly absent: string | undefined;
  open(): Promise<{ store: IdentityStore; close(): Promise<void> }>;
}

const kinds: readonly Kind[] = [
  {
    name: 'memory',
    absent: undefined,
    open: async () => ({ store: new MemoryIdentityStore(), close: async () => {} }),
  },
  ...databaseKinds.map((kind) => ({
    name: kind.name,
    absent: kind.absent,
    open: async () => {
      const opened: TestDatabase = await kind.open();
      const session = openServerSession(opened.database);
      const close = async () => {
        await session.leave(async () => {});
        await opened.close();
      };
      return { store: openIdentityStore(opened.database, session), close };
    },
  })),
];

function keyRecord(of: Partial<KeyRecord>): KeyRecord {
  return {
    id: 'K'.repeat(64),
    floor: 'main',
    account: 1000 as AccountId,
    label: 'bot',
    kind: 'hmac',
    canRead: true,
    canTrade: false,
    networks: [],
    expiresAt: undefined,
    material: Uint8Array.from([0, 1, 255]),
    sealedBy: '0123456789abcdef',
    createdAt: new Date('2026-01-02T03:04:05.678Z'),
    ...of,
  };
}

for (const kind of kinds) {
  suite(`identity in ${kind.name}`, { skip: kind.absent }, () => {
    let opened: Awaited<ReturnType<Kind['open']>>;
    before(async () => {
      opened = await kind.open();
    });
    after(() => opened.close());

    test('accounts of a floor get ids from 1000 on, without gaps, even when asked for at once', async () => {
      const { store } = opened;
      const names = Array.from({ length: 12 }, (_, index) => `user-${index}`);
      const records = await Promise.all(names.map((name) => store.addAccount('main', name)));
      assert.deepEqual(
        records.map((record) => record?.account).sort(),
        names.map((_, index) => 1000 + index),
      );
      assert.equal((await store.addAccount('other', 'user-0'))?.account, 1000);
      assert.equal((await store.accounts()).length, 13);
    });

    test('a name is given once per floor, however many ask', async () => {
      const { store } = opened;
      const taken = await Promise.all(Array.from({ length: 6 }, () => store.addAccount('main', 'same')));
      assert.equal(taken.filter((record) => record !== undefined).length, 1);
    });

    test('names are kept as they are, whatever they look like', async () => {
      const { store } = opened;
      const name = "x'; DROP TABLE trading_account; --";
      assert.equal((await store.addAccount('main', name))?.name, name);
      assert.ok((await store.accounts()).some((record) => record.name === name));
    });

    test('a key comes back as it was added, until it is revoked once', async () => {
      const { store } = opened;
      const key = keyRecord({ networks: ['10.0.0.0/8', '::1'], expiresAt: new Date('2027-01-02T03:04:05.678Z') });
      await store.addKey(key, 'administrator');
      const [read] = await store.keys();
      assert.ok(read !== undefined);
      assert.deepEqual({ ...read, material: [...read.material] }, { ...key, material: [...key.material] });
      assert.equal(await store.revokeKey(key.id, `key ${key.id}`), true);
      assert.equal(await store.revokeKey(key.id, 'administrator'), false);
      assert.deepEqual(await store.keys(), []);
      const told = (await store.audit(10)).map(({ actor, action, floor, subject }) => [actor, action, floor, subject]);
      assert.deepEqual(told, [
        [`key ${key.id}`, 'key.revoked', 'main', key.id],
        ['administrator', 'key.created', 'main', key.id],
      ]);
    });

    test('secrets are found by the key that sealed them, and sealed anew unless they changed meanwhile', async () => {
      const { store } = opened;
      const [one, two, own] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
      await store.addKey(keyRecord({ id: one, sealedBy: undefined }), 'administrator');
      await store.addKey(keyRecord({ id: two, sealedBy: 'old' }), 'administrator');
      await store.addKey(keyRecord({ id: own, kind: 'rsa', sealedBy: undefined }), 'administrator');
      assert.deepEqual([...(await store.sealedCounts())].sort(), [
        ['', 1],
        ['old', 1],
      ]);
      const found = await store.secretsNotSealedBy('new', 10);
      assert.deepEqual(found.map(({ id }) => id).sort(), [one, two]);
      assert.equal((await store.secretsNotSealedBy('new', 1)).length, 1);
      const anew = Uint8Array.from([9, 9]);
      const stale = { id: two, before: Uint8Array.from([7]), material: anew };
      const fresh = { id: one, before: Uint8Array.from([0, 1, 255]), material: anew };
      assert.equal(await store.resealSecrets('new', [fresh, stale]), 1);
      assert.deepEqual([...((await store.key(one))?.material ?? [])], [9, 9]);
      assert.deepEqual([...(await store.sealedCounts())].sort(), [
        ['new', 1],
        ['old', 1],
      ]);
      for (const id of [one, two, own]) await store.revokeKey(id, 'server');
    });

    test('a change is told to whoever listens, with the change already there', async () => {
      const { store } = opened;
      if (store.sole) return;
      const heard: IdentityChange[] = [];
      await store.listen(
        (change) => heard.push(change),
        async () => {},
      );
      const first = await store.addAccount('told', 'somebody');
      const made = await store.addAccount('told', 'somebody.else', first?.account);
      while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(heard[0], { kind: 'account', floor: 'told', name: 'somebody' });
      assert.deepEqual(await store.account('told', 'somebody'), first);
      assert.deepEqual(await store.account('told', 'somebody.else'), made);
      assert.equal(made?.owner, first?.account);
      const key = keyRecord({ id: 'T'.repeat(64) });
      await store.addKey(key, 'administrator');
      await store.revokeKey(key.id, 'administrator');
      while (heard.length < 5) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(heard.slice(2), [
        { kind: 'key', id: key.id },
        { kind: 'revoked', id: key.id },
        { kind: 'key', id: key.id },
      ]);
    });
  });
}
