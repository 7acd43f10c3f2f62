/**
 * The databases every storage test runs against: the embedded PostgreSQL, and a throw-away cluster of the PostgreSQL the
 * system brought, reached by URL as one of your own would be.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { systemBinaries } from '../../../src/storage/embedded/binaries.ts';
import { type Cluster, startCluster } from '../../../src/storage/embedded/cluster.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly cluster: Cluster;
  /** For a second opener: another server on the same database. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: string;
  /** Why it can't be had here; undefined when it can. */
  readonly absent: string | undefined;
  open(): Promise<TestDatabase>;
}

const systemPostgres = findSystemPostgres();

export const databaseKinds: readonly DatabaseKind[] = [
  { name: 'embedded PostgreSQL', absent: undefined, open: () => openCluster(undefined) },
  {
    name: `PostgreSQL ${systemPostgres?.major ?? 15} by URL`,
    absent:
      systemPostgres === undefined && process.env['CI'] === undefined
        ? 'no PostgreSQL 15 or later under /usr/lib/postgresql: apt-get install postgresql-15'
        : undefined,
    open: () => openCluster(systemPostgres?.binDirectory ?? '/usr/lib/postgresql/15/bin'),
  },
];

/** Opens one in a directory of its own, which goes with it. */
async function openCluster(binDirectory: string | undefined): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperfloor-test-'));
  const cluster = await startCluster({
    dataDir,
    ...(binDirectory === undefined ? {} : { binaries: systemBinaries(binDirectory) }),
  });
  const url = `postgres://${cluster.user}@localhost/${cluster.database}?host=${encodeURIComponent(cluster.host)}`;
  const database = await openDatabase({ url });
  const close = async () => {
    await database.close();
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { database, cluster, url, close };
}

function findSystemPostgres(): { major: number; binDirectory: string } | undefined {
  const home = '/usr/lib/postgresql';
  const majors = existsSync(home) ? readdirSync(home).map(Number) : [];
  return majors
    .filter((major) => major >= 15)
    .sort((a, b) => a - b)
    .map((major) => ({ major, binDirectory: join(home, String(major), 'bin') }))
    .find(({ binDirectory }) => existsSync(join(binDirectory, 'initdb')));
}
