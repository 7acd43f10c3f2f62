/**
 * What a release holds: the program's sources, the built terminal, the pinned Node, and the packages a server needs, each without
 * what is only there for tests and development. Two lists are made on the way: `files.sha256`, by which a host can be compared
 * with the release it should run at any later time, and package.json with the release's version.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { type ArtifactFile, sha256 } from './artifact.ts';
import type { Checkout } from './checkout.ts';
import type { LockedPackage, Platform } from './lockfile.ts';
import { keepsPackageFile, keepsProjectFile } from './prune.ts';

export interface ContentSources {
  readonly root: string;
  readonly version: string;
  readonly checkout: Checkout;
  readonly packages: readonly LockedPackage[];
  readonly platform: Platform;
  /** Where the terminal was built. */
  readonly terminal: string;
}

/** In the order of their paths. Throws `OpsProblem` when node_modules is not what the lock says. */
export function gatherContents(sources: ContentSources): ArtifactFile[] {
  const { root, version, checkout, packages, platform, terminal } = sources;
  const project = checkout.files
    .filter(({ path }) => keepsProjectFile(path))
    .map(({ path, executable }) => ({ ...fileOf(path, join(root, path)), executable }));
  const files = [
    ...project,
    bytes('package.json', trimmedPackageJson(root, version)),
    ...filesUnder(terminal).map((path) => fileOf(`terminal/dist/${path}`, join(terminal, path))),
    ...packages.flatMap((item) => packageFiles(root, item, platform)),
  ];
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** `sha256sum --check` reads it, inside the unpacked release. */
export async function listDigests(files: readonly ArtifactFile[]): Promise<string> {
  const lines: string[] = [];
  for (const { source, path } of files) lines.push(`${await sha256(source)}  ${path}\n`);
  return lines.join('');
}

export function bytes(path: string, text: string): ArtifactFile {
  const source = Buffer.from(text);
  return { path, executable: false, size: source.length, source };
}

function packageFiles(root: string, item: LockedPackage, platform: Platform): ArtifactFile[] {
  const directory = join(root, item.path);
  const found = installedVersion(directory);
  if (found !== item.version) {
    throw new OpsProblem(
      `expected ${item.name} ${item.version} in ${item.path}, as package-lock.json says, found ${found ?? 'none'}`,
      'npm ci --include=optional',
    );
  }
  return filesUnder(directory)
    .filter((path) => !path.startsWith('node_modules/') && keepsPackageFile(item.name, path, platform))
    .map((path) => fileOf(`${item.path}/${path}`, join(directory, path)));
}

function installedVersion(directory: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

function filesUnder(directory: string): string[] {
  return globSync('**', { cwd: directory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

/** The owner's bit says whether a file can be run; the others are the umask's. */
function fileOf(path: string, source: string): ArtifactFile {
  const { mode, size } = statSync(source);
  return { path, executable: (mode & 0o100) !== 0, size, source };
}

/** No scripts and no development packages: npm has nothing to do on a host. */
function trimmedPackageJson(root: string, version: string): string {
  const { name, description, license, type, bin, dependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  return `${JSON.stringify({ name, version, description, license, private: true, type, bin, dependencies }, null, 2)}\n`;
}
