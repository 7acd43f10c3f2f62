/**
 * The hosts of a lab and their addresses. The inventories of ops/ansible name the same ones; a test compares them. Each lab has
 * a network of its own without a way out, so addresses may repeat between labs; staging and production differ all the same,
 * so that a probe from one can name the other.
 */
import { OpsUsageError } from '../command/problem.ts';
import type { HostKind } from './suite.ts';

/** The last byte of each host's address. */
const hostNumbers = {
  ...{ lb1: 11, lb2: 12, app1: 21, app2: 22, db1: 31, db2: 32, bak1: 41, mon1: 51 },
  scratch1: 61,
} as const;

export type HostName = keyof typeof hostNumbers;

export const hostNames = Object.keys(hostNumbers) as readonly HostName[];

/** Made when a backup is to be proved, and thrown away afterwards. */
export const scratchHost: HostName = 'scratch1';

/** What a lab consists of unless it is told. */
export const standingHosts = hostNames.filter((name) => name !== scratchHost);

/** The group of the inventories that hosts of a name are in. */
const kinds: Readonly<Record<string, Exclude<HostKind, 'every'>>> = {
  ...{ lb: 'lb', app: 'app', db: 'db', bak: 'backup', mon: 'monitor', scratch: 'scratch' },
};

export function kindOf(host: HostName): HostKind {
  return kinds[host.replace(/\d+$/, '')] ?? 'every';
}

/** The names hosts have in DNS and in certificates. */
export const labDomain = 'paperfloor.test';

/** Where commands of the operator come from: this machine's end of the lab's network. */
const controllerNumber = 1;

export function networkOf(lab: string): string {
  return lab === 'production' ? '10.77.2' : '10.77.1';
}

export function addressOf(lab: string, host: HostName | 'controller'): string {
  return `${networkOf(lab)}.${host === 'controller' ? controllerNumber : hostNumbers[host]}`;
}

export function readHostName(text: string): HostName {
  if (Object.hasOwn(hostNumbers, text)) return text as HostName;
  throw new OpsUsageError(`expected a host of the lab (${hostNames.join(', ')}), found ${JSON.stringify(text)}`);
}
