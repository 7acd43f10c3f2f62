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
      const key: KeyRecord = {
        id: 'K'.repeat(64),
        floor: 'main',
        account: 1000 as AccountId,
        label: 'bot',
        kind: 'hmac',
        canRead: true,
        canTrade: false,
        material: Uint8Array.from([0, 1, 255]),
        createdAt: new Date('2026-01-02T03:04:05.678Z'),
      };
      await store.addKey(key);
      const [read] = await store.keys();
      assert.ok(read !== undefined);
      assert.deepEqual({ ...read, material: [...read.material] }, { ...key, material: [...key.material] });
      assert.equal(await store.revokeKey(key.id), true);
      assert.equal(await store.revokeKey(key.id), false);
      assert.deepEqual(await store.keys(), []);
    });

    test('a change is told to whoever listens, with the change already there', async () => {
      const { store } = opened;
      if (store.sole) return;
      const heard: IdentityChange[] = [];
      await store.listen(
        (change) => heard.push(change),
        () => {},
      );
      const made = await store.addAccount('told', 'somebody');
      while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(heard, [{ kind: 'account', floor: 'told', name: 'somebody' }]);
      assert.deepEqual(await store.account('told', 'somebody'), made);
    });
  });
}
