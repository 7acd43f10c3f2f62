/**
 * Brings the environment's own database back from the backups: over what is there, to any target, or onto a host that was made anew. The
 * exchange stands still meanwhile. What was written after the target is gone; `restore-test` and a count of it come before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import type { Fact, RecordedState } from '../plan/evidence/fact.ts';
import { stanzaOf } from './make-backup.ts';
import { askHost, askWhether, type Place, tryHost } from './place.ts';
import { askRecovery } from './point-plan.ts';
import { backupFor, type PointFact } from './recorded-state.ts';
import {
  askSlots,
  askWhetherPrimary,
  bootstrapFrom,
  controlAlone,
  controlPatroni,
  controlSlots,
  forgetCluster,
  forgetTarget,
  hasCluster,
  hasPatroni,
  moveAside,
  readSlots,
} from './recovery-plan.ts';
import { askDatabase, type Restore, type RestoreTarget, recoveryStatement, restoreFiles } from './restore-plan.ts';
import { targetText } from './restore-test.ts';
import { recordStates } from './running-state.ts';

const recoveredWithinSeconds = 600;
const servedWithinMs = 120_000;
const pollMs = 250;
/** A host that is being made has enough to do. */
const rebuiltPollMs = 1000;

export interface Rebuild {
  /** Makes a host what its roles say, with PostgreSQL out of the backup that the variables name. */
  fromBackup(host: string, variables: Readonly<Record<string, unknown>>): Promise<void>;
  /** What such a host has besides, when the exchange serves again. */
  finish(host: string): Promise<void>;
}

export interface RestoreWish {
  readonly target: RestoreTarget;
  readonly by: string;
  readonly reason: string;
  readonly points: readonly PointFact[];
  /** Hosts that are switched off, by name: whoever restores has seen to it. */
  readonly down?: readonly string[];
  /** Called when nobody can write any more; when it rejects, the exchange is started again on what is there. */
  readonly lastLook?: () => Promise<void>;
}

export type RestoredFact = Extract<Fact, { what: 'database.restored' }>;

/** Rejects with `OpsProblem`; before anything is stopped when there is no backup, no host to restore on, or a host that may run unseen. */
export async function restoreDatabase(
  place: Place,
  { target, by, reason, points, down = [], lastLook = async () => {} }: RestoreWish,
  rebuild: Rebuild,
): Promise<RestoredFact> {
  const backup = backupFor((await stanzaOf(place)).backups, target, points);
  const restore = { label: backup.label, target, isCopy: false };
  const host = await chooseHost(place);
  const reached = await hostsReached(place, down);
  const begunMs = Date.now();
  const slots = await stopSlots(reached);
  try {
    await lastLook();
  } catch (error) {
    await startSlots(place, slots);
    throw error;
  }
  place.talk(`restoring ${backup.label} on ${host}, ${targetText(target)}; the exchange stands still`);
  const isThere = (await tryHost(place, host, hasCluster(place.postgresqlMajor))) !== undefined;
  const database = isThere
    ? restoreInPlace(reached, host, restore)
    : rebuild.fromBackup(host, bootstrapFrom(restore, place.postgresqlMajor));
  await (isThere ? database : untilPrimary(place, host, database));
  const restoredMs = Date.now();
  await startSlots(place, slots);
  const floors = slots.size === 0 ? [] : await waitForExchange(place);
  const servedMs = Date.now();
  await database;
  if (!isThere) await rebuild.finish(host);
  return {
    ...{ what: 'database.restored', by, label: backup.label, target: targetText(target), verdict: 'pass', reason },
    measured: {
      databaseSeconds: seconds(restoredMs - begunMs),
      totalSeconds: seconds(servedMs - begunMs),
      rebuilt: !isThere,
      host,
      sequence: floors[0]?.sequence ?? 0,
    },
  };
}

/**
 * The environment with the hosts that answer. One that does not may run all the same: a server there goes on with a journal that is
 * taken back behind it, a database there stays a primary beside the restored one. Rejects unless each of them is said to be down.
 */
async function hostsReached(place: Place, down: readonly string[]): Promise<Place> {
  const hosts = [...new Set(['db', 'app'].flatMap((group) => place.hosts(group)))];
  const unknown = down.find((name) => !hosts.includes(name));
  if (unknown !== undefined)
    throw new OpsProblem(
      `expected one of ${hosts.join(', ')} to be down, found ${unknown}`,
      'name it as the inventory does',
    );
  const answers = await Promise.all(hosts.map((host) => tryHost(place, host, ['true'])));
  const silent = hosts.filter((_, at) => answers[at] === undefined);
  const unseen = silent.filter((host) => !down.includes(host));
  if (unseen.length > 0)
    throw new OpsProblem(
      `not reached: ${unseen.join(', ')}; what runs there would go on with what is taken back`,
      `start it; or switch it off, see that it is, and add: --down ${unseen.join(' ')}`,
    );
  const alive = down.find((host) => !silent.includes(host));
  if (alive !== undefined)
    throw new OpsProblem(`${alive} is said to be down, and answers`, 'leave it out of --down, so that it is stopped');
  return { ...place, hosts: (group) => place.hosts(group).filter((host) => !silent.includes(host)) };
}

/** The primary; without one the first host of the group that is reached. */
async function chooseHost(place: Place): Promise<string> {
  const hosts = place.hosts('db');
  for (const host of hosts) if ((await tryHost(place, host, askRecovery))?.trim() === 'f') return host;
  for (const host of hosts) if ((await tryHost(place, host, ['true'])) !== undefined) return host;
  throw new OpsProblem(
    `no database host of ${place.environment} is reached (${hosts.join(', ')})`,
    `start one; in a lab: paperfloor ops lab up ${hosts[0] ?? ''}`,
  );
}

/**
 * Units to start afterwards, by host. All at once: each drains first, and without a database it has nobody to drain for. Where one
 * cannot be stopped, all are started again.
 */
async function stopSlots(place: Place): Promise<Map<string, readonly string[]>> {
  const ask = async (host: string) => ({ host, ...readSlots(await askHost(place, host, askSlots)) });
  const asked = await Promise.all(place.hosts('app').map(ask));
  const slots = new Map(asked.filter(({ serving }) => serving.length > 0).map(({ host, serving }) => [host, serving]));
  const stopping = asked
    .filter(({ running }) => running.length > 0)
    .map(({ host, running }) => askHost(place, host, controlSlots('stop', running)));
  const failed = (await Promise.allSettled(stopping)).find(({ status }) => status === 'rejected');
  if (failed?.status !== 'rejected') return slots;
  await startSlots(place, slots).catch(() => {});
  throw failed.reason;
}

/** All at once: the schema is the one they ran on. */
async function startSlots(place: Place, slots: ReadonlyMap<string, readonly string[]>): Promise<void> {
  await Promise.all([...slots].map(([host, units]) => askHost(place, host, controlSlots('start', units))));
}

async function restoreInPlace(place: Place, host: string, restore: Restore): Promise<void> {
  const major = place.postgresqlMajor;
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const others: string[] = [];
  for (const each of place.hosts('db')) {
    if (!(await askWhether(place, each, hasPatroni))) continue;
    await askHost(place, each, controlPatroni('stop'));
    if (each !== host) others.push(each);
  }
  await askHost(place, host, restoreFiles(restore));
  await askHost(place, host, controlAlone(major, 'start', recoveredWithinSeconds));
  await waitForPrimary(place, host);
  for (const statement of forgetTarget) await askHost(place, host, askDatabase('postgres', statement));
  await askHost(place, host, controlAlone(major, 'stop', recoveredWithinSeconds));
  await forget(place);
  for (const each of others) await askHost(place, each, moveAside(major, stamp));
  await askHost(place, host, controlPatroni('start'));
  await waitForPrimary(place, host);
  for (const each of others) await askHost(place, each, controlPatroni('start'));
}

async function forget(place: Place): Promise<void> {
  for (const host of place.hosts('consensus')) {
    if ((await tryHost(place, host, forgetCluster(place.environment, place.addressOf(host)))) !== undefined) return;
  }
  throw new OpsProblem('no host of the group consensus answers', 'start etcd on two of them, then restore again');
}

async function waitForPrimary(place: Place, host: string): Promise<void> {
  for (const untilMs = Date.now() + recoveredWithinSeconds * 1000; ; await sleep(pollMs)) {
    if ((await tryHost(place, host, askDatabase('postgres', recoveryStatement)))?.trim() === 'f') return;
    if (Date.now() > untilMs) {
      throw new OpsProblem(
        `PostgreSQL on ${host} did not recover within ${recoveredWithinSeconds} s`,
        `journalctl -u patroni and /var/log/postgresql/restore.log on ${host}`,
      );
    }
  }
}

/** A host that is made anew has its database back before it has the rest of its roles: the exchange need not wait for that. */
async function untilPrimary(place: Place, host: string, rebuilt: Promise<void>): Promise<void> {
  let isOver = false;
  const over = rebuilt.finally(() => {
    isOver = true;
  });
  const primary = async () => {
    const ask = askWhetherPrimary(place.addressOf(host));
    while (!isOver && (await tryHost(place, host, ask)) === undefined) await sleep(rebuiltPollMs);
  };
  await Promise.race([over, primary()]);
}

async function waitForExchange(place: Place): Promise<readonly RecordedState[]> {
  for (const untilMs = Date.now() + servedWithinMs; ; await sleep(pollMs)) {
    const floors = await recordStates(place);
    if (floors.length > 0) return floors;
    if (Date.now() > untilMs) {
      throw new OpsProblem(
        'the database is back, but no server of the exchange answers',
        "journalctl -u 'paperfloor@*' on the hosts of the application",
      );
    }
  }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
