/** Two real servers behind doors that can be made silent: what a program sees when the primary is cut off and another takes over. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDatabase } from '../database.ts';
import { type Cluster, startCluster } from '../embedded/cluster.ts';

interface Server {
  readonly cluster: Cluster;
  readonly port: number;
  /** From now on nothing comes through, either way, and nothing is closed. */
  silence(): void;
  close(): Promise<void>;
}

const servers: Server[] = [];

before(async () => {
  servers.push(...(await Promise.all([openServer(), openServer()])));
});

after(() => Promise.all(servers.map((server) => server.close())));

test('a program goes on with the new primary: what waited on the old one ends, and what comes next works', async () => {
  const [old, next] = servers as [Server, Server];
  await say(old, 'CREATE TABLE public.who AS SELECT 1 AS who');
  await say(next, 'CREATE TABLE public.who AS SELECT 2 AS who');
  await makeStandby(next, true);
  const { user, database: name } = old.cluster;
  const url = `postgres://${user}@127.0.0.1:${old.port},127.0.0.1:${next.port}/${name}?target_session_attrs=read-write`;
  const told: string[] = [];
  const database = await openDatabase({ url, report: (message) => told.push(message) });
  try {
    const who = async () => (await database.pool.query<{ who: number }>('SELECT who FROM public.who')).rows[0]?.who;
    assert.equal(await who(), 1);
    const waiting = database.pool.query('SELECT pg_sleep(60)');
    waiting.catch(() => {});
    old.silence();
    await assert.rejects(database.connect(), {
      name: 'NoPrimary',
      message: /none of the database servers takes writes/,
    });
    await makeStandby(next, false);
    const begunMs = performance.now();
    await (await database.connect()).end();
    await assert.rejects(waiting, /Connection terminated/);
    assert.equal(await who(), 2);
    assert.ok(performance.now() - begunMs < 2_500, `it took ${Math.round(performance.now() - begunMs)} ms`);
    assert.ok(told.some((line) => line.includes(`is 127.0.0.1:${next.port} now`)));
  } finally {
    await database.close();
  }
});

test('a start in the middle of a takeover waits until there is a primary again', async () => {
  const [old, next] = servers as [Server, Server];
  old.silence();
  await makeStandby(next, true);
  const { user, database: name } = old.cluster;
  const told: string[] = [];
  const url = `postgres://${user}@127.0.0.1:${old.port},127.0.0.1:${next.port}/${name}?target_session_attrs=read-write`;
  const opening = openDatabase({ url, report: (message) => told.push(message) });
  opening.catch(() => {});
  await sleep(1_500);
  await makeStandby(next, false);
  await (await opening).close();
  assert.equal(told.filter((line) => line.includes('looking again')).length, 1, told.join('; '));
});

async function openServer(): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperfloor-primary-'));
  const cluster = await startCluster({ dataDir });
  const sockets = new Set<Socket>();
  let silent = false;
  const door = createServer((outside) => {
    sockets.add(outside);
    outside.on('error', () => {});
    if (silent) return;
    const inside = connect(join(cluster.host, '.s.PGSQL.5432'));
    sockets.add(inside);
    inside.on('error', () => outside.destroy());
    outside.on('close', () => inside.destroy());
    inside.on('close', () => outside.destroy());
    outside.pipe(inside).pipe(outside);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    ...{ cluster, port: (door.address() as AddressInfo).port },
    silence: () => {
      silent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      door.close();
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Through the server's own socket. */
async function say({ cluster }: Server, ...statements: string[]): Promise<void> {
  const { host, user, database } = cluster;
  const client = new pg.Client({ host, user, database, options: '-c default_transaction_read_only=off' });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** As a standby is seen from outside: it takes no writes. */
function makeStandby(server: Server, is: boolean): Promise<void> {
  return say(
    server,
    `ALTER SYSTEM SET default_transaction_read_only = ${is ? 'on' : 'off'}`,
    'SELECT pg_reload_conf()',
  );
}
