/**
 * The PostgreSQL that comes with the program: made on first use, started on a private socket without any network, kept
 * running, stopped with the server. It promises what a PostgreSQL of your own promises, real syncs included; only the user
 * this server runs as can connect (peer authentication). It does not back itself up and does not upgrade itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findEmbeddedBinaries, linkLibraries, type PostgresBinaries } from './binaries.ts';
import { ClusterUnusable } from './cluster-error.ts';
import { clusterPath } from './cluster-path.ts';
import { embeddedRole, initializeCluster } from './initialize.ts';
import { stopLeftBehind } from './left-behind.ts';
import { giveTo, type OperatingUser, operatingUser, runAs } from './operating-user.ts';
import { lockOwner } from './owner-lock.ts';
import { openSocketDirectory } from './socket-directory.ts';

const startMs = 30_000;
const stopMs = 10_000;
/** PostgreSQL needs nothing of the server's environment; its own programs stand beside it. */
const programPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
const logBytesMax = 16 * 1024 * 1024;

export interface Cluster {
  readonly host: string;
  readonly user: string;
  readonly database: string;
  /** Process id of the running postmaster. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly dataDir: string;
  /** Default: the programs of the npm package. */
  readonly binaries?: PostgresBinaries;
  /** Told when PostgreSQL ended by itself and was started again, or when a left-behind one was stopped. */
  readonly report?: (message: string) => void;
}

/**
 * Starts PostgreSQL on `dataDir`/postgres. Rejects with `DataDirectoryInUse`, `BinariesMissing`, `UserUnusable`, or with
 * the end of PostgreSQL's own log when it does not start.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dataDir = resolvePath(options.dataDir);
  const report = options.report ?? (() => {});
  const binaries = options.binaries ?? (await findEmbeddedBinaries());
  const user = operatingUser();
  await mkdir(dataDir, { recursive: true });
  const pgData = clusterPath(dataDir);
  const host = await openSocketDirectory(dataDir, user);
  const unlock = await lockOwner(host, dataDir);
  try {
    const libraries = await linkLibraries(binaries, join(dataDir, 'postgres-lib'));
    const environment = { PATH: programPath, LC_ALL: 'C', TZ: 'UTC', ...libraries };
    if (await stopLeftBehind(pgData, host)) report('stopped the PostgreSQL that a killed server left behind');
    await initializeCluster(pgData, binaries, user, environment);
    await refuseOtherMajor(pgData, binaries, environment);
    await writeAccessRules(pgData, user);
    const logFile = join(dataDir, 'postgres.log');
    const keeper = new Keeper({ pgData, host, logFile, binaries, user, environment, report });
    await keeper.start();
    return {
      host,
      user: embeddedRole,
      database: 'postgres',
      get pid() {
        return keeper.pid;
      },
      stop: async () => {
        await keeper.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Only the operating-system user of this server, as the one role there is, over the socket. */
async function writeAccessRules(pgData: string, user: OperatingUser): Promise<void> {
  for (const [name, text] of [
    ['pg_hba.conf', `local all ${embeddedRole} peer map=server\n`],
    ['pg_ident.conf', `server "${user.ownName}" ${embeddedRole}\n`],
  ] as const) {
    await writeFile(join(pgData, name), text, { mode: 0o600 });
    await giveTo(user, join(pgData, name));
  }
}

async function refuseOtherMajor(
  pgData: string,
  binaries: PostgresBinaries,
  env: Record<string, string>,
): Promise<void> {
  const found = (await readFile(join(pgData, 'PG_VERSION'), 'utf8')).trim();
  const version = await new Promise<string>((resolve, reject) => {
    const child = spawn(binaries.postgres, ['--version'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });
  const major = /\) (\d+)/.exec(version)?.[1];
  if (major === found) return;
  throw new ClusterUnusable(
    `expected a data directory of PostgreSQL ${major} in ${pgData}, found one of version ${found}: ` +
      'start the release that made it, dump it there, and load it here',
  );
}

interface KeeperOptions {
  readonly pgData: string;
  readonly host: string;
  readonly logFile: string;
  readonly binaries: PostgresBinaries;
  readonly user: OperatingUser;
  readonly environment: Record<string, string>;
  readonly report: (message: string) => void;
}

/** Starts the postmaster, and starts it again when it ends without being asked to. */
class Keeper {
  readonly #options: KeeperOptions;
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    const child = await this.#spawn();
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', () => {
        this.#lastWords().then((words) => reject(new ClusterUnusable(`PostgreSQL did not start: ${words}`)), reject);
      });
    });
    ended.catch(() => {});
    await Promise.race([ended, this.#untilItAnswers()]);
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (!this.#stopping) void this.#restart(signal ?? `exit code ${code}`);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), stopMs);
    await ended;
    clearTimeout(timer);
  }

  async #restart(reason: string): Promise<void> {
    this.#options.report(`PostgreSQL ended by itself (${reason}); starting it again`);
    for (let waitMs = 50; !this.#stopping; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        await stopLeftBehind(this.#options.pgData, this.#options.host);
        if (!this.#stopping) await this.start();
        return;
      } catch (error) {
        this.#options.report(String(error));
        await sleep(waitMs);
      }
    }
  }

  async #spawn(): Promise<ChildProcess> {
    const { pgData, host, logFile, binaries, user, environment } = this.#options;
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${host}`,
      'unix_socket_permissions=0700',
      'port=5432',
      'fsync=on',
      'full_page_writes=on',
      'synchronous_commit=on',
      'max_connections=60',
      'shared_buffers=64MB',
      'jit=off',
      'logging_collector=off',
      'log_checkpoints=off',
    ];
    const args = ['-D', pgData, ...settings.flatMap((setting) => ['-c', setting])];
    const program = runAs(user, binaries.postgres, args, [binaries.postgres, join(pgData, 'x'), join(host, 'x')]);
    const size = await stat(logFile).then(
      (found) => found.size,
      () => 0,
    );
    if (size > logBytesMax) await rm(logFile, { force: true });
    const log = await open(logFile, 'a', 0o600);
    try {
      // A process group of its own: an interrupt from the keyboard must reach the server first, not its database.
      const child = spawn(program.command, program.args, {
        ...program.ids,
        env: environment,
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
        cwd: '/',
      });
      this.#child = child;
      return child;
    } finally {
      await log.close();
    }
  }

  async #untilItAnswers(): Promise<void> {
    const { host } = this.#options;
    for (let waited = 0; waited < startMs; waited += 10) {
      const client = new pg.Client({ host, user: embeddedRole, database: 'postgres', ssl: false });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await sleep(10);
      }
    }
    throw new ClusterUnusable(`PostgreSQL did not answer within ${startMs / 1000} s: ${await this.#lastWords()}`);
  }

  async #lastWords(): Promise<string> {
    const text = await readFile(this.#options.logFile, 'utf8').catch(() => '');
    return text.trim().split('\n').slice(-5).join(' / ') || `see ${this.#options.logFile}`;
  }
}
