/**
 * The one way to PostgreSQL: a pool on the schema `paperfloor`, migrated, with the settings that durability rests on
 * asserted. Either a server of your own by URL, or the embedded one by data directory; nothing above knows which.
 *
 * What queries return: int8 is a number (every one we store is a safe integer), numeric stays text (feed it to BigInt),
 * timestamptz is a Date, bytea a Buffer.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { assertSettings } from './assert-settings.ts';
import type { PostgresBinaries } from './embedded/binaries.ts';
import { type Cluster, startCluster } from './embedded/cluster.ts';
import { KeptClient } from './kept-client.ts';
import { migrateToLatest } from './migrate.ts';
import { NoPrimary } from './primary/primary-finder.ts';
import { PrimaryLinks } from './primary/primary-links.ts';
import { type ListedServer, readServerList } from './primary/server-list.ts';

export interface Database {
  readonly pool: pg.Pool;
  /** Of the pool, for what must be sent at once. */
  readonly kept: KeptClient;
  /** For the migrator and for queries that want building; plain SQL goes through the pool. */
  readonly kysely: Kysely<unknown>;
  /** A connection of one's own outside the pool, with the same settings; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** The embedded PostgreSQL, if that is what this is. */
  readonly embedded: Cluster | undefined;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name`, or several hosts (primary/server-list.ts). Without it the embedded PostgreSQL is used. */
  readonly url?: string | undefined;
  /** Directory of the embedded PostgreSQL; made when missing. */
  readonly dataDir?: string | undefined;
  /** Programs to run instead of the embedded ones. */
  readonly binaries?: PostgresBinaries;
  readonly poolMax?: number;
  readonly report?: (message: string) => void;
}

const schema = 'paperfloor';
/**
 * Of whoever stands still within a transaction (a frozen process, a machine without power, a network that swallows everything): no
 * transaction here waits for anything but the next statement, and others wait for its rows.
 */
const standstillSeconds = 5;
const sessionOptions = `-c search_path=${schema} -c idle_in_transaction_session_timeout=${standstillSeconds}s`;
const connectMs = 5_000;
/** A query that the network has swallowed must end: longer than any of ours takes. */
const queryMs = 60_000;
/** A takeover of the database is promised within half a minute (docs/operations/takeover.md). */
const firstFindMs = 30_000;
const betweenLooksMs = 500;

/**
 * Opens, checks and migrates. Of several servers the primary is waited for, half a minute. Rejects with `SettingUnsafe`, `ServerUnsuitable`, `NoPrimary`, `SchemaTooNew`, or what the connection or
 * the start of the embedded PostgreSQL said.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const report = options.report ?? (() => {});
  const cluster = options.url === undefined ? await startEmbedded(options, report) : undefined;
  const servers = cluster === undefined ? readServerList(options.url ?? '') : [embeddedServer(cluster)];
  const links = new PrimaryLinks(
    servers.map((server) => ({ ...server, url: withOptions(server.url) })),
    {
      application_name: 'paperfloor',
      connectionTimeoutMillis: connectMs,
      query_timeout: queryMs,
      keepAlive: true,
      types: { getTypeParser: typeParser },
    },
    report,
  );
  const pool = links.openPool({ max: options.poolMax ?? 12, idleTimeoutMillis: 60_000 });
  let isClosing = false;
  pool.on('error', (error) => {
    if (!isClosing) report(`database connection lost: ${error.message}`);
  });
  // A connection that is in use when it breaks tells its query; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}));
  const kept = new KeptClient(pool);
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    isClosing = true;
    kept.close();
    // Kysely ends the pool only when it was used, and after the first start no migration is.
    await kysely.destroy();
    if (!pool.ending) await pool.end();
    await cluster?.stop();
  };
  try {
    await findFirst(links, report);
    await assertSettings(pool);
    await migrateToLatest(kysely, pool, schema);
  } catch (error) {
    await close();
    throw error;
  }
  return { pool, kept, kysely, connect: () => links.connect(), embedded: cluster, close };
}

/** A start in the middle of a takeover waits for its end; and a program that is only being loaded may hear the first answer too late. */
async function findFirst(links: PrimaryLinks, report: (message: string) => void): Promise<void> {
  let isTold = false;
  for (const untilMs = Date.now() + firstFindMs; ; await sleep(betweenLooksMs)) {
    try {
      return await links.find();
    } catch (error) {
      if (!(error instanceof NoPrimary) || Date.now() > untilMs) throw error;
      if (!isTold) report(`${error.message}; looking again for ${firstFindMs / 1000} s`);
      isTold = true;
    }
  }
}

/** As a URL, like every other: a socket of this machine, without TLS. */
function embeddedServer({ host, user, database }: Cluster): ListedServer {
  const url = `postgres://${encodeURIComponent(user)}@localhost/${encodeURIComponent(database)}`;
  return { name: 'embedded', url: `${url}?host=${encodeURIComponent(host)}&sslmode=disable` };
}

/** What a URL says wins over the rest, so our options go into it, behind whatever it has of its own. */
function withOptions(text: string): string {
  const url = new URL(text);
  const given = url.searchParams.get('options');
  url.searchParams.set('options', given === null ? sessionOptions : `${given} ${sessionOptions}`);
  return url.href;
}

function startEmbedded(options: DatabaseOptions, report: (message: string) => void): Promise<Cluster> {
  if (options.dataDir === undefined) throw new Error('expected a database URL or a data directory, found neither');
  const binaries = options.binaries === undefined ? {} : { binaries: options.binaries };
  return startCluster({ dataDir: options.dataDir, report, ...binaries });
}

const int8 = 20;

function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === int8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown;
}
