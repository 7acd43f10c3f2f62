/** A manifest for tests, small and whole. */
import type { Manifest } from '../manifest.ts';

export const aManifest: Manifest = {
  format: 1,
  product: 'paperfloor',
  version: '0.1.0',
  commit: 'c0ffee'.padEnd(40, '0'),
  committedAt: '2026-11-22T06:00:00.000Z',
  platform: 'linux-x64',
  node: '26.10.0',
  lockfile: 'ab'.repeat(32),
  embeddedPostgresql: false,
  systemPackages: ['libatomic1'],
  rulesVersion: 2,
  migrations: ['0001-journal'],
  newMigrations: [],
  previous: null,
  oldestUpgradeFrom: '0.1.0',
  rollForwardOnly: false,
  rollForwardReasons: [],
  files: 1,
  unpackedBytes: 1,
  filesDigest: 'cd'.repeat(32),
};
