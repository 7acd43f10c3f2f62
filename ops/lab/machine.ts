/**
 * Whether this machine can carry a lab, and what it takes. Missing programs are installed with apt; everything else is told.
 * Nothing of a lab is touched here.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { run, runAnyway } from '../command/run.ts';
import { findControlGroups } from './control-group.ts';

/** The programs that labs start, and the Debian packages that have them. */
const packageOf: Readonly<Record<string, string>> = {
  debootstrap: 'debootstrap',
  'systemd-nspawn': 'systemd-container',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  ip: 'iproute2',
  bridge: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
};

const machineHint =
  'a machine or virtual machine of its own; --state on a file system of its own if that one is an overlay';

/** Every systemd takes about ten of one user's, and Linux gives 128: hosts beyond the tenth would end while they start, saying nothing. */
const inotifyLimit = {
  file: '/proc/sys/fs/inotify/max_user_instances',
  setting: 'fs.inotify.max_user_instances',
  least: 1024,
};

/** The packages whose programs are nowhere on the path. */
export function missingPackages(path: string, exists: (file: string) => boolean = existsSync): string[] {
  const folders = path.split(delimiter).filter(Boolean);
  const missing = Object.entries(packageOf).filter(([name]) => !folders.some((folder) => exists(join(folder, name))));
  return [...new Set(missing.map(([, name]) => name))];
}

/** The group above all labs of this machine. */
export function labsGroup(): string {
  const root = findControlGroups(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (root === undefined) throw new OpsProblem('this machine has no control groups of version 2', 'mount cgroup2');
  return join(root, 'paperfloor-labs');
}

/** Rejects with `OpsProblem` saying why this machine cannot carry a lab that is kept in the directory. */
export async function prepareMachine(
  directory: string,
  { path, talk }: { path: string; talk: (line: string) => void },
): Promise<void> {
  if (process.getuid?.() !== 0) throw new OpsProblem('a lab starts hosts and networks, which takes root', 'sudo');
  tryGroups();
  makeRoom(talk);
  const missing = missingPackages(path);
  if (missing.length > 0) await install(missing, { path, talk });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const trial = mkdtempSync(join(directory, 'trial-'));
  try {
    for (const part of ['lower', 'upper', 'work', 'root']) mkdirSync(join(trial, part));
    const { code, stderr } = await runAnyway(tryMounts(trial));
    if (code !== 0) {
      throw new OpsProblem(`no overlays or network namespaces here: ${stderr.trim()}`, machineHint);
    }
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** Raises the limit until the machine starts anew. */
function makeRoom(talk: (line: string) => void): void {
  const { file, setting, least } = inotifyLimit;
  const found = Number(readFileSync(file, 'utf8'));
  if (found >= least) return;
  try {
    writeFileSync(file, String(least));
  } catch (error) {
    throw new OpsProblem(`${setting} is ${found}, too few for a lab`, `sysctl ${setting}=${least}`, { cause: error });
  }
  talk(`${setting} is ${least} now, it was ${found}: a host takes about ten`);
}

/** Whether groups can be made here and ended as a whole, which takes Linux 5.14; where they are read-only they cannot. */
function tryGroups(): void {
  const group = join(labsGroup(), `trial-${process.pid}`);
  try {
    mkdirSync(group, { recursive: true });
    const whole = existsSync(join(group, 'cgroup.kill'));
    rmdirSync(group);
    if (whole) return;
  } catch (error) {
    throw new OpsProblem(`no control groups can be made here: ${(error as Error).message}`, machineHint);
  }
  throw new OpsProblem('the kernel cannot end a control group as a whole', 'Linux 5.14 or later');
}

/** An overlay on the very file system the hosts will write to, in namespaces that end with the trial. */
export function tryMounts(trial: string) {
  const script =
    'cd "$1"; mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root; ip link set lo up';
  return command('unshare', '--mount', '--net', '--propagation', 'private', 'sh', '-euc', script, 'trial', trial);
}

async function install(
  packages: readonly string[],
  { path, talk }: { path: string; talk: (line: string) => void },
): Promise<void> {
  const apt = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet=2'];
  const byHand = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (!path.split(delimiter).some((folder) => existsSync(join(folder, 'apt-get')))) {
    throw new OpsProblem(`missing on this machine: ${packages.join(', ')}`, 'install them with its own tools');
  }
  talk(`installing what labs need: ${packages.join(' ')}`);
  try {
    await run(command('env', ...apt, 'update'));
    await run(command('env', ...apt, 'install', '--yes', '--no-install-recommends', ...packages));
  } catch (error) {
    throw new OpsProblem(`could not install ${packages.join(', ')}: ${(error as Error).message}`, byHand);
  }
}
