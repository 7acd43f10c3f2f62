/**
 * What the tests need from the system: Chromium for the terminal, a PostgreSQL of version 15 or later beside the embedded one, what the
 * lab makes hosts with, what renders and reads their configuration, and what makes system calls fail. As root on a system with apt they
 * are installed; otherwise the command is named, and the tests that need them say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PreflightError, say } from './talk.mjs';

export const postgresqlMajorMin = 15;
const postgresqlFolder = '/usr/lib/postgresql';
/**
 * For the lab's hosts and network (ops/lab/machine.ts knows the rest, which every Debian has), for what is rendered for hosts, and for a
 * PostgreSQL whose syncs fail.
 */
const programs = {
  ansible: 'ansible-core',
  'ansible-lint': 'ansible-lint',
  haproxy: 'haproxy',
  debootstrap: 'debootstrap',
  'systemd-nspawn': 'systemd-container',
  ip: 'iproute2',
  ssh: 'openssh-client',
  strace: 'strace',
};
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

export function installSystemPackages() {
  const missing = missingPackages(process.env.PATH ?? '', postgresqlFolder);
  if (missing.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !onPath('apt-get', process.env.PATH ?? '')) {
    say(`tests that need ${missing.join(' and ')} will be skipped; to install: sudo ${command}`);
    return;
  }
  say(`installing what the tests need: ${command}`);
  if (apt(['update', '--quiet=2']) && apt(command.split(' ').slice(1))) return;
  throw new PreflightError(`could not install ${missing.join(' ')} (see above); run by hand: ${command}`);
}

/** Debian's names of what is not there. */
export function missingPackages(path, postgresqlHome) {
  const majors = existsSync(postgresqlHome) ? readdirSync(postgresqlHome) : [];
  const hasPostgresql = majors.some(
    (major) => Number(major) >= postgresqlMajorMin && existsSync(join(postgresqlHome, major, 'bin', 'initdb')),
  );
  return [
    ...(browsers.some((name) => onPath(name, path)) ? [] : ['chromium']),
    ...(hasPostgresql ? [] : ['postgresql-15']),
    ...Object.entries(programs).flatMap(([program, name]) => (onPath(program, path) ? [] : [name])),
  ];
}

function onPath(name, path) {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0;
}
