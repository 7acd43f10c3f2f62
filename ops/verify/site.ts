/**
 * An environment as its inventory describes it: hosts, groups, addresses, and the connections that may be made. Ansible itself reads
 * the inventory, so that no second reader can disagree with what the hosts were made from.
 */
import { join } from 'node:path';
import { type Command, command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';

export interface SiteHost {
  readonly name: string;
  readonly address: string;
  readonly groups: readonly string[];
}

export interface Flow {
  readonly name: string;
  /** Groups, `operators` or `everyone`. */
  readonly from: readonly string[];
  /** A group, or `all`. */
  readonly to: string;
  /** TCP, unless the flow says otherwise. */
  readonly ports?: readonly number[];
  /** Another protocol, by number or name: not TCP. */
  readonly protocol?: number | string;
  readonly why: string;
}

export interface Site {
  readonly environment: string;
  readonly hosts: readonly SiteHost[];
  /** Of every host of the inventory, also of those left out. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly serviceName: string;
  /** Without its prefix length. */
  readonly serviceAddress: string;
  readonly operatorNetworks: readonly string[];
  readonly slots: Readonly<Record<string, number>>;
  readonly suite: string;
  readonly databaseName: string;
  readonly flows: readonly Flow[];
}

/** Prints the inventory with its variables as JSON. */
export function askInventory(ansible: string, inventory: string): Command {
  return command(
    ...(['env', `ANSIBLE_CONFIG=${join(ansible, 'ansible.cfg')}`, 'ansible-inventory', '--list'] as const),
    ...['--inventory', inventory, '--playbook-dir', ansible, '--extra-vars', `@${join(ansible, 'flows.yml')}`],
  );
}

interface HostVariables {
  readonly ansible_host: string;
  readonly environment_name: string;
  readonly domain: string;
  readonly service_name: string;
  readonly service_address: string;
  readonly operator_networks: readonly string[];
  readonly slots: Readonly<Record<string, number>>;
  readonly debian_suite: string;
  readonly database_name: string;
  readonly flows: readonly Flow[];
}

/** `only` leaves hosts out, as `provision --limit` does. Throws `OpsProblem` when the inventory lacks what every environment says. */
export function readSite(answer: string, only?: readonly string[]): Site {
  const inventory = JSON.parse(answer) as Record<string, { hosts?: string[] }> & {
    _meta?: { hostvars?: Record<string, HostVariables> };
  };
  const variables = inventory._meta?.hostvars ?? {};
  const names = Object.keys(variables).sort();
  const first = variables[names[0] ?? ''];
  if (first?.service_address === undefined || first.flows === undefined) {
    throw new OpsProblem(
      'the inventory has no hosts, or none with a service_address',
      'see ops/ansible/inventories/example',
    );
  }
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OpsProblem(`the inventory has no host ${unknown}`, `--limit: some of ${names.join(',')}`);
  }
  const groups = Object.keys(inventory).filter((name) => name !== '_meta' && name !== 'all');
  const hosts = names
    .filter((name) => only === undefined || only.includes(name))
    .map((name) => ({
      name,
      address: variables[name]?.ansible_host ?? name,
      groups: groups.filter((group) => inventory[group]?.hosts?.includes(name) === true),
    }));
  return {
    environment: first.environment_name,
    hosts,
    addresses: Object.fromEntries(names.map((name) => [name, variables[name]?.ansible_host ?? name])),
    domain: first.domain,
    serviceName: first.service_name,
    serviceAddress: first.service_address.split('/')[0] ?? '',
    operatorNetworks: first.operator_networks,
    slots: first.slots,
    suite: first.debian_suite,
    databaseName: first.database_name,
    flows: first.flows,
  };
}

export function hostsOf(site: Site, group: string): readonly SiteHost[] {
  return group === 'all' ? site.hosts : site.hosts.filter(({ groups }) => groups.includes(group));
}

/** Whether an IPv4 address lies in a network such as 10.77.1.0/24. */
export function inNetwork(address: string, network: string): boolean {
  const [base = '', length = '32'] = network.split('/');
  const mask = Number(length) === 0 ? 0 : (-1 << (32 - Number(length))) >>> 0;
  return (numberOf(address) & mask) >>> 0 === (numberOf(base) & mask) >>> 0;
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) >>> 0;
}
