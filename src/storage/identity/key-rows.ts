/** API keys that are in force. A revoked key keeps its row, so that its id is never given out again. */
import type { Pool } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { KeyKind, KeyRecord } from '../../identity/identity-store.ts';

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

export async function selectKeys(pool: Pool): Promise<KeyRecord[]> {
  const { rows } = await pool.query<Row>(
    `SELECT key_id, floor, account, label, kind, can_read, can_trade, material, created_at
     FROM api_key WHERE revoked_at IS NULL ORDER BY created_at, key_id`,
  );
  return rows.map((row) => ({
    id: row.key_id,
    floor: row.floor,
    account: row.account as AccountId,
    label: row.label,
    kind: row.kind,
    canRead: row.can_read,
    canTrade: row.can_trade,
    material: row.material,
    createdAt: row.created_at,
  }));
}

export async function insertKey(pool: Pool, key: KeyRecord): Promise<void> {
  await pool.query(
    `INSERT INTO api_key (key_id, floor, account, label, kind, can_read, can_trade, material, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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
    ],
  );
}

/** False when there is no such key in force. */
export async function revokeKeyRow(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE api_key SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL',
    [id],
  );
  return rowCount === 1;
}
