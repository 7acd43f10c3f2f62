/**
 * The firewall, proved from outside: every host tries every port of every other, and so does this machine. What answers must be what
 * flows.yml declares, no more and no less. A refusal counts as an answer: the packet was let through.
 *
 * Which ports: the declared ones, everything that listens anywhere, every port a loaded rule names, and a few that services take
 * by default. Any other port is covered by the rules themselves, whose policy is to drop: a port no rule names can't be let through.
 */
import type { Command } from '../../command/command.ts';
import { answerOf, type Check, type CheckParts } from '../check.ts';
import { type Finding, judge } from '../finding.ts';
import { type Flow, hostsOf, inNetwork, type Site } from '../site.ts';

const usualPorts = [
  21, 22, 23, 25, 53, 80, 111, 443, 514, 873, 3000, 3306, 5432, 6379, 6514, 8080, 8404, 9090, 9093, 9100,
];
const answerSeconds = 2.5;

/** Tries all targets at once; prints those that answer at all. Two SYNs fit into the time. */
const probeProgram = [
  'import json, socket, sys',
  'from concurrent.futures import ThreadPoolExecutor',
  'def answers(target):',
  `    s = socket.socket(); s.settimeout(${answerSeconds})`,
  '    try: s.connect((target[0], target[1])); return True',
  '    except ConnectionRefusedError: return True',
  '    except OSError: return False',
  '    finally: s.close()',
  'targets = json.load(sys.stdin)',
  'with ThreadPoolExecutor(256) as pool:',
  '    json.dump([t for t, a in zip(targets, pool.map(answers, targets)) if a], sys.stdout)',
].join('\n');

type Target = readonly [address: string, port: number];

export const probeWords = ['python3', '-c', probeProgram] as const;
export const listeningWords = ['sudo', 'ss', '--no-header', '--tcp', '--listening', '--numeric'] as const;
export const rulesWords = ['sudo', 'nft', 'list', 'ruleset'] as const;

export interface Source {
  readonly name: string;
  readonly address: string;
}

/** A line for each connection that may be made: `app1 -> db1:5432`. */
export function declaredConnections(site: Site, sources: readonly Source[]): Set<string> {
  const lines = new Set<string>();
  for (const flow of site.flows.filter(isTcp)) {
    for (const source of sources.filter((each) => mayUse(site, flow, each))) {
      for (const target of hostsOf(site, flow.to)) {
        if (target.name === source.name) continue;
        for (const port of flow.ports ?? []) lines.add(`${source.name} -> ${target.name}:${port}`);
      }
    }
  }
  return lines;
}

export function judgeMatrix(site: Site, sources: readonly Source[], open: ReadonlySet<string>, tried: number): Finding {
  const declared = declaredConnections(site, sources);
  const surplus = [...open].filter((line) => !declared.has(line)).map((line) => `${line} is open and not declared`);
  const missing = [...declared]
    .filter((line) => !open.has(line))
    .map((line) => `${line} is declared and does not answer`);
  const measured = {
    sources: sources.length,
    targets: site.hosts.length,
    tried,
    open: open.size,
    declared: declared.size,
  };
  const good = `${tried} connections tried from ${sources.length} places: the ${open.size} that answer are the ${declared.size} declared`;
  return judge('firewall.matrix', good, [...surplus, ...missing].sort(), { measured });
}

/** Ports in what `ss` printed: everything that listens beyond the host itself. */
export function listeningPorts(answer: string): number[] {
  return answer
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[3] ?? '')
    .filter((local) => local !== '' && !local.startsWith('127.') && !local.startsWith('[::1]'))
    .map((local) => Number(local.slice(local.lastIndexOf(':') + 1)))
    .filter((port) => port > 0);
}

/** Ports that loaded rules name; a range counts with its ends. */
export function ruledPorts(answer: string): number[] {
  const named = [...answer.matchAll(/\b(?:tcp|th) dport (\{[^}]*\}|\S+)/g)].flatMap(([, ports = '']) => [
    ...ports.matchAll(/\d+/g),
  ]);
  return named.map(([port]) => Number(port));
}

/** Whether the rules drop what they don't name. */
export function dropsByDefault(answer: string): boolean {
  return /type filter hook input priority filter; policy drop;/.test(answer);
}

export const firewall: Check = {
  name: 'firewall.matrix',
  async run(parts) {
    const { site } = parts;
    const rules = await Promise.all(site.hosts.map(({ name }) => answerOf(parts, parts.on(name, rulesWords))));
    const listening = await Promise.all(site.hosts.map(({ name }) => answerOf(parts, parts.on(name, listeningWords))));
    const open = site.hosts.filter((_, index) => !dropsByDefault(rules[index] ?? ''));
    if (open.length > 0) {
      const wrong = open.map(({ name }) => `${name} has no rules that drop by default`);
      return [judge('firewall.matrix', '', wrong)];
    }
    const declared = site.flows.filter(isTcp).flatMap((flow) => flow.ports ?? []);
    const seen = [...listening.flatMap(listeningPorts), ...rules.flatMap(ruledPorts)];
    const ports = [...new Set([...usualPorts, ...declared, ...seen])].sort((left, right) => left - right);
    const sources = [...site.hosts, { name: 'this machine', address: await ownAddress(parts) }];
    const targets = site.hosts.flatMap(({ address }) => ports.map((port): Target => [address, port]));
    const answers = await Promise.all(sources.map((source) => openTargets(parts, source, targets)));
    const names = new Map(site.hosts.map(({ address, name }) => [address, name]));
    const lines = answers.flatMap((found, index) =>
      found.map(([address, port]) => `${sources[index]?.name} -> ${names.get(address)}:${port}`),
    );
    const others = lines.filter((line) => !/^(\S+) -> \1:/.test(line));
    const tried = sources.length * targets.length - site.hosts.length * ports.length;
    const byHost = new Map(site.hosts.map(({ name }, index) => [name, rules[index] ?? '']));
    return [judgeMatrix(site, sources, new Set(others), tried), judgeRules(site, byHost)];
  },
};

async function openTargets(parts: CheckParts, source: Source, targets: readonly Target[]): Promise<readonly Target[]> {
  const others = targets.filter(([address]) => address !== source.address);
  const input = JSON.stringify(others);
  const isHost = parts.site.hosts.some(({ name }) => name === source.name);
  const command: Command = isHost ? parts.on(source.name, probeWords, input) : parts.here(probeWords, input);
  return JSON.parse(await answerOf(parts, command)) as Target[];
}

/** The address by which the hosts see this machine. */
async function ownAddress(parts: CheckParts): Promise<string> {
  const [first] = parts.site.hosts;
  const answer = await answerOf(parts, parts.here(['ip', '-json', 'route', 'get', first?.address ?? '']));
  return (JSON.parse(answer) as { prefsrc?: string }[])[0]?.prefsrc ?? '';
}

function mayUse(site: Site, flow: Flow, source: Source): boolean {
  return flow.from.some((from) => {
    if (from === 'everyone') return true;
    if (from === 'operators') return site.operatorNetworks.some((network) => inNetwork(source.address, network));
    return hostsOf(site, from).some(({ name }) => name === source.name);
  });
}

function isTcp(flow: Flow): boolean {
  return flow.ports !== undefined && (flow.protocol === undefined || flow.protocol === 'tcp' || flow.protocol === 6);
}

/**
 * Datagrams and other protocols: silence says nothing there, so the loaded rules are compared instead, by the flow each names. Rules
 * that name no flow are the host's own: what belongs to a connection, the host itself, ping and neighbours.
 */
export function judgeRules(site: Site, rules: ReadonlyMap<string, string>): Finding {
  const wrong = site.hosts.flatMap(({ name, groups }) => {
    const declared = site.flows.filter(({ to }) => to === 'all' || groups.includes(to)).map((flow) => flow.name);
    const accepts = (rules.get(name) ?? '').split('\n').filter((line) => /\baccept\b/.test(line));
    const named = accepts.flatMap((line) => /comment "([^"]*)"/.exec(line)?.[1] ?? []);
    const nameless = accepts.filter((line) => !line.includes('comment "') && !ownRules.test(line));
    return [
      ...named
        .filter((flow) => !declared.includes(flow))
        .map((flow) => `${name} accepts "${flow}", which is not declared`),
      ...declared.filter((flow) => !named.includes(flow)).map((flow) => `${name} has no rule for "${flow}"`),
      ...nameless.map((line) => `${name} accepts without naming a flow: ${line.trim()}`),
    ];
  });
  return judge('firewall.rules', `the loaded rules of ${site.hosts.length} hosts are the declared flows`, wrong);
}

const ownRules = /^\s*(?:ct state |iif "?lo"? accept|icmp type echo-request |icmpv6 type \{)/;
