/**
 * The lab's network: a namespace without a way out, in it a bridge with the controller's address. The namespace has no name and
 * no mount; it lives as long as a process that does nothing else. Pure: commands only.
 */
import { type Command, command } from '../command/command.ts';
import { insideGroup } from './control-group.ts';
import { addressOf, type HostName } from './hosts.ts';

export const bridge = 'br0';

/** Fixed, for a bridge otherwise takes the smallest address of its ports and changes it as hosts come and go. */
const bridgeAddress = '02:00:00:00:00:01';

/** States of a bridge's port (linux/if_bridge.h). */
const portState = { disabled: '0', forwarding: '3' } as const;

/** The process that is the namespace. */
export function holdNetwork(group: string): Command {
  return insideGroup(group, command('unshare', '--net', 'sleep', 'infinity'));
}

/** The namespace of a process, as nsenter takes it. */
export function namespaceOf(holder: number): string {
  return `/proc/${holder}/ns/net`;
}

/** The command, but with its network in the lab. */
export function insideNetwork(holder: number, { program, args }: Command): Command {
  return command('nsenter', `--net=${namespaceOf(holder)}`, program, ...args);
}

export function layNetwork(lab: string, holder: number): Command[] {
  return [
    command('ip', 'link', 'set', 'dev', 'lo', 'up'),
    command('ip', 'link', 'add', 'name', bridge, 'address', bridgeAddress, 'type', 'bridge'),
    command('ip', 'address', 'add', `${addressOf(lab, 'controller')}/24`, 'dev', bridge),
    command('ip', 'link', 'set', 'dev', bridge, 'up'),
  ].map((each) => insideNetwork(holder, each));
}

/**
 * Cuts a host off, or heals it: the bridge drops every frame of its port while the host's own carrier stays up. So nothing is
 * closed or refused, as when a switch in between has failed. (`ip link set … type bridge_slave state` does nothing here.)
 */
export function switchPort(holder: number, host: HostName, to: keyof typeof portState): Command {
  return insideNetwork(holder, command('bridge', 'link', 'set', 'dev', portOf(host), 'state', portState[to]));
}

/**
 * Takes away the port of a host that has ended. One that was cut off leaves connections whose end nobody hears, and these would keep
 * its network, and with it the port's name, for minutes.
 */
export function removePort(holder: number, host: HostName): Command {
  return insideNetwork(holder, command('ip', 'link', 'delete', 'dev', portOf(host)));
}

export function showPorts(holder: number): Command {
  return insideNetwork(holder, command('ip', '-json', '-details', 'link', 'show', 'master', bridge));
}

/** The hosts that are cut off, from what `showPorts` answered. */
export function cutHosts(answer: string): ReadonlySet<string> {
  const ports = JSON.parse(answer || '[]') as {
    ifname?: string;
    linkinfo?: { info_slave_data?: { state?: string } };
  }[];
  const cut = ports.filter((port) => port.linkinfo?.info_slave_data?.state === 'disabled');
  return new Set(cut.map((port) => port.ifname?.replace(/^vb-/, '') ?? ''));
}

/** nspawn's name for a host's end on the bridge. */
function portOf(host: HostName): string {
  return `vb-${host}`;
}
