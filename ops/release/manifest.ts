/**
 * What a release says about itself, in and beside the artifact, for people and for `deploy`: where it comes from, what it needs,
 * from where it can be upgraded to and whether there is a way back. It holds no time but the commit's, so that it is reproducible.
 */
import { OpsProblem } from '../command/problem.ts';
import { isVersion } from './version.ts';

export interface Manifest {
  readonly format: 1;
  readonly product: 'paperfloor';
  readonly version: string;
  readonly commit: string;
  readonly committedAt: string;
  /** `linux-x64` */
  readonly platform: string;
  readonly node: string;
  /** SHA-256 of package-lock.json. */
  readonly lockfile: string;
  readonly embeddedPostgresql: boolean;
  /** Debian's packages that the pinned Node is linked against and that a minimal system may lack. */
  readonly systemPackages: readonly string[];
  readonly rulesVersion: number;
  readonly migrations: readonly string[];
  /** Those that the release before doesn't have. */
  readonly newMigrations: readonly string[];
  readonly previous: string | null;
  readonly oldestUpgradeFrom: string;
  readonly rollForwardOnly: boolean;
  readonly rollForwardReasons: readonly string[];
  readonly files: number;
  readonly unpackedBytes: number;
  /** SHA-256 of `files.sha256` inside the artifact. */
  readonly filesDigest: string;
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const hint = 'copy the release again from where it was built';

/** Throws `OpsProblem` when the text is no manifest this version can read. */
export function readManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OpsProblem('expected manifest.json to be JSON, found something else', hint);
  }
  if (typeof value !== 'object' || value === null)
    throw new OpsProblem('expected manifest.json to hold an object', hint);
  const manifest = value as Manifest;
  if (manifest.product !== 'paperfloor' || manifest.format !== 1) {
    throw new OpsProblem(
      `expected a Paperfloor manifest of format 1, found ${String(manifest.product)} of format ${String(manifest.format)}`,
      'use the paperfloor that came with the release',
    );
  }
  const wrong = fields.filter(([name, fits]) => !fits(manifest[name])).map(([name]) => name);
  if (wrong.length > 0) throw new OpsProblem(`manifest.json: ${wrong.join(', ')} missing or of another shape`, hint);
  return manifest;
}

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const count = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const flag = (value: unknown): boolean => typeof value === 'boolean';
const texts = (value: unknown): boolean => Array.isArray(value) && value.every(text);
const version = (value: unknown): boolean => typeof value === 'string' && isVersion(value);

const fields: readonly (readonly [keyof Manifest, (value: unknown) => boolean])[] = [
  ['version', version],
  ['commit', (value) => typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value)],
  ['committedAt', text],
  ['platform', (value) => typeof value === 'string' && /^[a-z0-9]+-[a-z0-9]+$/.test(value)],
  ['node', text],
  ['lockfile', text],
  ['embeddedPostgresql', flag],
  ['systemPackages', texts],
  ['rulesVersion', count],
  ['migrations', texts],
  ['newMigrations', texts],
  ['previous', (value) => value === null || version(value)],
  ['oldestUpgradeFrom', version],
  ['rollForwardOnly', flag],
  ['rollForwardReasons', texts],
  ['files', count],
  ['unpackedBytes', count],
  ['filesDigest', text],
];
