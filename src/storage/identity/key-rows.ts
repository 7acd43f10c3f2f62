/** API keys that are in force. A revoked key keeps its row, so that its id is never given out again. */
import type { Pool } from 'pg';
import type { AccountId } from '../../core/units/brand.ts';
import type { Actor, KeyKind, KeyRecord } from '../../identity/identity-store.ts';
import { identityChannel, keyNotice, revokedNotice } from './identity-notice.ts';

export interface KeyRow {
  readonly key_id: string;
  readonly floor: string;
  readonly account: number;
  readonly label: string;
  readonly kind: KeyKind;
  readonly can_read: boolean;
  readonly can_trade: boolean;
  readonly networks: readonly string[];
  readonly expires_at: Date | null;
  readonly material: Buffer;
  readonly sealed_by: string | null;
  readonly created_at: Date;
}

export const selectKeysInForce = `SELECT key_id, floor, account, label, kind, can_read, can_trade, networks, expires_at,
    material, sealed_by, created_at
  FROM api_key WHERE revoked_at IS NULL`;

export async function selectKeys(pool: Pool): Promise<KeyRecord[]> {
  const { rows } = await pool.query<KeyRow>(`${selectKeysInForce} ORDER BY created_at, key_id`);
  return rows.map(toKeyRecord);
}

export async function selectKey(pool: Pool, id: string): Promise<KeyRecord | undefined> {
  const { rows } = await pool.query<KeyRow>(`${selectKeysInForce} AND key_id = $1`, [id]);
  return rows[0] === undefined ? undefined : toKeyRecord(rows[0]);
}

export async function insertKey(pool: Pool, key: KeyRecord, actor: Actor): Promise<void> {
  await pool.query(
    `WITH made AS (
       INSERT INTO api_key (key_id, floor, account, label, kind, can_read, can_trade, networks, expires_at, material,
         sealed_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING key_id, floor),
     told AS (
       INSERT INTO identity_audit (actor, action, floor, subject, detail)
       SELECT $13, 'key.created', floor, key_id, $14 FROM made)
     SELECT pg_notify($15, $16) FROM made`,
    [
      ...[key.id, key.floor, key.account, key.label, key.kind, key.canRead, key.canTrade],
      ...[[...key.networks], key.expiresAt ?? null, Buffer.from(key.material), key.sealedBy ?? null, key.createdAt],
      ...[actor, describeKey(key), identityChannel, keyNotice(key.id)],
    ],
  );
}

/**
 * False when there is no such key in force. Whoever has the key may have been told its account's listen key, which is the same for all of the
 * account's keys: that one ends with it. Servers of the release before know only the second notice.
 */
export async function revokeKeyRow(pool: Pool, id: string, actor: Actor): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH gone AS (
       UPDATE api_key SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL RETURNING key_id, floor, account),
     unheard AS (
       DELETE FROM listen_key USING gone WHERE listen_key.floor = gone.floor AND listen_key.account = gone.account),
     told AS (
       INSERT INTO identity_audit (actor, action, floor, subject, detail)
       SELECT $2, 'key.revoked', floor, key_id, 'of account ' || account FROM gone)
     SELECT pg_notify($3, $4), pg_notify($3, $5) FROM gone`,
    [id, actor, identityChannel, revokedNotice(id), keyNotice(id)],
  );
  return rowCount === 1;
}

function describeKey({ account, kind, canRead, canTrade, networks, expiresAt }: KeyRecord): string {
  const rights = [canRead ? 'read' : '', canTrade ? 'trade' : ''].filter((right) => right !== '').join(' and ');
  const from = networks.length === 0 ? 'anywhere' : networks.join(', ');
  const until = expiresAt === undefined ? '' : `, until ${expiresAt.toISOString()}`;
  return `of account ${account}: ${kind}, may ${rights} from ${from}${until}`;
}

export function toKeyRecord(row: KeyRow): KeyRecord {
  return {
    id: row.key_id,
    floor: row.floor,
    account: row.account as AccountId,
    label: row.label,
    kind: row.kind,
    canRead: row.can_read,
    canTrade: row.can_trade,
    networks: row.networks,
    expiresAt: row.expires_at ?? undefined,
    material: row.material,
    sealedBy: row.sealed_by ?? undefined,
    createdAt: row.created_at,
  };
}
