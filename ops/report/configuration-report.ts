/**
 * The configuration of an environment as it is: hosts and what runs on them, every connection that may be made, what the environment
 * says of itself, and the digest of every configuration file, as the hosts told them when this was made. Secrets are named, never shown.
 */
import type { FactsByHost } from '../parity/parity.ts';
import type { Head } from '../plan/evidence/chain.ts';
import { type Block, cell, type ReportDocument } from '../plan/report/document.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { timeText } from '../plan/report/words.ts';
import type { Site } from '../verify/site.ts';

export interface ContractLine {
  readonly name: string;
  readonly meaning: string;
  /** Undefined for a secret. */
  readonly value: string | undefined;
}

export interface ConfigurationSources {
  readonly site: Site;
  readonly head: Head;
  /** When the hosts were asked; ISO 8601. */
  readonly madeAt: string;
  /** Of the hosts that answered. */
  readonly facts: FactsByHost;
  readonly contract: readonly ContractLine[];
}

/** What is worth naming among the hundreds of packages of a host. */
const named =
  /^(?:chrony|debian-archive-keyring|etcd-server|haproxy|keepalived|libssl3.*|linux-image.*|nftables|openssh-server|openssl|patroni|pgbackrest|postgresql-\d+|prometheus.*|rsyslog|bind9|systemd)$/;

export function configurationReport({ site, head, madeAt, facts, contract }: ConfigurationSources): ReportDocument {
  const silent = site.hosts.filter(({ name }) => !facts.has(name)).map(({ name }) => name);
  return {
    title: `Configuration: ${site.environment}`,
    subtitle: `What ${site.hosts.length} hosts are, what runs on them, who may reach whom.`,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['As of', cell(timeText(madeAt), { under: ['as the hosts told it then'] })],
          [
            'Service',
            cell(`https://${site.serviceName}`, {
              under: [`${site.serviceAddress}, held by one of the load balancers`],
            }),
          ],
          [
            'Hosts',
            cell(`${facts.size} of ${site.hosts.length} answered`, {
              tone: silent.length === 0 ? 'good' : 'bad',
              under: silent.map((name) => `${name} did not`),
            }),
          ],
          ['Database', cell(site.databaseName, { under: [schemaText(facts)] })],
          ['Operators come from', cell(site.operatorNetworks.join(', ') || 'nowhere')],
        ],
      },
      { kind: 'heading', text: 'Hosts' },
      hostsTable(site, facts),
      { kind: 'heading', text: 'Software' },
      facts.size === 0 ? nobodyAnswered : softwareTable(facts),
      { kind: 'heading', text: 'Connections that may be made' },
      flowsTable(site),
      { kind: 'heading', text: 'What the environment says' },
      contractTable(contract),
      { kind: 'heading', text: 'Configuration files' },
      {
        kind: 'paragraph',
        text: 'SHA-256 of each file with the environment’s own names and addresses replaced and secrets masked, so that two environments can be compared; the first 16 digits.',
      },
      facts.size === 0 ? nobodyAnswered : filesTable(facts),
    ],
    source: sourceLine(site.environment, head),
  };
}

const nobodyAnswered: Block = { kind: 'paragraph', text: 'Not known: no host answered.' };

function hostsTable(site: Site, facts: FactsByHost): Block {
  const rows = site.hosts.map(({ name, address, groups }) => {
    const known = facts.get(name);
    const slots = Object.entries(known?.slots ?? {}).map(([slot, release]) => `${slot}: ${release}`);
    return [
      cell(name, { under: [address] }),
      cell(groups.join(', ')),
      known === undefined
        ? cell('did not answer', { tone: 'bad' })
        : cell(known.system, { under: [`kernel ${known.kernel}`] }),
      cell(slots.join(', ')),
      cell(dayText(known?.certificateEnds ?? '')),
    ];
  });
  return {
    kind: 'table',
    headings: ['Host', 'Groups', 'System', 'Releases', 'Certificate ends'],
    rows,
    widths: [16, 16, 28, 20, 20],
  };
}

/** `Dec 24 10:00:00 2027 GMT`, as openssl says it, is told as `2027-12-24`. */
function dayText(text: string): string {
  const time = Date.parse(text);
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : text;
}

function softwareTable(facts: FactsByHost): Block {
  const where = new Map<string, string[]>();
  for (const [host, { packages }] of facts) {
    for (const [name, version] of Object.entries(packages)) {
      if (named.test(name)) where.set(`${name} ${version}`, [...(where.get(`${name} ${version}`) ?? []), host]);
    }
  }
  const rows = [...where]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([line, hosts]) => {
      const [name = '', version = ''] = line.split(' ');
      return [
        cell(name),
        cell(version, { code: true }),
        cell(hosts.length === facts.size ? 'every host' : hosts.join(', ')),
      ];
    });
  return { kind: 'table', headings: ['Package', 'Version', 'On'], rows, widths: [30, 35, 35] };
}

function flowsTable({ flows }: Site): Block {
  const rows = flows.map(({ name, from, to, ports, protocol, why }) => [
    cell(name),
    cell(from.join(', ')),
    cell(to === 'all' ? 'every host' : to),
    cell(ports?.join(', ') ?? `protocol ${protocol}`, { code: true }),
    cell(why),
  ]);
  return { kind: 'table', headings: ['Flow', 'From', 'To', 'Ports', 'What for'], rows, widths: [16, 18, 12, 16, 38] };
}

function contractTable(contract: readonly ContractLine[]): Block {
  const rows = contract.map(({ name, meaning, value }) => [
    cell(name, { code: true }),
    value === undefined ? cell('secret', { tone: 'open' }) : cell(value, { code: true }),
    cell(meaning),
  ]);
  return { kind: 'table', headings: ['Variable', 'Value', 'Meaning'], rows, widths: [25, 35, 40] };
}

function filesTable(facts: FactsByHost): Block {
  const rows = [...facts].flatMap(([host, { files }]) => [
    host,
    ...Object.entries(files)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, digest]) => [cell(path, { code: true }), cell(digest.slice(0, 16), { code: true })]),
  ]);
  return { kind: 'table', headings: ['File', 'Digest'], rows, widths: [70, 30] };
}

function schemaText(facts: FactsByHost): string {
  const digest = [...facts.values()].map(({ schema }) => schema).find((schema) => schema !== '');
  return digest === undefined ? 'no database answered' : `schema ${digest.slice(0, 16)}`;
}
