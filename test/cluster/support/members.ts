/**
 * Several servers on one PostgreSQL, each a process of its own that reaches the database over a way that can be cut. The
 * floor is a small live one, made before the first server starts.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAdmin } from '../../../src/gateway/admin/admin-client.ts';
import type { OperationAnswer, OperationInput, OperationName } from '../../../src/gateway/admin/operations.ts';
import { databaseKinds, type TestDatabase } from '../../journal/support/databases.ts';
import { liveFloor, startEngine } from '../../journal/support/engines.ts';
import { type RunningServer, runCommand, startServer } from '../../support/start-server.ts';
import { type Method, type Parameters, signedQuery } from '../../support/test-gateway.ts';
import { CutProxy } from './cut-proxy.ts';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface Key {
  readonly apiKey: string;
  readonly secretKey: string;
}

export interface Standing {
  readonly role: 'writer' | 'follower';
  readonly epoch: number;
  readonly behind: number;
}

const requestMs = 15_000;

export class Cluster {
  readonly database: TestDatabase;
  readonly #directory: string;
  readonly #members: Member[] = [];

  private constructor(database: TestDatabase, directory: string) {
    this.database = database;
    this.#directory = directory;
  }

  /** A PostgreSQL of the system where there is one, with a floor named `main` and no server. */
  static async open(): Promise<Cluster> {
    const kind = databaseKinds.toReversed().find(({ absent }) => absent === undefined);
    if (kind === undefined) throw new Error('expected a PostgreSQL');
    const database = await kind.open();
    const { engine } = await startEngine(database.database, { firstFloor: () => liveFloor() });
    await engine.close();
    const directory = mkdtempSync(join(tmpdir(), 'paperfloor-cluster-'));
    writeFileSync(join(directory, 'secret.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
    return new Cluster(database, directory);
  }

  /** `args`: more of `serve`; limits are off without any. */
  async start(args: readonly string[] = ['--limits', 'off']): Promise<Member> {
    const { cluster } = this.database;
    const proxy = await CutProxy.open(join(cluster.host, '.s.PGSQL.5432'));
    const url = `postgres://${cluster.user}@127.0.0.1:${proxy.port}/${cluster.database}`;
    const member = new Member(proxy, [
      ...['--database', url, '--secret-key-file', join(this.#directory, 'secret.key')],
      ...['--terminal', 'off', '--drain-seconds', '1', ...args],
    ]);
    this.#members.push(member);
    await member.start();
    return member;
  }

  /** The command line on a machine of its own, where no server runs. */
  async cli<T>(words: readonly string[]): Promise<T> {
    const { cluster } = this.database;
    const url = `postgres://${cluster.user}@localhost/${cluster.database}?host=${encodeURIComponent(cluster.host)}`;
    const dataDir = mkdtempSync(join(tmpdir(), 'paperfloor-cli-'));
    const secretKey = join(this.#directory, 'secret.key');
    try {
      return await runCommand<T>([...words, '--json', '--database', url, '--secret-key-file', secretKey], dataDir);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
    await this.database.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export class Member {
  readonly proxy: CutProxy;
  readonly #args: readonly string[];
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'paperfloor-member-'));
  #server: RunningServer | undefined;

  constructor(proxy: CutProxy, args: readonly string[]) {
    this.proxy = proxy;
    this.#args = args;
  }

  get server(): RunningServer {
    if (this.#server === undefined) throw new Error('expected the server to run');
    return this.#server;
  }

  /** The first time, or again after it was killed: on another port, with the same directory. */
  async start(): Promise<void> {
    this.#server = await startServer({ args: this.#args, dataDir: this.#dataDir });
  }

  /** In order; answers the exit code, undefined when it did not run. */
  async end(): Promise<number | null | undefined> {
    this.proxy.heal();
    let code: number | null | undefined;
    if (this.#server !== undefined) {
      process.kill(this.#server.pid, 'SIGCONT');
      code = await this.#server.stop();
      this.#server = undefined;
    }
    this.proxy.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
    return code;
  }

  /** Rejects when nobody answers within the time a client waits. */
  async call(method: Method, path: string, key?: Key, parameters: Parameters = {}, waitMs = requestMs): Promise<Reply> {
    const query =
      key === undefined
        ? new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString()
        : signedQuery(key.secretKey, { ...parameters, recvWindow: 60_000, timestamp: Date.now() });
    const response = await fetch(`${this.server.url}${path}?${query}`, {
      method,
      headers: key === undefined ? {} : { 'x-mbx-apikey': key.apiKey },
      signal: AbortSignal.timeout(waitMs),
    });
    return { status: response.status, body: await response.json() };
  }

  async standing(): Promise<Standing> {
    return (await this.call('GET', '/paper/v1/floor')).body.server;
  }

  async admin<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<OperationAnswer<Name>> {
    const admin = connectAdmin(this.server.dataDir);
    try {
      return await admin.call(name, input, () => {});
    } finally {
      await admin.close();
    }
  }

  /** A funded account with a key. */
  async openAccount(name: string, fund = { USDT: '1000000000', BTC: '10000' }): Promise<Key> {
    await this.admin('account.create', { name, fund });
    return this.createKey(name);
  }

  async createKey(name: string): Promise<Key> {
    const { apiKey, secretKey = '' } = await this.admin('key.create', { account: name });
    return { apiKey, secretKey };
  }
}
