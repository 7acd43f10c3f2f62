/**
 * Which Debian the hosts are, and what they are made of: the packages of the bare host, and those that the roles of
 * ops/ansible install on it later, which the lab keeps ready because its hosts have no way out.
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

/** What the roles install. */
export function rolePackages(suite: Suite): readonly string[] {
  const major = postgresqlMajors[suite];
  return [
    ...['chrony', 'haproxy', 'keepalived', 'socat', 'acl', 'openssl', 'logrotate', 'rsyslog', 'rsyslog-gnutls'],
    ...['libatomic1', 'libstdc++6'],
    ...[`postgresql-${major}`, `postgresql-client-${major}`, 'python3-psycopg2', 'pgbackrest'],
    ...['prometheus', 'prometheus-alertmanager', 'prometheus-node-exporter', 'prometheus-postgres-exporter'],
    ...['bind9', 'bind9-dnsutils'],
  ];
}
