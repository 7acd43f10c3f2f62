/**
 * Brings the schema to this release. Migrations are numbered files in `migrations/`, forward only, and expand: the release
 * before must still run on the result. One that can't keep that promise exports `breaking = true`; from then on an older
 * release refuses to start instead of guessing. Two servers that start at once take turns (the migrator locks).
 */
import { readdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Pool } from 'pg';

export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';
}

interface MigrationFile extends Migration {
  readonly breaking?: boolean;
}

/** Rejects with `SchemaTooNew` when a later release changed the schema in a way this one can't work with. */
export async function migrateToLatest(kysely: Kysely<unknown>, pool: Pool, schema: string): Promise<void> {
  await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`).catch(ignoreLostRace);
  const files = await readMigrations();
  const known = Object.keys(files);
  const newest = known.at(-1) ?? '';
  const level = await readLevel(pool);
  if (level !== undefined && level.oldestRelease > newest) {
    throw new SchemaTooNew(
      `expected a database schema up to ${newest}, found one changed by a later release (${level.oldestRelease}) in a way ` +
        'this one cannot work with: start the later release, or restore a backup made before it',
    );
  }
  if (level !== undefined && level.newest >= newest) return;
  const provider = { getMigrations: async () => files };
  const migrator = new Migrator({ db: kysely, provider, migrationTableSchema: schema });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  const breaking = known.filter((name) => files[name]?.breaking === true).at(-1) ?? '';
  await pool.query(
    `INSERT INTO schema_level (newest, oldest_release) VALUES ($1, $2)
     ON CONFLICT (only_row) DO UPDATE
       SET newest = greatest(schema_level.newest, excluded.newest),
           oldest_release = greatest(schema_level.oldest_release, excluded.oldest_release)`,
    [newest, breaking],
  );
}

async function readMigrations(): Promise<Record<string, MigrationFile>> {
  const directory = new URL('./migrations/', import.meta.url);
  const names = (await readdir(directory)).filter((name) => /^\d{4}-[a-z0-9-]+\.ts$/.test(name)).sort();
  const files: Record<string, MigrationFile> = {};
  for (const name of names) {
    files[name.slice(0, -3)] = (await import(new URL(name, directory).href)) as MigrationFile;
  }
  return files;
}

/** Undefined before the first migration. */
async function readLevel(pool: Pool): Promise<{ newest: string; oldestRelease: string } | undefined> {
  const { rows: tables } = await pool.query<{ found: boolean }>(
    `SELECT to_regclass('schema_level') IS NOT NULL AS found`,
  );
  if (tables[0]?.found !== true) return undefined;
  const { rows } = await pool.query<{ newest: string; oldestRelease: string }>(
    'SELECT newest, oldest_release AS "oldestRelease" FROM schema_level',
  );
  return rows[0];
}

/** CREATE SCHEMA IF NOT EXISTS can still collide with another server's. */
function ignoreLostRace(error: { code?: string }): void {
  if (error.code !== '23505' && error.code !== '42P06') throw error;
}
