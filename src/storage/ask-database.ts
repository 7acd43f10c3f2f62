/** Whether the database answers: the shortest question there is, over the pool like everything else. */
import type { Database } from './database.ts';

export async function askDatabase({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('SELECT 1');
}
