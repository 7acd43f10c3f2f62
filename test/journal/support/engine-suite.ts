/** Engines on databases of their own, in each PostgreSQL there is: what every suite of the engine begins with. */
import { after, afterEach, before, suite } from 'node:test';
import type { Engine, EngineOptions } from '../../../src/engine/open-engine.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { databaseKinds, type TestDatabase } from './databases.ts';
import { startEngine, type TestEngine } from './engines.ts';

export type Database = TestDatabase['database'];

export interface EngineSuite {
  /** An empty database. */
  fresh(): Promise<{ readonly name: string; readonly database: Database }>;
  /** Another way to a database of this suite. */
  reopen(name: string): Promise<Database>;
  /** Ends every connection to a database but this suite's own. */
  cutConnections(name: string): Promise<void>;
  /** Closed after the test, if it has not been by then. */
  startEngine(database: Database, options?: Partial<EngineOptions>): Promise<TestEngine>;
}

/** Runs the tests once for each kind of PostgreSQL. */
export function forEachDatabase(tests: (at: EngineSuite) => void): void {
  for (const kind of databaseKinds) {
    suite(kind.name, { skip: kind.absent }, () => {
      let opened: TestDatabase;
      let databases = 0;
      const engines: Engine[] = [];

      before(async () => {
        opened = await kind.open();
      });
      afterEach(async () => {
        for (const engine of engines.splice(0)) await engine.close();
      });
      after(() => opened.close());

      const reopen = (name: string) =>
        openDatabase({ url: opened.url.replace(`/${opened.cluster.database}?`, `/${name}?`) });
      tests({
        reopen,
        async fresh() {
          const name = `test_${++databases}`;
          await opened.database.pool.query(`CREATE DATABASE ${name}`);
          return { name, database: await reopen(name) };
        },
        async cutConnections(name) {
          // Waits for their ends: a connection that dies later would take an order sent after the last cut with it.
          await opened.database.pool.query(
            `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
            [name],
          );
        },
        async startEngine(database, options) {
          const started = await startEngine(database, options);
          engines.push(started.engine);
          return started;
        },
      });
    });
  }
}
