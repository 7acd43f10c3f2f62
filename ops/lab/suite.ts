/**
 * Which Debian the hosts are, and what they are made of: the packages of the bare host, and those that the roles of
 * ops/ansible ask for, which the lab keeps ready because its hosts have no way out.
 *
 * Debian 13 by default: Debian 12's Patroni 3.0.2 lost acknowledged writes when a primary was isolated and healed.
 */
import { OpsUsageError } from '../command/problem.ts';

/** The major version of PostgreSQL that each suite brings. */
const postgresqlMajors = { trixie: 17, bookworm: 15 } as const;

export type Suite = keyof typeof postgresqlMajors;

export const defaultSuite: Suite = 'trixie';

export function readSuite(text: string): Suite {
  if (Object.hasOwn(postgresqlMajors, text)) return text as Suite;
  throw new OpsUsageError(
    `--suite: expected ${Object.keys(postgresqlMajors).join(' or ')}, found ${JSON.stringify(text)}`,
  );
}

/** What a bare host has: enough to be reached over ssh and provisioned. netbase: without it nft knows no protocol names. */
export const bareHostPackages: readonly string[] = [
  ...['systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'sudo', 'python3', 'python3-apt'],
  ...['nftables', 'iproute2', 'iputils-ping', 'netbase', 'ca-certificates', 'curl', 'procps'],
];

export function postgresqlMajorOf(suite: Suite): number {
  return postgresqlMajors[suite];
}

/** What roles a host of a lab has, named as the groups of the inventories are; `every` are those that all hosts share. */
export const hostKinds = ['every', 'lb', 'app', 'db', 'backup', 'monitor', 'scratch'] as const;

export type HostKind = (typeof hostKinds)[number];

/** What the roles install on each kind of host; a test compares it with them. */
export function packagesByKind(suite: Suite): Readonly<Record<HostKind, readonly string[]>> {
  const major = postgresqlMajorOf(suite);
  const consensus = ['etcd-server', 'etcd-client'];
  const exporters = ['prometheus-postgres-exporter', 'prometheus-blackbox-exporter'];
  // Debian 12 has it inside prometheus.
  const promtool = suite === 'trixie' ? ['promtool'] : [];
  return {
    every: [
      ...['nftables', 'chrony', 'acl', 'openssl', 'rsyslog', 'rsyslog-gnutls', 'logrotate'],
      'prometheus-node-exporter',
    ],
    lb: ['haproxy', 'keepalived', 'socat'],
    app: ['libatomic1', 'libstdc++6'],
    db: [
      ...[...consensus, 'pgbackrest', `postgresql-${major}`, `postgresql-client-${major}`],
      // python3-etcd: by itself Patroni brings what it needs for Consul.
      ...['patroni', 'python3-etcd', 'python3-psycopg2'],
    ],
    backup: [...consensus, 'pgbackrest'],
    monitor: [
      ...['prometheus', 'prometheus-alertmanager', ...exporters, ...promtool],
      ...['bind9', 'bind9-utils', 'bind9-dnsutils'],
    ],
    scratch: ['pgbackrest', `postgresql-${major}`],
  };
}

/** Everything that the roles install. */
export function rolePackages(suite: Suite): readonly string[] {
  return [...new Set(Object.values(packagesByKind(suite)).flat())];
}
