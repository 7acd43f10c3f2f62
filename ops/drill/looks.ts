/** How the parts of an environment are asked how they are: the words, and what is read from the answers. Changes nothing. */
import { OpsProblem } from '../command/problem.ts';
import { hostsOf, type SiteHost } from '../verify/site.ts';
import { servingSlot } from '../verify/smoke/trader.ts';
import type { DrillParts } from './drill.ts';

export const addressWords = ['ip', '-brief', 'address', 'show'] as const;

export function readyWords(address: string, port: number): readonly string[] {
  return ['curl', '--silent', '--max-time', '3', `http://${address}:${port}/readyz`];
}

/** A member of the database's cluster, about all of them; answered while etcd is away, too. */
export function clusterWords(address: string): readonly string[] {
  const pki = '/etc/paperfloor/pki';
  return [
    ...['sudo', 'curl', '--silent', '--max-time', '3', '--cacert', `${pki}/authority.crt`, '--cert', `${pki}/host.crt`],
    ...['--key', `${pki}/host.key`, `https://${address}:8008/cluster`],
  ];
}

export interface ClusterMember {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
  readonly lag?: number | string;
}

/** Empty when it was no answer. */
export function readCluster(answer: string): readonly ClusterMember[] {
  try {
    return (JSON.parse(answer) as { members?: readonly ClusterMember[] }).members ?? [];
  } catch {
    return [];
  }
}

/** The primary and its synchronous standby; undefined unless both are there and the standby follows. */
export function readPair(answer: string): { readonly primary: string; readonly standby: string } | undefined {
  const members = readCluster(answer);
  const primary = members.find(({ role, state }) => role === 'leader' && state === 'running');
  const standby = members.find(({ role, state }) => role === 'sync_standby' && state === 'streaming');
  return primary === undefined || standby === undefined ? undefined : { primary: primary.name, standby: standby.name };
}

/** The floors a server writes; undefined when it is not ready. */
export function readServer(answer: string): { readonly writes: readonly string[] } | undefined {
  try {
    const { status, floors } = JSON.parse(answer) as { status: string; floors: { name: string; role: string }[] };
    if (status !== 'ready') return undefined;
    return { writes: floors.filter(({ role }) => role === 'writer').map(({ name }) => name) };
  } catch {
    return undefined;
  }
}

/** What a host answered; empty when it did not answer well. */
export async function ask(parts: DrillParts, host: SiteHost, words: readonly string[]): Promise<string> {
  const { code, stdout } = await parts.ask(parts.on(host.name, words));
  return code === 0 ? stdout : '';
}

/** The pair as any database host tells it. */
export async function askPair(parts: DrillParts): Promise<ReturnType<typeof readPair>> {
  for (const host of hostsOf(parts.site, 'db')) {
    const pair = readPair(await askOrNothing(parts, host, clusterWords(host.address)));
    if (pair !== undefined) return pair;
  }
  return undefined;
}

/** Every application server that serves the active slot, with the floors it writes; undefined where one isn't ready. */
export async function askServers(parts: DrillParts) {
  const slot = await servingSlot(parts);
  const port = parts.site.slots[slot] ?? 0;
  return Promise.all(
    hostsOf(parts.site, 'app').map(async (host) => ({
      host,
      server: readServer(await askOrNothing(parts, host, readyWords(host.address, port))),
    })),
  );
}

/** The load balancers, and whether each has the service's address; undefined where one does not answer. */
export function askBalancers(parts: DrillParts) {
  const service = new RegExp(`\\b${parts.site.serviceAddress.replaceAll('.', '\\.')}/`);
  return Promise.all(
    hostsOf(parts.site, 'lb').map(async (host) => {
      const answer = await askOrNothing(parts, host, addressWords);
      return { host, holds: answer === '' ? undefined : service.test(answer) };
    }),
  );
}

/** A host that runs no more throws before it is asked. */
async function askOrNothing(parts: DrillParts, host: SiteHost, words: readonly string[]): Promise<string> {
  try {
    return await ask(parts, host, words);
  } catch (error) {
    if (error instanceof OpsProblem) return '';
    throw error;
  }
}
