/**
 * The file with the keys that seal secrets: 64 hex digits a line, the first one seals, the others still open what they sealed.
 * It is made with one fresh key when that is asked for, readable by its owner alone, and changed only as a whole. To look for it never
 * makes it: a fresh key opens nothing, and a mistyped name would go unseen. Never in the database, never printed.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SecretKeyError, sealingKeyBytes } from './secret-box.ts';

const keysMax = 16;
const keyPattern = /^[0-9a-f]{64}$/;

/** Reads the keys in `path`. Throws `SecretKeyError` when there is no such file, or anything else in it. */
export function loadSecretKeys(path: string): readonly Uint8Array[] {
  if (!existsSync(path)) {
    throw new SecretKeyError(`${path}: expected a file with a key, found none; restore the file`);
  }
  const text = readFileSync(path, 'utf8').trim();
  const lines = text.split('\n').map((line) => line.trim());
  if (lines.length > keysMax)
    throw new SecretKeyError(`${path}: expected at most ${keysMax} keys, found ${lines.length}`);
  for (const line of lines) {
    if (keyPattern.test(line)) continue;
    throw new SecretKeyError(`${path}: expected 64 hex digits, found ${line.length} characters; restore the file`);
  }
  if ((statSync(path).mode & 0o077) !== 0) closeToOthers(path);
  return lines.map((line) => Buffer.from(line, 'hex'));
}

/** Makes the file (mode 0600) with one fresh key where there is none. False when it is there: one that somebody else makes meanwhile stays, too. */
export function makeSecretKeys(path: string): boolean {
  if (existsSync(path)) return false;
  // Servers with one file may start at once.
  const next = writeNext(`${path}.${process.pid}`, [randomBytes(sealingKeyBytes)]);
  try {
    linkSync(next, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return false;
  } finally {
    rmSync(next);
    keepNames(path);
  }
}

/** A fresh key before all others: with the next load it seals, and what the others sealed still opens. */
export function addSecretKey(path: string): readonly Uint8Array[] {
  const keys = [randomBytes(sealingKeyBytes), ...loadSecretKeys(path)];
  if (keys.length > keysMax)
    throw new SecretKeyError(`${path}: expected at most ${keysMax} keys, found ${keys.length}`);
  replaceFile(path, keys);
  return keys;
}

/** Leaves only the key that seals. */
export function dropOldSecretKeys(path: string): readonly Uint8Array[] {
  const keys = loadSecretKeys(path).slice(0, 1);
  replaceFile(path, keys);
  return keys;
}

function replaceFile(path: string, keys: readonly Uint8Array[]): void {
  renameSync(writeNext(path, keys), path);
  keepNames(path);
}

/** Whole and on the disk before it has its name: after a crash at any instant there is the old file, or the new one, or none. */
function writeNext(path: string, keys: readonly Uint8Array[]): string {
  const next = `${path}.new`;
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', 0o600);
  try {
    writeFileSync(file, textOf(keys));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return next;
}

/** What is sealed is on the disk within a moment; a key's name must not be lost behind it. */
function keepNames(path: string): void {
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function textOf(keys: readonly Uint8Array[]): string {
  return `${keys.map((key) => Buffer.from(key).toString('hex')).join('\n')}\n`;
}

/** A file on a read-only file system (a systemd credential, a mounted secret) has the rights that whoever mounted it chose. */
function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EROFS')) throw error;
  }
}
