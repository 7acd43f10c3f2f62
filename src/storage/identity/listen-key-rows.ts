/** Listen keys, one row per account that ever had one. */
import type { Pool } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { ListenKey, ListenKeyStore } from '../../identity/listen-keys.ts';

interface Row {
  readonly listen_key: string;
  readonly floor: string;
  readonly account: number;
  readonly api_key: string;
  readonly expires_at: Date;
}

/** When the first of the account's keys that are in force expires, null when none does: from then on somebody knows the listen key who should not. */
function firstExpiry(floor: string, account: string, now: string): string {
  return `(SELECT min(told.expires_at) FROM api_key AS told
           WHERE told.floor = ${floor} AND told.account = ${account} AND told.revoked_at IS NULL AND told.expires_at > ${now})`;
}

export function openListenKeyStore(pool: Pool): ListenKeyStore {
  return {
    start: (fresh, nowMs) => upsertListenKey(pool, fresh, nowMs),
    find: (text) => selectListenKey(pool, text),
    async extend({ text, floor, account, expiresAtMs }, nowMs) {
      const { rowCount } = await pool.query(
        `UPDATE listen_key SET expires_at = LEAST($4::timestamptz, ${firstExpiry('$2', '$3', '$5')})
         WHERE listen_key = $1 AND floor = $2 AND account = $3 AND expires_at > $5`,
        [text, floor, account, new Date(expiresAtMs), new Date(nowMs)],
      );
      return rowCount === 1;
    },
    async remove({ text, floor, account }) {
      const { rowCount } = await pool.query(
        'DELETE FROM listen_key WHERE listen_key = $1 AND floor = $2 AND account = $3',
        [text, floor, account],
      );
      return rowCount === 1;
    },
  };
}

/**
 * One statement, so that two servers that are asked at once give the same key. One that a key asked for while it was being revoked is not
 * given to anybody else.
 */
async function upsertListenKey(pool: Pool, fresh: ListenKey, nowMs: number): Promise<string> {
  const { rows } = await pool.query<{ listen_key: string }>(
    `INSERT INTO listen_key AS held (listen_key, floor, account, api_key, expires_at)
     VALUES ($1, $2, $3, $4, LEAST($5::timestamptz, ${firstExpiry('$2', '$3', '$6')}))
     ON CONFLICT (floor, account) DO UPDATE
       SET listen_key = CASE
             WHEN held.expires_at > $6
               AND NOT EXISTS (SELECT FROM api_key WHERE key_id = held.api_key AND revoked_at IS NOT NULL)
             THEN held.listen_key ELSE excluded.listen_key END,
           api_key = excluded.api_key,
           expires_at = excluded.expires_at
     RETURNING held.listen_key`,
    [fresh.text, fresh.floor, fresh.account, fresh.apiKey, new Date(fresh.expiresAtMs), new Date(nowMs)],
  );
  return rows[0]?.listen_key ?? fresh.text;
}

async function selectListenKey(pool: Pool, text: string): Promise<ListenKey | undefined> {
  const { rows } = await pool.query<Row>(
    'SELECT listen_key, floor, account, api_key, expires_at FROM listen_key WHERE listen_key = $1',
    [text],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    text: row.listen_key,
    floor: row.floor,
    account: row.account as AccountId,
    apiKey: row.api_key,
    expiresAtMs: row.expires_at.getTime(),
  };
}
