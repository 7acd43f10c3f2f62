/**
 * promtool, which checks and tests the alert rules. Debian's package is fetched and unpacked into a cache, not installed: installing it
 * would start a Prometheus on the developer's machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { say } from './talk.mjs';

/** Debian 13 has it in a package of its own, Debian 12 inside prometheus. */
const packages = ['promtool', 'prometheus'];

/** Where it is, on the path or in the cache; undefined where it is not. */
export function findPromtool(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders.map((folder) => join(folder, 'promtool')), cached(env)].find((file) => existsSync(file));
}

/** Fetches it unless it is there. Without apt the tests that need it say that they were skipped. */
export function fetchPromtool(env = process.env) {
  if (findPromtool(env) !== undefined) return;
  const target = dirname(dirname(dirname(cached(env))));
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}-`);
  try {
    const wanted = packages.find((name) => runs('apt-get', ['--quiet=2', 'download', name], work));
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (wanted === undefined || archive === undefined || !runs('dpkg-deb', ['--extract', archive, '.'], work)) {
      say('tests that need promtool will be skipped; it is in Debian as prometheus or promtool');
      return;
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function cached(env) {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'paperfloor/promtool/usr/bin/promtool');
}

function runs(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] }).status === 0;
}
