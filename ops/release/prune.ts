/**
 * What a server never reads and a release leaves out: tests, types, maps, documents and sources that packages bring along, and
 * libraries for other machines. Licences stay: they are the condition under which the rest may be passed on.
 */
import type { Platform } from './lockfile.ts';

const folders = new Set([
  '.github',
  'benchmark',
  'benchmarks',
  'coverage',
  'doc',
  'docs',
  'example',
  'examples',
  'test',
  'tests',
  '__tests__',
]);
const endings = ['.map', '.md', '.markdown', '.ts', '.mts', '.cts', '.flow', '.tsbuildinfo', '.yml', '.yaml'];
const licence = /^(licen[cs]e|notice|copying|authors)/i;
/** node-gyp-build's folders of compiled add-ons: `prebuilds/linux-x64/bufferutil.node`. */
const prebuilt = /^prebuilds\/([a-z0-9]+)-([a-z0-9]+)/;
/** Node's headers and manual pages: half of its package. */
const nodeExtras = /^(include|share)\//;

/** Whether a file of a package is packed. `path` is inside the package, with forward slashes. */
export function keepsPackageFile(packageName: string, path: string, { os, cpu }: Platform): boolean {
  if (packageName.startsWith('node-') && nodeExtras.test(path)) return false;
  const [, system, machines] = prebuilt.exec(path) ?? [];
  if (system !== undefined && (system !== os || machines !== cpu)) return false;
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (licence.test(name)) return true;
  return (
    !name.startsWith('.') && !parts.some((part) => folders.has(part)) && !endings.some((end) => name.endsWith(end))
  );
}

/** Whether a file of the project is packed: what the server runs, its start script, and the licence. */
export function keepsProjectFile(path: string): boolean {
  if (path === 'bin/paperfloor' || path === 'LICENSE') return true;
  return path.startsWith('src/') && !isForTests(path) && !path.endsWith('tsconfig.json');
}

export function isForTests(path: string): boolean {
  return /\.test\.ts$|\/test-support\/|\/fixtures\//.test(path);
}
