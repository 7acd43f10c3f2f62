/**
 * The Node that runs Paperfloor: the pinned one from npm where its platform has a package, else a recent one from here or
 * from the PATH.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PreflightError } from './talk.mjs';

export const majorMin = 24;

/**
 * What V8 is told, and can be told only at its start. A young generation of up to three times 64 MB, because under a load of orders nearly
 * everything dies young: measured over HTTP, 83 to 92 us of CPU an order against 98. Nothing is put into the old generation at birth: V8 learns to
 * do that with a server's answers, each of which then keeps its request alive until the next full collection; without, 62 us an
 * order against 80, and collections of 2.5 ms against 15. And a larger budget for folding functions into one another: the matching loop is 5 to 12 %
 * faster with it (docs/benchmarks.md). bin/paperfloor and the image name the same, and the benchmarks run under them.
 */
export const nodeFlags = [
  '--max-semi-space-size=64',
  '--max-inlined-bytecode-size-cumulative=2500',
  '--no-allocation-site-pretenuring',
];

/**
 * What the C library under Node is told. Large blocks, which the books are, stand in pages of 2 MB where the system has them to give: with
 * 200,000 orders resting the core is 10 to 17 % faster (docs/benchmarks.md), and takes no more memory. Other C libraries do not
 * know the name and leave it alone. bin/paperfloor and the image say the same.
 */
export const nodeEnvironment = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

export function findNode(root, platform = `${process.platform}-${process.arch}`) {
  const pinned = join(root, 'node_modules', `node-${platform}`, 'bin', 'node');
  if (canRun(pinned)) return pinned;
  if (isRecent(process.versions.node)) return process.execPath;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, 'node');
    if (canRun(candidate) && isRecent(versionOf(candidate))) return candidate;
  }
  throw new PreflightError(
    `Paperfloor needs Node ${majorMin} or later and found ${process.versions.node}. On Linux npm brings it: run npm ci ` +
      'without --omit=optional. Elsewhere install Node 26 from https://nodejs.org.',
  );
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRecent(version) {
  return Number(version.split('.')[0]) >= majorMin;
}

function versionOf(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return (stdout ?? '').replace('v', '');
}
