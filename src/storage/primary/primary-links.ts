/**
 * Connections to the primary, wherever it is. Each is made to the server known to be it and used only if that one takes writes; when
 * another server has become the primary, every connection to an earlier one is cut, so that what waits there (a server cut off from
 * the network says nothing) ends at once with its outcome unknown instead of after a minute.
 *
 * Nothing is asked twice here: who was cut off decides by himself what to do again.
 */
import { Socket } from 'node:net';
import pg from 'pg';
import { PrimaryFinder, type Standing } from './primary-finder.ts';
import type { ListedServer } from './server-list.ts';

/** Long enough for a distant server with TLS, short enough for three looks in a takeover's last second. */
const askMs = 1_000;

export class PrimaryLinks {
  readonly #config: pg.ClientConfig;
  readonly #finder: PrimaryFinder;
  readonly #sockets = new Map<Socket, ListedServer>();
  readonly #severalServers: boolean;

  /** `config`: of all connections, without where to. */
  constructor(servers: readonly ListedServer[], config: pg.ClientConfig, report: (message: string) => void) {
    this.#config = config;
    this.#severalServers = servers.length > 1;
    this.#finder = new PrimaryFinder({
      servers,
      ask: (server) => this.#standingOf(server),
      moved: (from, to) => {
        report(`the database's primary is ${to.name} now, it was ${from.name}`);
        for (const [socket, server] of this.#sockets) if (server !== to) socket.destroy();
      },
    });
  }

  /** Looks for the primary; see `PrimaryFinder.find`. */
  async find(): Promise<void> {
    await this.#finder.find();
  }

  /** A pool of connections to the primary. */
  openPool(more: pg.PoolConfig): pg.Pool {
    const config = () => ({ ...this.#config, ...this.#aim(this.#finder.known) });
    const lookElsewhere = () => void this.#finder.find().catch(() => {});
    class PrimaryClient extends pg.Client {
      constructor() {
        super(config());
        // One that ends by itself may have ended with its server.
        this.once('error', lookElsewhere);
      }
    }
    return new pg.Pool({
      ...{ ...this.#config, ...more, Client: PrimaryClient },
      ...(this.#severalServers ? { verify: (client, done) => this.#verify(client, done) } : {}),
    });
  }

  /** A connection of one's own, to the primary as it is now; the caller ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, ...this.#aim(await this.#finder.find()) });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  #aim(server: ListedServer): pg.ClientConfig {
    return { connectionString: server.url, stream: () => this.#track(new Socket(), server) };
  }

  #track(socket: Socket, server: ListedServer): Socket {
    this.#sockets.set(socket, server);
    return socket.once('close', () => this.#sockets.delete(socket));
  }

  /** A new connection of the pool, before its first use. */
  #verify(client: pg.ClientBase, done: (error?: Error) => void): void {
    readStanding(client).then(
      (standing) => {
        if (standing === 'primary') return done();
        void this.#finder.find().catch(() => {});
        done(new Error('the database server that was the primary is a standby now'));
      },
      (error: Error) => done(error),
    );
  }

  async #standingOf(server: ListedServer): Promise<Standing> {
    const client = new pg.Client({
      ...{ ...this.#config, ...this.#aim(server) },
      ...{
        connectionTimeoutMillis: askMs,
        query_timeout: askMs,
        application_name: 'paperfloor, looking for the primary',
      },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      return await readStanding(client);
    } finally {
      client.end().catch(() => {});
    }
  }
}

/** What decides is whether it takes writes: PostgreSQL's own clients ask the same. */
async function readStanding(client: pg.ClientBase): Promise<Standing> {
  const { rows } = await client.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
  return rows[0]?.transaction_read_only === 'off' ? 'primary' : 'standby';
}
