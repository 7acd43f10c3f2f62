/**
 * The hosts of a lab and their addresses. The inventories of ops/ansible name the same ones; a test compares them. Each lab has
 * a network of its own without a way out, so addresses may repeat between labs; staging and production differ all the same,
 * so that a probe from one can name the other.
 */
import { OpsUsageError } from '../command/problem.ts';

/** The last byte of each host's address. */
const hostNumbers = { lb1: 11, lb2: 12, app1: 21, app2: 22, db1: 31, db2: 32, bak1: 41, mon1: 51 } as const;

export type HostName = keyof typeof hostNumbers;

export const hostNames = Object.keys(hostNumbers) as readonly HostName[];

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
