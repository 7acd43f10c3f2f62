/**
 * One host: a real systemd machine, booted by systemd-nspawn on an overlay of the base image. Overlay, /run and /tmp are
 * mounts of its own processes alone: the machine underneath sees none of them, and they end with the host. Pure: commands only.
 */
import { type Command, command, quote } from '../command/command.ts';
import { sshOptions } from '../command/ssh-options.ts';
import { insideGroup } from './control-group.ts';
import type { HostName } from './hosts.ts';
import { bridge, insideNetwork } from './network-plan.ts';

export const sshUser = 'ops';

export interface HostPlaces {
  /** The host's control group. */
  readonly group: string;
  /** The base image with what stands on it, the topmost first, and the package mirror: hosts only read them. */
  readonly lower: readonly string[];
  readonly mirror: string;
  /** What the host has written, and overlayfs's own working directory beside it. */
  readonly upper: string;
  readonly work: string;
}

/**
 * The overlay's paths are looked up before /tmp is hidden, for the lab itself may be kept there. The hierarchy of version 2 is
 * asked for by name: on machines that mount both, Debian 13 would refuse to boot on the old one.
 */
const bootScript = `mount -t tmpfs -o mode=0755 tmpfs /run
mkdir /run/root /run/mirror
mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay /run/root
mount --bind "$4" /run/mirror
mount -t tmpfs tmpfs /tmp
shift 4
exec "$@"`;

export function bootHost(holder: number, host: HostName, places: HostPlaces): Command {
  const nspawn = [
    ...['env', 'SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1', 'systemd-nspawn', '--quiet', '--boot', '--directory=/run/root'],
    ...[`--machine=${host}`, `--network-bridge=${bridge}`, '--bind-ro=/run/mirror:/srv/apt'],
    // The machine underneath need not run systemd, and hosts are no concern of its machined.
    ...['--register=no', '--keep-unit', '--link-journal=no', '--resolv-conf=off', '--timezone=off', '--console=pipe'],
  ];
  const { lower, upper, work, mirror } = places;
  const shell = ['sh', '-euc', bootScript, 'boot', lower.join(':'), upper, work, mirror, ...nspawn];
  const boot = command('unshare', '--mount', '--propagation', 'private', ...shell);
  return insideGroup(places.group, insideNetwork(holder, boot));
}

export interface Reach {
  readonly holder: number;
  /** The operator's private key, and the hosts' public ones. */
  readonly key: string;
  readonly knownHosts: string;
}

/** Runs words on a host as the operator would, over ssh. The host's shell gets each word as it is. */
export function onHost(address: string, { holder, key, knownHosts }: Reach, words: readonly string[]): Command {
  const options = [
    ...['-i', key, '-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR', ...sshOptions],
  ];
  return insideNetwork(holder, command('ssh', ...options, `${sshUser}@${address}`, '--', ...words.map(quote)));
}
