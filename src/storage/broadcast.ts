/**
 * Short texts to all servers of one database, over a notification of PostgreSQL: heard within milliseconds or not at all. For
 * what is of use at once and of none later; what must not be lost has tables.
 */
import type { Database } from './database.ts';
import type { ServerSession } from './server-session.ts';

export interface Broadcast {
  /** At most 7,900 bytes. Rejects while the database is away. */
  tell(text: string): Promise<void>;
  /** Hears everybody, this server too. */
  listen(heard: (text: string) => void): Promise<void>;
}

/** `channel`: a lower-case name of PostgreSQL. */
export function openBroadcast(
  { pool }: Pick<Database, 'pool'>,
  session: Pick<ServerSession, 'listen'>,
  channel: string,
): Broadcast {
  return {
    async tell(text) {
      await pool.query('SELECT pg_notify($1, $2)', [channel, text]);
    },
    listen: (heard) => session.listen(channel, heard, async () => {}),
  };
}
