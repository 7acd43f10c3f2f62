/** Accounts by floor and name, and the giving out of account ids. */
import type { Pool } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { AccountRecord } from '../../identity/identity-store.ts';
import { accountNotice, identityChannel } from './identity-notice.ts';

interface Row {
  readonly floor: string;
  readonly name: string;
  readonly account: number;
  readonly owner: number | null;
}

/** Ids of users' accounts begin here; those below belong to the floor itself. */
const firstAccount = 1000;

export async function selectAccounts(pool: Pool): Promise<AccountRecord[]> {
  const { rows } = await pool.query<Row>(
    'SELECT floor, name, account, owner_account AS owner FROM trading_account ORDER BY floor, account',
  );
  return rows.map(toRecord);
}

export async function selectAccount(pool: Pool, floor: string, name: string): Promise<AccountRecord | undefined> {
  const { rows } = await pool.query<Row>(
    'SELECT floor, name, account, owner_account AS owner FROM trading_account WHERE floor = $1 AND name = $2',
    [floor, name],
  );
  return rows[0] === undefined ? undefined : toRecord(rows[0]);
}

/**
 * Undefined when the name is taken. Two that ask at once for the next id of one floor take turns, so that ids are given
 * out without gaps or collisions.
 */
export async function insertAccount(
  pool: Pool,
  floor: string,
  name: string,
  owner?: AccountId,
): Promise<AccountRecord | undefined> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('account ' || $1, 0))", [floor]);
    const { rows } = await client.query<Row>(
      `INSERT INTO trading_account (floor, name, account, owner_account)
       SELECT $1, $2, coalesce(max(account) + 1, $3), $4 FROM trading_account WHERE floor = $1
       ON CONFLICT (floor, name) DO NOTHING
       RETURNING floor, name, account, owner_account AS owner`,
      [floor, name, firstAccount, owner],
    );
    await client.query('SELECT pg_notify($1, $2)', [identityChannel, accountNotice(floor, name)]);
    await client.query('COMMIT');
    const [row] = rows;
    return row === undefined ? undefined : toRecord(row);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

function toRecord(row: Row): AccountRecord {
  const { floor, name, account, owner } = row;
  return { floor, name, account: account as AccountId, owner: owner === null ? undefined : (owner as AccountId) };
}
