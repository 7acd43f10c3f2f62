/**
 * This server's own session with the database, outside the pool: it is known by a number that is never given twice, shows by
 * an advisory lock that the server lives (PostgreSQL drops it with the session, so a killed server is seen to be gone at
 * once), and hears notifications. A session that breaks or does not answer is opened again with the next question; number
 * and listeners stay. What was told in between nobody heard: the session is current again once its listeners have read it.
 */
import type pg from 'pg';
import type { Database } from './database.ts';
import { type Ask, aliveLockSpace, insertServer } from './journal/lease-rows.ts';

const answerMs = 2_000;

export class ServerSession {
  /** Who this is, for people. */
  readonly name: string;
  readonly #database: Pick<Database, 'connect'>;
  readonly #channels = new Map<string, (payload: string) => void>();
  readonly #missed: (() => Promise<void>)[] = [];
  #server: number | undefined;
  #client: pg.Client | undefined;
  #opening: Promise<pg.Client> | undefined;
  /** Whether the session open now has the lock; the one before may keep it for a moment after it broke. */
  #locked = false;
  /** How many times the session was opened, and up to which of them the listeners know what was told before. */
  #openings = 0;
  #readOpenings = 0;
  #isReading = false;

  constructor(database: Pick<Database, 'connect'>, name: string) {
    this.#database = database;
    this.name = name;
  }

  /** The number of this server. */
  async number(): Promise<number> {
    await this.#open();
    if (this.#server === undefined) throw new Error('expected the server to have a number');
    return this.#server;
  }

  /** Whether the listeners know all that was told before the session was opened last. */
  get isCurrent(): boolean {
    return this.#readOpenings === this.#openings;
  }

  /** Asks on the session. Rejects after two seconds without an answer; the session is then given up. */
  readonly ask: Ask = async <Row>(text: string, values: readonly unknown[]) => {
    const client = await this.#open();
    if (!this.#locked) await this.#lock(client);
    return this.#query<Row>(client, text, values);
  };

  /**
   * Hears a channel from now on. `missed` is called when notifications may have been missed, and again with a later question
   * when it rejects.
   */
  async listen(channel: string, heard: (payload: string) => void, missed: () => Promise<void>): Promise<void> {
    this.#channels.set(channel, heard);
    this.#missed.push(missed);
    const client = await this.#open();
    await this.#query(client, `LISTEN ${channel}`, []);
  }

  /** Says goodbye, if this ever was a server, and ends the session. A later question joins anew, under a new number. */
  async leave(goodbye: (server: number) => Promise<void>): Promise<void> {
    const client = this.#client ?? (await this.#opening?.catch(() => undefined));
    if (this.#server !== undefined && client !== undefined) await goodbye(this.#server).catch(() => {});
    this.#server = undefined;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  #open(): Promise<pg.Client> {
    if (this.#client !== undefined) {
      this.#readMissed();
      return Promise.resolve(this.#client);
    }
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #connect(): Promise<pg.Client> {
    const client = await this.#database.connect();
    client.on('end', () => this.#forget(client));
    client.on('error', () => this.#forget(client));
    client.on('notification', ({ channel, payload }) => this.#channels.get(channel)?.(payload ?? ''));
    const ask: Ask = (text, values) => this.#query(client, text, values);
    // A client host that lost its power says nothing: let PostgreSQL notice within seconds. Ignored on local sockets.
    await ask('SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3', []);
    this.#server ??= await insertServer(ask, this.name);
    await this.#lock(client);
    for (const channel of this.#channels.keys()) await ask(`LISTEN ${channel}`, []);
    this.#client = client;
    this.#openings++;
    if (this.#openings === 1) this.#readOpenings = 1;
    this.#readMissed();
    return client;
  }

  /** One reading at a time. Of a session that is opened while one is under way it may know nothing: another follows. */
  #readMissed(): void {
    const upTo = this.#openings;
    if (this.#isReading || this.#readOpenings === upTo) return;
    this.#isReading = true;
    const readings = this.#missed.map((missed) => missed());
    void Promise.allSettled(readings).then((settled) => {
      this.#isReading = false;
      if (settled.every(({ status }) => status === 'fulfilled')) this.#readOpenings = upTo;
    });
  }

  #forget(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined;
  }

  async #lock(client: pg.Client): Promise<void> {
    const rows = await this.#query<{ locked: boolean }>(client, 'SELECT pg_try_advisory_lock($1, $2) AS locked', [
      aliveLockSpace,
      this.#server,
    ]);
    this.#locked = rows[0]?.locked === true;
  }

  async #query<Row>(client: pg.Client, text: string, values: readonly unknown[]): Promise<Row[]> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the database did not answer within ${answerMs} ms`)), answerMs);
    });
    try {
      const asked = values.length === 0 ? client.query(text) : client.query(text, [...values]);
      asked.catch(() => {});
      const { rows } = await Promise.race([asked, silence]);
      return rows as Row[];
    } catch (error) {
      // With a question under way this cuts the connection at once. One that PostgreSQL refused ends the session as well:
      // whatever state it is in, the next one starts clean.
      this.#forget(client);
      void client.end().catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
