/** What was done about keys. Rows are only ever added: the table refuses everything else. */
import type { Pool } from 'pg';
import type { AuditEntry } from '../../identity/identity-store.ts';

export async function insertAudit(pool: Pool, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  const { actor, action, floor, subject, detail } = entry;
  await pool.query('INSERT INTO identity_audit (actor, action, floor, subject, detail) VALUES ($1, $2, $3, $4, $5)', [
    ...[actor, action, floor, subject, detail],
  ]);
}

/** The newest first. */
export async function selectAudit(pool: Pool, limit: number): Promise<AuditEntry[]> {
  const { rows } = await pool.query<AuditEntry>(
    'SELECT at, actor, action, floor, subject, detail FROM identity_audit ORDER BY entry_id DESC LIMIT $1',
    [limit],
  );
  return rows;
}
