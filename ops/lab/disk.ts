/** Makes a host's disk: the files that differ from the base, and the keys by which hosts and operator know each other. */
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../command/command.ts';
import { run } from '../command/run.ts';
import { hostFiles } from './host-files.ts';
import { addressOf, type HostName } from './hosts.ts';
import { diskPaths, type LabPaths } from './lab-name.ts';

/** The number of the base's user `ops`. */
const opsUser = 1000;

/** A new disk in place of whatever is there. */
export async function makeDisk(lab: string, host: HostName, paths: LabPaths): Promise<void> {
  const disk = diskPaths(paths, host);
  rmSync(disk.directory, { recursive: true, force: true });
  for (const directory of [disk.upper, disk.work]) mkdirSync(directory, { recursive: true, mode: 0o755 });
  await makeKey(disk.hostKey, host);
  if (!existsSync(`${paths.key}.pub`)) {
    rmSync(paths.key, { force: true });
    await makeKey(paths.key, `operator of lab ${lab}`);
  }
  const keys = { hostKey: readFileSync(disk.hostKey, 'utf8'), operatorKey: readFileSync(`${paths.key}.pub`, 'utf8') };
  for (const { path, text, mode, owner } of hostFiles(lab, host, keys)) {
    const file = join(disk.upper, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, text, { mode });
    if (owner === 'ops') giveTo(opsUser, [dirname(dirname(file)), dirname(file), file]);
  }
}

/** What ssh compares hosts with; written anew, because a rebuilt host has a new key. */
export function rememberHosts(lab: string, paths: LabPaths, hosts: readonly HostName[]): void {
  const lines = hosts.map((host) => {
    const [type, key] = readFileSync(`${diskPaths(paths, host).hostKey}.pub`, 'utf8').split(' ');
    return `${addressOf(lab, host)},${host} ${type} ${key}\n`;
  });
  writeFileSync(paths.knownHosts, lines.join(''), { mode: 0o600 });
}

function makeKey(file: string, comment: string): Promise<unknown> {
  return run(command('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file));
}

function giveTo(user: number, paths: readonly string[]): void {
  for (const path of paths) chownSync(path, user, user);
}
