/**
 * Who may write a floor: a lock that PostgreSQL holds for as long as the session that took it lives, so a killed server
 * frees its floors by dying, and a live one is not pushed aside by mistake. The lock only keeps order among well-behaved
 * servers; what keeps the journal single-written is its primary key.
 */
import type pg from 'pg';
import { WriterBusy } from '../../journal/journal-errors.ts';
import type { Database } from '../database.ts';

/** First key of the advisory locks: "PF" and a number for the purpose. */
const lockSpace = 0x5046_0001;
const retryMs = 50;

export class WriterLocks {
  readonly #database: Database;
  readonly #held = new Set<number>();
  #session: Promise<pg.Client> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rejects with `WriterBusy` when another session keeps the lock for longer than `waitMs`. */
  async take(floorId: number, waitMs: number, describeHolder: () => Promise<string | undefined>): Promise<void> {
    for (let waited = 0; ; waited += retryMs) {
      const session = await this.#open();
      if (this.#held.has(floorId)) return;
      const { rows } = await session.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
        lockSpace,
        floorId,
      ]);
      if (rows[0]?.taken === true) {
        this.#held.add(floorId);
        return;
      }
      if (waited >= waitMs) break;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    throw new WriterBusy(
      `floor ${floorId} is being written by another server (${(await describeHolder()) ?? 'unknown'}): stop that one first`,
    );
  }

  async release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#held.clear();
    await session?.then((client) => client.end()).catch(() => {});
  }

  /** The session, opened again when the database dropped it; what it held is gone with it. */
  #open(): Promise<pg.Client> {
    if (this.#session !== undefined) return this.#session;
    const opening = this.#database.connect().then(async (client) => {
      const forget = () => {
        if (this.#session !== opening) return;
        this.#session = undefined;
        this.#held.clear();
      };
      client.on('end', forget);
      client.on('error', forget);
      // A client host that lost its power says nothing: let PostgreSQL notice within seconds. Ignored on local sockets.
      await client.query('SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3');
      return client;
    });
    opening.catch(() => {
      if (this.#session === opening) this.#session = undefined;
    });
    this.#session = opening;
    return opening;
  }
}
