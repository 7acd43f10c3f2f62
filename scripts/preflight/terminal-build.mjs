/**
 * Builds the terminal when what it is made from has changed. The build carries a fingerprint of its sources (names, sizes,
 * times); Vite empties the folder before it builds, so a build that failed half way has none.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PreflightError, say } from './talk.mjs';

const sources = ['terminal', 'src/core/units', 'package-lock.json'];
const notSources = new Set(['dist', 'node_modules']);

export function buildTerminal(root, node) {
  if (isFresh(root)) return;
  say('building the terminal…');
  const before = fingerprint(root);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const done = spawnSync(node, [vite, 'build', 'terminal', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) {
    throw new PreflightError(
      'the terminal did not build (see above). Mend it, or start without it: bin/paperfloor serve --terminal off',
    );
  }
  writeFileSync(stampPath(root), before);
}

export function isFresh(root) {
  const stamp = stampPath(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const source of sources) addPath(hash, root, source);
  return hash.digest('hex');
}

function addPath(hash, root, path) {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) {
    hash.update(`${path} ${status.size} ${status.mtimeMs}\n`);
    return;
  }
  const names = readdirSync(join(root, path)).filter((name) => !notSources.has(name));
  for (const name of names.sort()) addPath(hash, root, `${path}/${name}`);
}

function stampPath(root) {
  return join(root, 'terminal', 'dist', '.built-from');
}
