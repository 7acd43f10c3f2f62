/**
 * node_modules against package-lock.json. A stamp inside node_modules holds the digest of the lock it was installed from;
 * without a stamp (somebody ran npm by hand) npm's own record of what it installed is compared. Else `npm ci` runs, one at
 * a time even when two commands start together.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PreflightError, say } from './talk.mjs';

const pollMs = 250;

export async function installPackages(root) {
  if (isInstalled(root)) return;
  const release = await takeTurn(join(root, '.preflight.lock'));
  try {
    if (!isInstalled(root)) installAll(root);
  } finally {
    release();
  }
}

/** Whether node_modules holds what the lock asks for. Writes the stamp when npm's own record says so. */
export function isInstalled(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  const stamp = stampPath(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return true;
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8'));
  if (differences(JSON.parse(lock.toString('utf8')), installed).length > 0) return false;
  writeStamp(stamp, digest);
  return true;
}

/** Only saves the next comparison; an installation that belongs to somebody else works without. */
function writeStamp(path, digest) {
  try {
    writeFileSync(path, digest);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
}

/**
 * Packages of the lock that are absent or of another version. An optional one may be absent: it is for another platform.
 */
export function differences(wanted, installed) {
  return Object.entries(wanted.packages).flatMap(([path, entry]) => {
    if (path === '' || entry.link) return [];
    const found = installed.packages?.[path];
    if (found === undefined) return entry.optional || entry.peer ? [] : [path];
    return found.version === entry.version && found.integrity === entry.integrity ? [] : [path];
  });
}

function installAll(root) {
  say('installing packages with npm ci; the first time takes a minute or so…');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit'];
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, options);
  if (done.error) throw new PreflightError(`npm did not start (${done.error.message}); install npm, then run: npm ci`);
  if (done.status !== 0) throw new PreflightError(`npm ci failed (see above); run it again by hand in ${root}: npm ci`);
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  writeStamp(stampPath(root), digest);
}

function stampPath(root) {
  return join(root, 'node_modules', '.paperfloor-installed');
}

/** A lock file with our process id; that of a dead process is taken over. */
async function takeTurn(path) {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw new PreflightError(`cannot write ${path}: ${error.message}`);
    }
    if (!holderLives(path)) rmSync(path, { force: true });
    else await wait(pollMs);
  }
}

function holderLives(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
