/** A PostgreSQL of its own, reached by URL, and the ways to take it away from a server that uses it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, startCluster } from '../../../src/storage/embedded/cluster.ts';
import { fillDisk, mountSmallDisk, unmountSmallDisk } from '../../support/small-disk.ts';

const diskBytes = 256 * 1024 * 1024;

export class BreakableCluster {
  /** Why its disk can't be filled here: it is the machine's own. Undefined when it has a small one to itself. */
  readonly noDisk: string | undefined;
  readonly #mount: string;
  #cluster: Cluster;

  private constructor(mount: string, noDisk: string | undefined, cluster: Cluster) {
    this.#mount = mount;
    this.noDisk = noDisk;
    this.#cluster = cluster;
  }

  static async start(): Promise<BreakableCluster> {
    const mount = mkdtempSync(join(tmpdir(), 'paperfloor-fault-'));
    const noDisk = mountSmallDisk(mount, diskBytes);
    mkdirSync(join(mount, 'data'), { mode: 0o711 });
    return new BreakableCluster(mount, noDisk, await startCluster({ dataDir: join(mount, 'data') }));
  }

  get url(): string {
    const { user, database, host } = this.#cluster;
    return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
  }

  /** As `systemctl stop postgresql` does: connections are ended, data is put in order. */
  stop(): Promise<void> {
    return this.#cluster.stop();
  }

  async startAgain(): Promise<void> {
    this.#cluster = await startCluster({ dataDir: join(this.#mount, 'data') });
  }

  /** kill -9. It comes back by itself. */
  kill(): void {
    process.kill(this.#postmaster(), 'SIGKILL');
  }

  /**
   * The next sync of each of its processes fails with an I/O error, as on a disk that breaks: PostgreSQL must not try again, and ends
   * itself. Its log waits for `fdatasync`. The reason why that can't be done here, or undefined.
   */
  async failSyncs(): Promise<string | undefined> {
    const [, ...children] = this.#processes();
    const fault = ['--trace=fdatasync,fsync', '--inject=fdatasync,fsync:error=EIO:when=1'];
    const strace = spawn('strace', [...fault, ...children.flatMap((pid) => ['--attach', String(pid)])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    // What is attached to goes with the crash, and strace behind it.
    return await new Promise((resolve) => {
      strace.once('error', () => resolve('strace is not here'));
      strace.once('exit', () => resolve(`strace could not attach: ${said.trim().slice(-200)}`));
      strace.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (/EIO.*\(INJECTED\)/.test(said)) resolve(undefined);
      });
    });
  }

  /** Every one of its processes stands still; connections stay open. */
  freeze(): void {
    for (const pid of this.#processes()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.#processes()) process.kill(pid, 'SIGCONT');
  }

  /** Takes every connection there is, those of the server included. Resolves to the way to give them back. */
  async takeConnections(): Promise<() => Promise<void>> {
    const taken: pg.Client[] = [];
    const config = { connectionString: this.url, application_name: 'taker' };
    const takeAll = async () => {
      for (;;) {
        const client = new pg.Client(config);
        client.on('error', () => {});
        try {
          await client.connect();
        } catch {
          return;
        }
        taken.push(client);
      }
    };
    for (;;) {
      await takeAll();
      const { rows } = await taken[0]!.query<{ ended: boolean }>(
        `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE application_name = 'paperfloor'`,
      );
      if (rows.length === 0) break;
    }
    return async () => {
      await Promise.all(taken.map((client) => client.end()));
    };
  }

  /** Not a byte is left, and the log of PostgreSQL has come to where it needs more. Returns the way to make room. */
  async fillDisk(): Promise<() => void> {
    const makeRoom = fillDisk(this.#mount);
    // It keeps files for its log ready; each switch uses one up.
    for (let turn = 0; turn < 12; turn++) {
      const client = new pg.Client({ connectionString: this.url, application_name: 'filler' });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.query(`SELECT pg_logical_emit_message(true, 'fill', 'x'), pg_switch_wal()`);
      } catch {
        break;
      } finally {
        await client.end().catch(() => {});
      }
      await sleep(20);
    }
    return makeRoom;
  }

  /** PostgreSQL's own words. */
  log(): string {
    return readFileSync(join(this.#mount, 'data/postgres.log'), 'utf8');
  }

  async close(): Promise<void> {
    await this.#cluster.stop();
    if (this.noDisk === undefined) await unmountSmallDisk(this.#mount);
    rmSync(this.#mount, { recursive: true, force: true });
  }

  #postmaster(): number {
    return Number(readFileSync(join(this.#mount, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  #processes(): number[] {
    const postmaster = this.#postmaster();
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => parentOf(pid) === postmaster)
      .map(Number);
    return [postmaster, ...children];
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/\) . (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
