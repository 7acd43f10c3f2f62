/** API keys that are in force. A revoked key keeps its row, so that its id is never given out again. */
import type { Pool } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { KeyKind, KeyRecord } from '../../identity/identity-store.ts';
import { identityChannel, keyNotice } from './identity-notice.ts';

interface Row {
  readonly key_id: string;
  readonly floor: string;
  readonly account: number;
  readonly label: string;
  readonly kind: KeyKind;
  readonly can_read: boolean;
  readonly can_trade: boolean;
  readonly material: Buffer;
  readonly created_at: Date;
}

const selectInForce = `SELECT key_id, floor, account, label, kind, can_read, can_trade, material, created_at
  FROM api_key WHERE revoked_at IS NULL`;

export async function selectKeys(pool: Pool): Promise<KeyRecord[]> {
  const { rows } = await pool.query<Row>(`${selectInForce} ORDER BY created_at, key_id`);
  return rows.map(toRecord);
}

export async function selectKey(pool: Pool, id: string): Promise<KeyRecord | undefined> {
  const { rows } = await pool.query<Row>(`${selectInForce} AND key_id = $1`, [id]);
  return rows[0] === undefined ? undefined : toRecord(rows[0]);
}

export async function insertKey(pool: Pool, key: KeyRecord): Promise<void> {
  await pool.query(
    `WITH made AS (
       INSERT INTO api_key (key_id, floor, account, label, kind, can_read, can_trade, material, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING key_id)
     SELECT pg_notify($10, $11) FROM made`,
    [
      key.id,
      key.floor,
      key.account,
      key.label,
      key.kind,
      key.canRead,
      key.canTrade,
      Buffer.from(key.material),
      key.createdAt,
      ...[identityChannel, keyNotice(key.id)],
    ],
  );
}

/** False when there is no such key in force. */
export async function revokeKeyRow(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH gone AS (UPDATE api_key SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL RETURNING key_id)
     SELECT pg_notify($2, $3) FROM gone`,
    [id, identityChannel, keyNotice(id)],
  );
  return rowCount === 1;
}

function toRecord(row: Row): KeyRecord {
  return {
    id: row.key_id,
    floor: row.floor,
    account: row.account as AccountId,
    label: row.label,
    kind: row.kind,
    canRead: row.can_read,
    canTrade: row.can_trade,
    material: row.material,
    createdAt: row.created_at,
  };
}
