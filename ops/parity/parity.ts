/**
 * Two environments side by side: packages, configuration, schema and releases must be the same, but for differences that are listed with
 * their reasons; and neither may reach the other. Compared host by host, by name.
 */
import { type Finding, judge, undecided } from '../verify/finding.ts';
import type { HostFacts } from './host-facts.ts';

export interface AllowedDifference {
  readonly what: 'package' | 'file';
  /** A name or path; one that ends in / is everything below. */
  readonly name: string;
  readonly reason: string;
}

export type FactsByHost = ReadonlyMap<string, HostFacts>;

export function compareEnvironments(
  [first, second]: readonly [string, string],
  [ours, theirs]: readonly [FactsByHost, FactsByHost],
  allowed: readonly AllowedDifference[],
): Finding[] {
  const hosts = [...ours.keys()].filter((host) => theirs.has(host));
  const lonely = [
    ...[...ours.keys()].filter((host) => !theirs.has(host)).map((host) => `${host} is in ${first} only`),
    ...[...theirs.keys()].filter((host) => !ours.has(host)).map((host) => `${host} is in ${second} only`),
  ];
  const pairs = hosts.map((host) => [host, ours.get(host), theirs.get(host)] as const);
  const compare = (
    check: string,
    what: AllowedDifference['what'] | undefined,
    read: (facts: HostFacts) => Readonly<Record<string, string>>,
  ) => {
    const differences = pairs.flatMap(([host, left, right]) =>
      left === undefined || right === undefined
        ? []
        : differencesOf(read(left), read(right)).map((each) => ({ host, ...each })),
    );
    const isAllowed = (name: string) => allowed.some((each) => each.what === what && covers(each.name, name));
    const wrong = differences.filter(({ name }) => !isAllowed(name));
    const compared = pairs.reduce(
      (sum, [, left]) => sum + (left === undefined ? 0 : Object.keys(read(left)).length),
      0,
    );
    const measured = { compared, different: wrong.length, allowed: differences.length - wrong.length };
    if (compared === 0) return undecided(check, 'there was nothing to compare', { measured });
    const lines = wrong.map(
      ({ host, name, left, right }) => `${host}: ${name}: ${first} ${short(left)}, ${second} ${short(right)}`,
    );
    return judge(
      check,
      `${compared} compared on ${hosts.length} hosts, all the same but ${measured.allowed} listed`,
      lines,
      { measured },
    );
  };
  return [
    judge('parity.hosts', `${hosts.length} hosts by the same names`, lonely, { measured: { hosts: hosts.length } }),
    compare('parity.system', undefined, ({ system, kernel }) => ({ system, kernel })),
    compare('parity.packages', 'package', ({ packages }) => packages),
    compare('parity.configuration', 'file', ({ files }) => files),
    compare('parity.releases', undefined, ({ slots }) => slots),
    compare('parity.schema', undefined, ({ schema }) => (schema === '' ? {} : { schema })),
  ];
}

export interface Attempt {
  readonly from: string;
  readonly to: string;
  readonly answer: string;
}

/** `own` are the same targets tried from where they may be reached: a target that is dead proves nothing. */
export function judgeIsolation(attempts: readonly Attempt[], own: readonly Attempt[]): Finding {
  const check = 'parity.isolation';
  const dead = own.filter(({ answer }) => answer !== 'open').map(({ to }) => to);
  if (own.length === 0 || dead.length > 0)
    return undecided(check, `${dead[0] ?? 'no host'} does not answer at home either: silence proves nothing`);
  const wrong = attempts
    .filter(({ answer }) => answer !== 'closed')
    .map(({ from, to, answer }) => `${from} to ${to}: ${answer}`);
  return judge(
    check,
    `${attempts.length} attempts across, none answered; ${own.length} of the same targets answer at home`,
    wrong,
    {
      measured: { attempts: attempts.length, answered: wrong.length },
    },
  );
}

function differencesOf(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>) {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return names
    .filter((name) => left[name] !== right[name])
    .map((name) => ({ name, left: left[name], right: right[name] }));
}

function covers(listed: string, name: string): boolean {
  return listed.endsWith('/') ? name.startsWith(listed) : listed === name;
}

function short(value: string | undefined): string {
  if (value === undefined) return 'has none';
  return /^[0-9a-f]{64}$/.test(value) ? `has ${value.slice(0, 12)}…` : `has ${value}`;
}
