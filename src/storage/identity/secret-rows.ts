/** Sealed secrets in the rows of API keys, by the key that sealed them. Revoked keys are left as they are: nothing opens them. */
import type { Pool } from 'pg';
import type { KeyRecord, ResealedSecret } from '../../identity/identity-store.ts';
import { type KeyRow, selectKeysInForce, toKeyRecord } from './key-rows.ts';

export async function selectSecretsNotSealedBy(pool: Pool, sealingKey: string, limit: number): Promise<KeyRecord[]> {
  const { rows } = await pool.query<KeyRow>(
    `${selectKeysInForce} AND kind = 'hmac' AND sealed_by IS DISTINCT FROM $1 ORDER BY key_id LIMIT $2`,
    [sealingKey, limit],
  );
  return rows.map(toKeyRecord);
}

export async function updateSecrets(
  pool: Pool,
  sealingKey: string,
  secrets: readonly ResealedSecret[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE api_key SET material = anew.material, sealed_by = $1
     FROM unnest($2::text[], $3::bytea[], $4::bytea[]) AS anew (key_id, before, material)
     WHERE api_key.key_id = anew.key_id AND api_key.material = anew.before`,
    [
      sealingKey,
      secrets.map(({ id }) => id),
      secrets.map(({ before }) => Buffer.from(before)),
      secrets.map(({ material }) => Buffer.from(material)),
    ],
  );
  return rowCount ?? 0;
}

export async function countSealed(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ sealed_by: string; secrets: number }>(
    `SELECT coalesce(sealed_by, '') AS sealed_by, count(*)::integer AS secrets
     FROM api_key WHERE revoked_at IS NULL AND kind = 'hmac' GROUP BY 1 ORDER BY 1`,
  );
  return new Map(rows.map(({ sealed_by, secrets }) => [sealed_by, secrets]));
}
