/**
 * Durability rests on a few settings of PostgreSQL; a server without them is refused at start rather than believed. The
 * message names the setting, what it must be and what to do.
 */
import type { Pool } from 'pg';

export class SettingUnsafe extends Error {
  override readonly name = 'SettingUnsafe';
}

export class ServerUnsuitable extends Error {
  override readonly name = 'ServerUnsuitable';
}

const oldestServer = 150_000;

/** Settings by name, with what they may be. https://www.postgresql.org/docs/15/runtime-config-wal.html */
const required: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write', 'local'],
  data_sync_retry: ['off'],
};

/** Rejects with `ServerUnsuitable` (version, encoding, read-only) or `SettingUnsafe`. */
export async function assertSettings(pool: Pool): Promise<void> {
  const names = ['server_version_num', 'server_encoding', 'transaction_read_only', ...Object.keys(required)];
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [names],
  );
  const found = new Map(rows.map((row) => [row.name, row.setting]));
  const version = Number(found.get('server_version_num'));
  if (!(version >= oldestServer)) {
    throw new ServerUnsuitable(
      `expected PostgreSQL 15 or newer, found ${Math.floor(version / 10_000)}: upgrade it, or start without --database`,
    );
  }
  if (found.get('server_encoding') !== 'UTF8') {
    throw new ServerUnsuitable(
      `expected a database with encoding UTF8, found ${found.get('server_encoding')}: create one with ENCODING 'UTF8'`,
    );
  }
  if (found.get('transaction_read_only') === 'on') {
    throw new ServerUnsuitable('expected a database that takes writes, found a read-only one: give the primary server');
  }
  for (const [name, allowed] of Object.entries(required)) {
    const setting = found.get(name) ?? 'nothing';
    if (allowed.includes(setting)) continue;
    throw new SettingUnsafe(
      `expected ${name} to be ${allowed.join(' or ')}, found ${setting}: acknowledged orders could be lost. ` +
        `Change it in postgresql.conf and reload the server`,
    );
  }
}
