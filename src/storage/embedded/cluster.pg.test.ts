import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase } from '../database.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { DataDirectoryInUse } from './owner-lock.ts';

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'paperfloor-cluster-'));
});
after(() => rm(root, { recursive: true, force: true }));

test('what was written is there after a restart, and it listens on no network', async () => {
  const dataDir = join(root, 'plain');
  const first = await openDatabase({ dataDir });
  await first.pool.query('CREATE TABLE kept (value int)');
  await first.pool.query('INSERT INTO kept VALUES (7)');
  assert.deepEqual((await first.pool.query('SHOW listen_addresses')).rows, [{ listen_addresses: '' }]);
  await first.close();
  const second = await openDatabase({ dataDir });
  assert.deepEqual((await second.pool.query('SELECT value FROM kept')).rows, [{ value: 7 }]);
  await second.close();
});

test('what an idle connection hears while its database is being closed is no news', async () => {
  const told: string[] = [];
  const database = await openDatabase({ dataDir: join(root, 'plain'), report: (message) => told.push(message) });
  const closing = database.close();
  // PostgreSQL says it to a connection whose goodbye is still under way; whether one is, is chance.
  database.pool.emit('error', new Error('terminating connection due to administrator command'));
  await closing;
  assert.deepEqual(told, []);
});

test('a PostgreSQL left behind by a killed server is stopped, and the next one starts', async () => {
  const dataDir = join(root, 'left');
  for (const alsoKillPostgres of [false, true]) {
    const child = fork(new URL('../../../test/journal/support/cluster-server.ts', import.meta.url), [dataDir]);
    const [pid] = (await once(child, 'message')) as [number];
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (alsoKillPostgres) process.kill(pid, 'SIGKILL');
    const told: string[] = [];
    const cluster = await startCluster({ dataDir, report: (message) => told.push(message) });
    assert.notEqual(cluster.pid, pid);
    assert.equal(await answers(cluster), true);
    if (!alsoKillPostgres) assert.ok(told.some((message) => message.includes('left behind')));
    await cluster.stop();
  }
});

test('a pid file whose number belongs to somebody else now stops nothing and nobody', async () => {
  const dataDir = join(root, 'reused');
  const cluster = await startCluster({ dataDir });
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8');
  await cluster.stop();
  await writeFile(join(dataDir, 'postgres/postmaster.pid'), text.replace(/^\d+/, String(process.pid)));
  const again = await startCluster({ dataDir });
  assert.equal(await answers(again), true);
  await again.stop();
});

test('a second server on the same directory stays out and disturbs nothing', async () => {
  const dataDir = join(root, 'shared');
  const first = await startCluster({ dataDir });
  await assert.rejects(startCluster({ dataDir }), DataDirectoryInUse);
  assert.equal(await answers(first), true);
  await first.stop();
  const second = await startCluster({ dataDir });
  await second.stop();
});

test('a PostgreSQL that is killed is started again by itself', async () => {
  const dataDir = join(root, 'killed');
  const cluster = await startCluster({ dataDir });
  const { pid } = cluster;
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGKILL');
  while (cluster.pid === pid || !(await answers(cluster))) await sleep(20);
  await cluster.stop();
});

test('a start that was cut off in the middle is begun anew', async () => {
  const dataDir = join(root, 'unfinished');
  await mkdir(join(dataDir, 'postgres.unfinished/base'), { recursive: true });
  const cluster = await startCluster({ dataDir });
  assert.equal(await answers(cluster), true);
  await cluster.stop();
});

test('a data directory deeper than a socket path may be long works too', async () => {
  const dataDir = join(root, 'deep'.repeat(20), 'deeper'.repeat(10));
  const cluster = await startCluster({ dataDir });
  assert.equal(await answers(cluster), true);
  await cluster.stop();
  await rm(cluster.host, { recursive: true, force: true });
});

test('a data directory of another PostgreSQL version is refused with both versions named', async () => {
  const dataDir = join(root, 'other');
  await mkdir(join(dataDir, 'postgres'), { recursive: true });
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '12\n');
  await assert.rejects(
    startCluster({ dataDir }),
    /expected a data directory of PostgreSQL \d+ in .*, found .* version 12/,
  );
});

async function answers(cluster: Cluster): Promise<boolean> {
  const client = new pg.Client({ host: cluster.host, user: cluster.user, database: cluster.database, ssl: false });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
