/**
 * How the base image and the package mirror are made: one bare Debian that every host has underneath, and the packages its
 * roles will ask for, fetched once, so that hosts without a way out really install them. Pure: commands and texts only.
 */
import { type Command, command } from '../command/command.ts';
import { bareHostPackages, rolePackages, type Suite } from './suite.ts';

export interface Mirrors {
  readonly main: string;
  readonly security: string;
}

/** Raised when a base made earlier would not do any more. */
const recipe = 2;

/** The base's name in the cache: another suite, recipe or list of packages is another base. */
export function baseKey(suite: Suite, digest: (text: string) => string): string {
  const ingredients = [recipe, suite, ...bareHostPackages, '', ...rolePackages(suite)];
  return `${suite}-${digest(ingredients.join(' ')).slice(0, 12)}`;
}

/**
 * Debian's mirrors as this machine's own apt has them, from `apt-get indextargets`: one line `URI` for each. Undefined where it
 * names none; security updates that it does not name stand beside the rest, as every mirror has them.
 */
export function readMirrors(targets: string): Mirrors | undefined {
  const uris = targets.split('\n').map((line) => line.trim().replace(/\/$/, ''));
  const main = uris.find((uri) => /\/debian$/.test(uri));
  if (main === undefined) return undefined;
  return { main, security: uris.find((uri) => /\/debian-security$/.test(uri)) ?? `${main}-security` };
}

export const listMirrors = command('apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages');

export function bootstrap(suite: Suite, mirrors: Mirrors, base: string): Command {
  const include = `--include=${bareHostPackages.join(',')}`;
  return command('debootstrap', '--variant=minbase', include, suite, base, mirrors.main);
}

/** What apt on the base reads while the mirror is filled. */
export function fetchingSources(suite: Suite, { main, security }: Mirrors): string {
  return [`${main} ${suite}`, `${main} ${suite}-updates`, `${security} ${suite}-security`]
    .map((source) => `deb ${source} main\n`)
    .join('');
}

/** What apt on a host reads: the packages of the mirror, which hosts have read-only beneath /srv/apt. */
export const hostSources = 'deb [trusted=yes] file:/srv/apt ./\n';

/** Asked for together, so that what they need is worked out once, against the base. */
export function fetchPackages(suite: Suite, base: string): Command[] {
  const quiet = ['--quiet=2', '--option', 'Dpkg::Use-Pty=false'];
  const install = ['install', '--yes', '--no-install-recommends', '--download-only'];
  return [
    command('chroot', base, 'apt-get', ...quiet, 'update'),
    command('chroot', base, 'apt-get', ...quiet, ...install, ...rolePackages(suite)),
  ];
}

/** What a machine in a lab does not need, or may not wait for. */
const unwantedUnits = [
  ...['systemd-networkd-wait-online.service', 'systemd-firstboot.service', 'systemd-journald-audit.socket'],
  ...['console-getty.service', 'getty.target', 'apt-daily.timer', 'apt-daily-upgrade.timer'],
  ...['dpkg-db-backup.timer', 'e2scrub_all.timer', 'fstrim.timer'],
];

/** From a fresh Debian to a bare host: the operator's user, no identity of its own, quiet boot. */
export function bareHost(base: string): Command[] {
  return [
    command('chroot', base, 'useradd', '--create-home', '--uid', '1000', '--shell', '/bin/bash', 'ops'),
    command('chroot', base, 'systemctl', '--quiet', 'enable', 'systemd-networkd.service'),
    command('chroot', base, 'systemctl', '--quiet', 'mask', ...unwantedUnits),
    command('chroot', base, 'apt-get', 'clean'),
    command('find', `${base}/etc/ssh`, '-name', 'ssh_host_*', '-delete'),
    command('find', `${base}/var/lib/apt/lists`, '-type', 'f', '-delete'),
    command('rm', '--force', `${base}/etc/hostname`, `${base}/etc/resolv.conf`, `${base}/var/lib/dbus/machine-id`),
  ];
}

/** Files of the base; an empty machine-id is filled at each host's first boot (machine-id(5)). */
export const baseFiles: readonly { readonly path: string; readonly text: string; readonly mode: number }[] = [
  { path: 'etc/sudoers.d/ops', text: 'ops ALL=(ALL) NOPASSWD:ALL\n', mode: 0o440 },
  { path: 'etc/machine-id', text: '', mode: 0o444 },
  { path: 'etc/apt/sources.list', text: hostSources, mode: 0o644 },
];

/** One package's paragraph of the index that apt reads: its own fields and where its file is. */
export function indexParagraph(
  fields: string,
  file: { readonly name: string; readonly bytes: number; readonly sha256: string },
): string {
  const ours = [`Filename: ./${file.name}`, `Size: ${file.bytes}`, `SHA256: ${file.sha256}`];
  return `${fields.trimEnd()}\n${ours.join('\n')}\n\n`;
}
