/**
 * Node's compile cache: what it made of our TypeScript and its packages, kept in node_modules/.cache. It saves a start half a
 * second, and more: taking types away runs in WebAssembly, whose memory grows, and from then on the engine checks at every access to a
 * typed array that its buffer is still there (seven in a hundred of the core's instructions). With everything in the cache
 * no process needs that. Node itself compares the sources; a cache that can't be written is not used.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from './pinned-node.mjs';
import { say } from './talk.mjs';

/** Loads every module of the server once, but for main.ts, which runs. */
const loadAll = `
  import { readdirSync } from 'node:fs';
  const files = readdirSync('src', { recursive: true }).filter((file) => /(?<!\\.test|\\.d)\\.ts$/.test(file) && file !== 'main.ts');
  for (const file of files) await import(new URL('src/' + file, 'file://' + process.cwd() + '/'));
`;

export function compileCachePath(root) {
  return process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'paperfloor');
}

/** Fills the cache when there is none. A failure costs speed and nothing else. */
export function fillCompileCache(root, node) {
  const path = compileCachePath(root);
  if (existsSync(path)) return;
  say('compiling…');
  for (const task of [
    ['--input-type=module', '--eval', loadAll],
    ['src/main.ts', '--version'],
  ]) {
    spawnSync(node, [...nodeFlags, ...task], {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: path },
      stdio: 'ignore',
    });
  }
}
