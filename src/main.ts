/**
 * Entry of everything, and the one place that puts the rooms together: `npm start` and `bin/paperfloor` run this file. The
 * stages are numbered in the order they open; they close in the opposite one. Rooms are loaded when their stage begins, so
 * that a command which only asks a running server stays quick.
 */
import { readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Console } from './cli/console.ts';
import type { DataDirectory } from './cli/data-directory.ts';
import type { Config } from './config/read-config.ts';
import type { Admin } from './gateway/admin/operations.ts';
import type { AdminParts, Progress } from './gateway/admin/parts.ts';
import type { RateLimits } from './gateway/wire/rate-limits.ts';
import type { Log } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';

const root = join(import.meta.dirname, '..');
const defaultFloorName = 'main';
const mebibyte = 1024 * 1024;
/** What may come after the drain: last snapshots, the database. */
const closeSecondsMax = 20;
/** What error reports under way get of it. */
const reportsCloseMs = 2_000;

enableCompileCache(join(root, 'node_modules/.cache/paperfloor'));

// 1. The command line: configuration is read and checked; `serve` has claimed the data directory (server.pid).
const { runCommandLine } = await import('./cli/command-line.ts');
await runCommandLine({ root, openExchange: openForOneCommand, serve });

/** The server, from its first log line to its last. Resolves to the exit code. */
async function serve(config: Config, directory: DataDirectory, console: Console): Promise<number> {
  const { listenForStop } = await import('./cli/stop-signal.ts');
  const { exitCode } = await import('./cli/exit-code.ts');
  const stop = listenForStop(() => {
    directory.release();
    process.exit(exitCode.interrupted);
  });

  // 2. Logs, metrics, health.
  const { createLogger, eventLog } = await import('./observe/logger.ts');
  const { createMetrics } = await import('./observe/metrics.ts');
  const { Health } = await import('./observe/health.ts');
  const metrics = createMetrics();
  const reports = await openErrorReports(config, metrics, (reason) =>
    log.warn({ event: 'error_reports.lost', reason }),
  );
  const log = createLogger({
    ...{ level: config.logLevel, pretty: process.stderr.isTTY },
    reported: (line) => reports?.report(line),
  });
  const health = new Health();
  const broken = Promise.withResolvers<Error>();
  await using open = new AsyncDisposableStack();
  open.defer(() => reports?.close(reportsCloseMs));
  open.defer(() => log.info({ event: 'server.closed' }));
  log.info({ event: 'server.starting', data: config.data, database: config.database ? 'by url' : 'embedded' });

  // 3. to 5. Database, floors, identity. PostgreSQL starts in a process of its own; the next rooms load meanwhile.
  const opening = openExchange(open, config, log, broken.resolve);
  opening.catch(() => {});
  const { askDatabase } = await import('./storage/ask-database.ts');
  const { createGateway } = await import('./gateway/gateway.ts');
  const { openAdminServer } = await import('./gateway/admin/admin-server.ts');
  const { engine, parts, listenKeys, secret, limitChannel, database } = await opening;
  const floorFigures = () => engine.live().map(({ name, figures }) => ({ name, ...figures }));
  metrics.watchFloors(floorFigures, engine.floors.closed);
  health.watchFloors(floorFigures, engine.floors.closed);
  health.watchServers(engine.trouble);
  const { Vitals } = await import('./observe/vitals.ts');
  const vitals = new Vitals({ totals: metrics.totals, floors: floorFigures, askDatabase: () => askDatabase(database) });
  open.defer(() => vitals.close());
  vitals.start();

  if (config.database === undefined) {
    const { DiskSpace } = await import('./observe/disk-space.ts');
    const disk = new DiskSpace({ directory: config.data, wantedBytes: config.freeMebibytesMin * mebibyte, log });
    metrics.watchDisk(disk);
    health.watchDisk(() => disk.trouble);
    open.defer(() => disk.close());
    disk.start();
  }

  // 6. The administrator's door: it closes last, so that a stop can be watched.
  const dataDirectory = directory.path;
  const admin = await openAdminServer({
    dataDirectory,
    parts,
    failed: (operation, error) => eventLog(log).error({ operation, err: error }, 'admin.failed'),
  });
  open.defer(() => admin.close());

  // 7. The gateway: REST, streams, WebSocket API, terminal, health, and the other servers' door.
  const { PeerDoor } = await import('./gateway/peers/peer-door.ts');
  const gateway = await createGateway({
    ...{ floors: engine.floors, identity: parts.identity, listenKeys, log, metrics, health },
    peers: secret === undefined ? undefined : new PeerDoor({ floors: engine.live, secret, log }),
    ...{ hasCompany: engine.hasCompany, trouble: engine.trouble },
    limitChannel,
    operator: {
      ...{ token: config.operatorToken?.reveal(), recordFile: config.operationsRecord, vitals, floors: floorFigures },
      server: { name: config.serverName ?? hostname(), version: versionOf(root), startedMs: Date.now() },
    },
    options: {
      rateLimits: rateLimitsOf(config),
      ...{ limits: config.limits, bans: config.bans, demo: config.demo, clockControl: config.clockControl },
      ...{ trustedProxies: config.trustedProxies, drainSeconds: config.drainSeconds, apiRules: config.apiRules },
      terminalDirectory: config.terminal ? join(root, 'terminal/dist') : undefined,
    },
  });
  open.defer(() => gateway.close());
  const url = await gateway.listen(config.host, config.port);
  if (secret !== undefined) await engine.announce(config.advertise ?? reachableFromOutside(url, hostname()));
  health.started();
  log.info({ event: 'server.open', url, milliseconds: Math.round(performance.now()) });
  console.answer(`Paperfloor is open at ${url}`);
  if (process.stdout.isTTY) console.answer(hints);
  flushCompileCache();

  const reason = await Promise.race([stop.asked, broken.promise]);
  health.draining();
  log.info({ event: 'server.draining', reason: reason instanceof Error ? reason.message : reason });
  setTimeout(() => giveUp(log), (config.drainSeconds + closeSecondsMax) * 1000).unref();
  return reason instanceof Error ? exitCode.failed : exitCode.done;
}

/** For a command while no server runs: stages 3 to 5, the one operation, and everything closed again. */
async function openForOneCommand(config: Config, progress: Progress): Promise<Admin> {
  const { createLogger } = await import('./observe/logger.ts');
  const { runOperation } = await import('./gateway/admin/operations.ts');
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  const log = createLogger({ level, pretty: process.stderr.isTTY });
  progress('opening the exchange, because no server runs on this data directory…');
  await using opening = new AsyncDisposableStack();
  const { parts } = await openExchange(opening, config, log, () => {});
  const open = opening.move();
  return {
    call: async (name, input, told) => (await runOperation(parts, name, input, told)) as never,
    close: () => open.disposeAsync(),
  };
}

/**
 * Stages 3 to 5, each with its closing put on `open`. `broken` is told when a floor has stopped for good: to start again is
 * then the way to recover.
 */
async function openExchange(open: AsyncDisposableStack, config: Config, log: Log, broken: (error: Error) => void) {
  const { eventLog } = await import('./observe/logger.ts');

  // 3. The database: the embedded PostgreSQL, or one by URL.
  const { openDatabase } = await import('./storage/database.ts');
  const { openJournalStore, openServerSession } = await import('./storage/postgres-journal.ts');
  const opening = openDatabase({
    ...(config.database === undefined ? { dataDir: config.data } : { url: config.database.reveal() }),
    report: (message) => log.warn({ event: 'database.told' }, message),
  });
  opening.catch(() => {});
  const { openEngine } = await import('./engine/open-engine.ts');
  const { defaultFloorDefinition } = await import('./market/default-floor.ts');
  const { floorMaker, freshSeed } = await import('./cli/floor-maker.ts');
  const database = await opening;
  open.defer(() => database.close());

  // 4. The floors; the default one is made at first start.
  const seed = config.seed ?? freshSeed();
  const session = openServerSession(database);
  const store = openJournalStore(database, session);
  const secret = store.sole ? undefined : await store.peerSecret();
  const { openPeerLinks } = await import('./gateway/peers/peer-links.ts');
  const engine = await openEngine({
    ...{ store, links: secret === undefined ? undefined : openPeerLinks({ secret, log }) },
    log: eventLog(log),
    firstFloor: () => defaultFloorDefinition({ name: defaultFloorName, seed, startTimeUs: Date.now() * 1000 }),
    release: versionOf(root),
    closedFloors: config.closedFloors,
    stopped: broken,
  });
  open.defer(() => engine.close());

  // 5. Accounts and keys.
  const { openBroadcast } = await import('./storage/broadcast.ts');
  const { openIdentityStore } = await import('./storage/postgres-identity.ts');
  const { createIdentity } = await import('./identity/identity.ts');
  const { createSecretBox } = await import('./identity/secret-box.ts');
  const { addSecretKey, dropOldSecretKeys, loadSecretKeys, makeSecretKeys } = await import('./identity/key-file.ts');
  const { floorAccounts } = await import('./gateway/floor-accounts.ts');
  if (!config.secretKeyFileNamed && makeSecretKeys(config.secretKeyFile))
    log.info({ event: 'secret_key.made', file: config.secretKeyFile });
  const identity = await createIdentity({
    store: openIdentityStore(database, session),
    box: createSecretBox(...loadSecretKeys(config.secretKeyFile)),
    floors: floorAccounts(engine.floors),
    report: (error) => eventLog(log).warn({ err: error }, 'identity.change_not_read'),
  });
  await identity.reconcile();
  await identity.secrets.reseal('server');
  const { openListenKeyStore } = await import('./storage/identity/listen-key-rows.ts');
  const { ListenKeys } = await import('./identity/listen-keys.ts');
  const listenKeys = new ListenKeys(openListenKeyStore(database.pool));
  const parts: AdminParts = {
    floors: engine.floors,
    identity,
    secretKeys: {
      shared: !store.sole,
      load: () => loadSecretKeys(config.secretKeyFile),
      addKey: () => addSecretKey(config.secretKeyFile),
      dropOldKeys: () => dropOldSecretKeys(config.secretKeyFile),
    },
    createFloor: floorMaker(engine),
    verifyJournal: engine.verifyJournal,
    replayJournal: engine.replayJournal,
    exportJournal: engine.exportJournal,
  };
  const limitChannel = store.sole ? undefined : openBroadcast(database, session, 'paperfloor_limits');
  return { engine, parts, listenKeys, secret, limitChannel, database };
}

/** Undefined where none are wanted: their code is not even loaded then. */
async function openErrorReports(config: Config, metrics: Metrics, troubled: (reason: string) => void) {
  const dsn = config.errorReports?.reveal();
  if (dsn === undefined) return undefined;
  const { ErrorReports } = await import('./observe/error-reports.ts');
  const reports = new ErrorReports({
    ...{ dsn, root, troubled, release: `paperfloor@${versionOf(root)}`, environment: config.environmentName },
    ...{ serverName: config.serverName ?? hostname(), addresses: config.errorAddresses === 'shown' },
    ...{ dataDirectory: config.data, counted: metrics.errorReport },
  });
  // Only looks on: the process ends as it would have.
  process.on('uncaughtExceptionMonitor', (error) => reports.keepCrash(error));
  reports.sendCrash();
  return reports;
}

function rateLimitsOf(config: Config): RateLimits {
  return {
    weightPerMinute: config.requestWeightPerMinute,
    ordersPerTenSeconds: config.ordersPerTenSeconds,
    ordersPerDay: config.ordersPerDay,
    requestsPerFiveMinutes: config.rawRequestsPerFiveMinutes,
    connectsPerFiveMinutes: config.connectsPerFiveMinutes,
  };
}

function versionOf(directory: string): string {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** A server that listens on every address is reached by its host's name. */
function reachableFromOutside(url: string, host: string): string {
  const { hostname: listening, port } = new URL(url);
  return listening === '0.0.0.0' || listening === '[::]' ? `http://${host}:${port}` : url;
}

/** Something does not close. Everything acknowledged is in the database already, so nothing is lost by going. */
function giveUp(log: Log): void {
  log.error({ event: 'server.cut' }, 'not closed in time; ending anyway');
  process.exit(1);
}

const hints = `
  Everything here is a SIMULATION: paper money on a paper exchange.
  Terminal    open the address above in a browser
  A bot       bin/paperfloor account create alice --fund USDT=1000000,BTC=100
              bin/paperfloor key create alice --json
  Stop        Ctrl-C`;
