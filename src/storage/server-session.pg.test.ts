/** What a server hears of the others while its session with the database breaks, in PostgreSQL of both kinds. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { databaseKinds, type TestDatabase } from '../../test/journal/support/databases.ts';
import { openJournalStore, openServerSession } from './postgres-journal.ts';
import type { ServerSession } from './server-session.ts';

const channel = 'paperfloor_test';

for (const kind of databaseKinds) {
  suite(`a server's session in ${kind.name}`, { skip: kind.absent }, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await kind.open();
    });
    after(() => opened.close());

    test('after it broke, all was heard only once what was missed has been read', async (t) => {
      const session = openServerSession(opened.database);
      t.after(() => session.leave(async () => {}));
      const store = openJournalStore(opened.database, session);
      const readings: PromiseWithResolvers<void>[] = [];
      await session.listen(
        channel,
        () => {},
        () => {
          const reading = Promise.withResolvers<void>();
          readings.push(reading);
          return reading.promise;
        },
      );
      await store.beat();
      assert.equal(store.heardAll(), true, 'nothing was missed yet');

      await breakSession(opened, session);
      await beatThrough();
      assert.equal(store.heardAll(), false, 'it is being read');
      await store.beat();
      assert.equal(readings.length, 1, 'one reading at a time');

      readings[0]?.reject(new Error('the pool was cut as well'));
      await settled();
      assert.equal(store.heardAll(), false, 'a reading that failed has read nothing');
      await store.beat();
      assert.equal(readings.length, 2, 'it is read again with the next question');

      await breakSession(opened, session);
      await beatThrough();
      readings[1]?.resolve();
      await settled();
      assert.equal(store.heardAll(), false, 'read before the second break');
      await store.beat();
      assert.equal(readings.length, 3);
      readings[2]?.resolve();
      await settled();
      assert.equal(store.heardAll(), true);
      await store.beat();
      assert.equal(readings.length, 3);

      /** The first question on a broken session fails, as the keeper's beat does. */
      async function beatThrough() {
        return store.beat().catch(() => store.beat());
      }
    });
  });
}

async function breakSession({ database }: TestDatabase, session: ServerSession): Promise<void> {
  const [{ pid } = {}] = await session.ask<{ pid: number }>('SELECT pg_backend_pid() AS pid', []);
  await database.pool.query('SELECT pg_terminate_backend($1, 2000)', [pid]);
}

/** Until what a settled reading sets off has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
