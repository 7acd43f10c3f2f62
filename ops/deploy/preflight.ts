/** What must hold before a deployment touches anything. Pure: facts go in, findings come out, each with what to do about it. */

import type { Manifest } from '../release/manifest.ts';
import { compareVersions } from '../release/version.ts';
import { contractingFaults, type MigrationText } from './expand-only.ts';
import type { Slot } from './place.ts';
import { isUnderWay, type Traffic } from './traffic.ts';

export interface HostFacts {
  readonly host: string;
  /** Made what ops/ansible says, as far as a release needs it. */
  readonly isProvisioned: boolean;
  readonly slots: Readonly<
    Record<Slot, { readonly version: string; readonly digest: string; readonly active: boolean }>
  >;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  /** How far the host's clock is surely from this machine's, milliseconds. */
  readonly clockMs: number;
}

export interface PreflightFacts {
  readonly hosts: readonly HostFacts[];
  readonly traffic: Traffic;
  /** Words of the active servers' parts that are not well, and of servers that do not answer. */
  readonly troubles: readonly string[];
  /** Milliseconds since the newest backup that was restored and compared; undefined when there is none. */
  readonly restoredBackupAgeMs: number | undefined;
  /** Why it is gone without. */
  readonly withoutBackup: string | undefined;
  readonly manifest: Manifest;
  readonly newMigrations: readonly MigrationText[];
}

export interface PreflightFinding {
  readonly check: string;
  readonly verdict: 'pass' | 'fail' | 'waived';
  readonly says: string;
}

const memoryBytesMin = 400e6;
const clockMsMax = 1_000;
const backupAgeMsMax = 8 * 86_400_000;

/** Version, digest and state of each slot, disk, memory and clock, from what `hostFacts` printed, between two moments of this machine's clock. */
export function readHostFacts(
  host: string,
  text: string,
  { askedMs, toldMs }: { readonly askedMs: number; readonly toldMs: number },
): HostFacts {
  const slot = (name: Slot) => {
    const [, version = '', digest = '', state = ''] =
      new RegExp(`^slot ${name} (\\S*) (\\S*) (\\S*)$`, 'm').exec(text) ?? [];
    return { version, digest, active: state === 'active' };
  };
  const value = (name: string) => Number(new RegExp(`^${name} +(\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    host,
    isProvisioned: /^provisioned$/m.test(text),
    slots: { blue: slot('blue'), green: slot('green') },
    diskBytes: value('disk'),
    memoryBytes: value('memory') * 1024,
    clockMs: value('clock') < askedMs ? value('clock') - askedMs : Math.max(0, value('clock') - toldMs),
  };
}

export function preflight(facts: PreflightFacts): PreflightFinding[] {
  const { hosts, traffic, manifest } = facts;
  const { active } = traffic;
  const running = [...new Set(hosts.map(({ slots }) => `${slots[active].version} ${slots[active].digest}`))];
  const [current = ''] = running[0]?.split(' ') ?? [];
  const needed = 2 * manifest.unpackedBytes + 200e6;
  const odd = (check: string, wrong: readonly string[], right: string): PreflightFinding =>
    wrong.length === 0 ? { check, verdict: 'pass', says: right } : { check, verdict: 'fail', says: wrong.join('; ') };
  return [
    odd(
      'provisioned',
      hosts
        .filter(({ isProvisioned }) => !isProvisioned)
        .map(({ host }) => `${host} is not: paperfloor ops provision ENVIRONMENT --limit ${host}`),
      `${hosts.length} of ${hosts.length} hosts`,
    ),
    odd(
      'hosts in sync',
      running.length === 1
        ? []
        : hosts.map(({ host, slots }) => `${host} has ${slots[active].version || 'nothing'} in ${active}`),
      current === '' ? 'no release runs yet' : `${current} in ${active} on all ${hosts.length}`,
    ),
    odd(
      'traffic',
      isUnderWay(traffic)
        ? [
            `${traffic.percent} % of it go to ${traffic.candidate}: a deployment was interrupted; paperfloor ops rollback ends it, and ${active} serves`,
          ]
        : [],
      'all of it goes to one slot',
    ),
    odd(
      'disk',
      hosts
        .filter(({ diskBytes }) => !(diskBytes >= needed))
        .map(({ host, diskBytes }) => `${host} has ${megabytes(diskBytes)}, ${megabytes(needed)} are needed`),
      `at least ${megabytes(needed)} free`,
    ),
    odd(
      'memory',
      hosts
        .filter(({ memoryBytes }) => !(memoryBytes >= memoryBytesMin))
        .map(
          ({ host, memoryBytes }) =>
            `${host} has ${megabytes(memoryBytes)} left, ${megabytes(memoryBytesMin)} are needed`,
        ),
      `at least ${megabytes(memoryBytesMin)} left`,
    ),
    odd(
      'clock',
      hosts
        .filter(({ clockMs }) => !(Math.abs(clockMs) <= clockMsMax))
        .map(({ host, clockMs }) => `${host} is off by ${clockMs} ms`),
      `within ${clockMsMax} ms`,
    ),
    odd(
      'database',
      facts.troubles,
      current === '' ? 'nothing runs that could tell' : 'every server of the active slot reaches it',
    ),
    restoredBackup(facts),
    odd('upgrade path', pathFaults(current, facts), current === '' ? 'the first release' : `from ${current}`),
    odd(
      'migrations',
      current === '' ? [] : contractingFaults(facts.newMigrations),
      `${facts.newMigrations.length} new ones only add`,
    ),
  ];
}

function restoredBackup({ restoredBackupAgeMs: age, withoutBackup, hosts, traffic }: PreflightFacts): PreflightFinding {
  const check = 'restored backup';
  const days = (milliseconds: number) => `${(milliseconds / 86_400_000).toFixed(1)} days`;
  if (age !== undefined && age <= backupAgeMsMax)
    return { check, verdict: 'pass', says: `one of ${days(age)} ago was restored and compared` };
  if (hosts.every(({ slots }) => slots[traffic.active].version === ''))
    return { check, verdict: 'pass', says: 'there is nothing to lose yet' };
  const says =
    age === undefined
      ? 'no backup was ever restored and compared'
      : `the last one restored and compared is ${days(age)} old, the limit is ${days(backupAgeMsMax)}`;
  if (withoutBackup !== undefined) return { check, verdict: 'waived', says: `${says}; ${withoutBackup}` };
  return {
    check,
    verdict: 'fail',
    says: `${says}: paperfloor ops backup restore-test, or --without-restored-backup REASON`,
  };
}

function pathFaults(current: string, { manifest }: PreflightFacts): string[] {
  if (current === '') return [];
  const faults: string[] = [];
  if (compareVersions(current, manifest.oldestUpgradeFrom) < 0) {
    faults.push(
      `${manifest.version} upgrades from ${manifest.oldestUpgradeFrom} or later, and ${current} runs: deploy ${manifest.oldestUpgradeFrom} first`,
    );
  }
  if (manifest.rollForwardOnly) {
    faults.push(
      `${manifest.version} can't run beside ${current} and there is no way back from it (${manifest.rollForwardReasons.join('; ')}): it needs a window in which the exchange stands`,
    );
  }
  return faults;
}

function megabytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${Math.round(bytes / 1e6)} MB` : 'an unknown amount';
}
