/** What a host is told before it boots: its name, everybody's address, its own network, its keys. Pure: texts only. */
import { addressOf, type HostName, hostNames, labDomain } from './hosts.ts';

export interface HostFile {
  /** From the host's root. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** User and group on the host; the operator's is the first there is. */
  readonly owner: 'root' | 'ops';
}

export interface HostKeys {
  /** OpenSSH's text of the host's own private key. */
  readonly hostKey: string;
  /** The line of the operator's public key. */
  readonly operatorKey: string;
}

export function hostFiles(lab: string, host: HostName, keys: HostKeys): HostFile[] {
  return [
    { path: 'etc/hostname', text: `${host}\n`, mode: 0o644, owner: 'root' },
    { path: 'etc/hosts', text: hostsFile(lab, host), mode: 0o644, owner: 'root' },
    { path: 'etc/systemd/network/10-host0.network', text: networkFile(lab, host), mode: 0o644, owner: 'root' },
    { path: 'etc/ssh/ssh_host_ed25519_key', text: keys.hostKey, mode: 0o600, owner: 'root' },
    { path: 'home/ops/.ssh/authorized_keys', text: keys.operatorKey, mode: 0o600, owner: 'ops' },
  ];
}

function hostsFile(lab: string, host: HostName): string {
  const others = hostNames.filter((name) => name !== host);
  return [
    '127.0.0.1 localhost',
    `127.0.1.1 ${host}.${labDomain} ${host}`,
    ...others.map((name) => `${addressOf(lab, name)} ${name}.${labDomain} ${name}`),
    `${addressOf(lab, 'controller')} controller.${labDomain} controller`,
    '',
  ].join('\n');
}

/** Without gateway and resolver: the lab has no way out. */
function networkFile(lab: string, host: HostName): string {
  return [
    ...['[Match]', 'Name=host0', '', '[Network]', `Address=${addressOf(lab, host)}/24`],
    ...['LinkLocalAddressing=no', 'LLDP=no', 'IPv6AcceptRA=no', ''],
  ].join('\n');
}
