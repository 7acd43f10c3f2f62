/**
 * Brings a release into production: installed beside the one that runs, started, tried, given a share of the traffic, compared, and
 * only then given the traffic and the floors. Whatever fails after the first change is pulled back at once, by itself; the slot
 * that serves is never stopped before the other one has stood the watch.
 *
 * It decides nothing about hosts and takes no lock: the caller gives the place, and one deployment at a time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastError } from '../command/last-error.ts';
import { OpsProblem } from '../command/problem.ts';
import { run, runAnyway } from '../command/run.ts';
import type { VerifiedRelease } from '../release/verify.ts';
import type { SiteHost } from '../verify/site.ts';
import { type Watched, watchSlot } from './canary.ts';
import type { MigrationText } from './expand-only.ts';
import { readFigures, type ServerFigures } from './figures.ts';
import { type Finding, type Limits, verdictOf } from './gate.ts';
import {
  emptySlot,
  fillSlot,
  hostFacts,
  readSlotText,
  releasesDirectory,
  sendRelease,
  slotFigures,
  startSlot,
  stopSlot,
  unpackRelease,
} from './host-plan.ts';
import { type KeptLog, keepLogs } from './logs.ts';
import { Notebook, type NotedStep, StepFailed } from './notebook.ts';
import { look } from './observe.ts';
import { appHosts, otherSlot, type Place, portsOf, runOn, type Slot, throwIfFailed } from './place.ts';
import { type PreflightFinding, preflight, readHostFacts } from './preflight.ts';
import { pullBack } from './pull-back.ts';
import { trySlot } from './smoke.ts';
import { currentTraffic, floorsOf, moveTraffic, takeFloors } from './switch.ts';
import type { Traffic } from './traffic.ts';

export interface DeployOptions {
  readonly place: Place;
  readonly release: VerifiedRelease;
  readonly newMigrations: readonly MigrationText[];
  /** Whose signature the hosts must find, and the file that says so. */
  readonly signers: { readonly file: string; readonly identity: string };
  /** Shares of the traffic in whole percent, rising; 100 is the switch itself. */
  readonly canary: readonly number[];
  /** At least so long at each share, and so long after the switch. */
  readonly windowMs: number;
  readonly watchMs: number;
  readonly limits: Limits;
  readonly restoredBackupAgeMs: number | undefined;
  readonly withoutBackup: string | undefined;
  /** Marks the database's history just before; resolves to what was marked. */
  readonly restorePoint: (name: string) => Promise<string>;
  readonly logsDirectory: string;
  readonly write: (step: NotedStep) => void;
  readonly stopping: () => boolean;
}

export interface DeployVerdict {
  readonly version: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
  /** The slot that serves now. */
  readonly active: Slot;
  readonly steps: readonly NotedStep[];
  readonly logs: readonly KeptLog[];
}

/** Does not reject for what a release may do wrong: that is a verdict. Rejects with `OpsProblem` when nothing was touched. */
export async function deploy(options: DeployOptions): Promise<DeployVerdict> {
  const { place, release } = options;
  const notes = new Notebook(options.write, (line) => place.talk(line));
  const traffic = await currentTraffic(place);
  const active = traffic.active;
  const { version } = release.manifest;
  const ended = (
    verdict: DeployVerdict['verdict'],
    reason: string,
    serving: Slot,
    logs: readonly KeptLog[] = [],
  ): DeployVerdict => {
    return { version, verdict, reason, active: serving, steps: notes.steps, logs };
  };
  let isFirst = false;
  try {
    await notes.step('preflight', async () => {
      const { findings, first } = await lookBefore(options, traffic);
      isFirst = first;
      const bad = findings.filter(({ verdict }) => verdict !== 'pass');
      const verdict = findings.some((each) => each.verdict === 'fail') ? 'fail' : bad.length > 0 ? 'waived' : 'pass';
      const shown = (bad.length > 0 ? bad : findings).map(({ check, says }) => `${check}: ${says}`);
      return { verdict, reason: shown.join('; ') };
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return ended(error.verdict, `${error.message}; nothing was touched`, active);
  }
  const candidate = isFirst ? active : otherSlot(active);
  let oldStopped = false;
  const began = performance.now();
  try {
    await notes.step('restore point', async () => {
      if (isFirst) return { reason: 'nothing to come back to yet' };
      return { reason: await options.restorePoint(`before-${version}-${Date.now()}`) };
    });
    await notes.step('install', async () => {
      await moveTraffic(place, { active, candidate, percent: 0 });
      return install(options, candidate);
    });
    await notes.step('start', () => startAndWait(options, candidate));
    await notes.step('smoke', async () => ({ reason: await trySlotWhole(place, candidate) }));
    if (isFirst) return ended('pass', `${version} is the first release; it serves in ${candidate}`, candidate);
    let watched: Watched | undefined;
    for (const percent of options.canary.filter((each) => each < 100)) {
      await notes.step(`canary ${percent} %`, async () => {
        await moveTraffic(place, { active, candidate, percent });
        watched = await watchSlot(options, {
          candidate,
          baseline: active,
          floorsFrom: active,
          forMs: options.windowMs,
        });
        return gateOutcome(watched.findings, watched.samples);
      });
    }
    await notes.step('switch', () => switchTo(place, candidate, began));
    await notes.step('watch', async () => {
      const after = await watchSlot(options, {
        candidate,
        baseline: active,
        floorsFrom: candidate,
        forMs: options.watchMs,
        before: watched && { ...watched.baseline, earlier: true },
      });
      return gateOutcome(after.findings, after.samples);
    });
    oldStopped = true;
    await notes.step('drain', () => stopOld(place, active));
    return ended('pass', `${version} serves in ${candidate}`, candidate);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    if (oldStopped) return ended(error.verdict, error.message, candidate);
    const logs = keepLogs(place, candidate, options.logsDirectory, version);
    if (isFirst) {
      await logs;
      // A slot that stays filled on some hosts would be in the way of the next attempt.
      await Promise.all(appHosts(place).map(({ name }) => clearSlot(place, name, candidate)));
      return ended(error.verdict, error.message, active, await logs);
    }
    await pullBack(place, notes, { to: active, began, beforeStop: () => logs });
    return ended(error.verdict, `${error.message}; pulled back to ${active}`, active, await logs);
  }
}

async function lookBefore(
  { place, release, newMigrations, restoredBackupAgeMs, withoutBackup }: DeployOptions,
  traffic: Traffic,
): Promise<{ findings: readonly PreflightFinding[]; first: boolean }> {
  const { active } = traffic;
  const hosts = await Promise.all(
    appHosts(place).map(async ({ name }) => {
      const askedMs = Date.now();
      const { stdout } = await runOn(place, name, hostFacts());
      return readHostFacts(name, stdout, { askedMs, toldMs: Date.now() });
    }),
  );
  const first = hosts.every(({ slots }) => !slots[active].active);
  const now = await look(place);
  const troubles = first
    ? []
    : appHosts(place).flatMap(({ name }) => {
        const server = now.servers.get(name)?.[active];
        if (server?.ready === true) return [];
        return [`${name} is not ready: ${server?.troubles.join(', ') || 'it does not answer'}`];
      });
  const facts = {
    hosts,
    traffic,
    troubles,
    restoredBackupAgeMs,
    withoutBackup,
    manifest: release.manifest,
  };
  return { findings: preflight({ ...facts, newMigrations }), first };
}

/** On all hosts at once: what they unpack, they have verified themselves. */
async function install({ place, release, signers }: DeployOptions, slot: Slot) {
  const { version } = release.manifest;
  await Promise.all(
    appHosts(place).map(async ({ name }) => {
      throwIfFailed(name, await runAnyway(sendRelease(release.directory, version, (words) => place.on(name, words))));
      const file = `${releasesDirectory}/.incoming-${version}/allowed_signers`;
      await runOn(place, name, ['sudo', 'tee', file], readFileSync(signers.file, 'utf8'));
      await runOn(place, name, unpackRelease(version, release.artifact, signers.identity));
      await runOn(place, name, stopSlot(slot));
      await runOn(place, name, fillSlot(slot, version));
    }),
  );
  return {
    reason: `${release.artifact} verified and unpacked on ${appHosts(place).length} hosts, in ${slot}`,
    // From these the lead time follows, wherever the evidence is read.
    measured: { digest: release.digest, commit: release.manifest.commit, committedAt: release.manifest.committedAt },
  };
}

const startMsMax = 90_000;

/** One host after the other: the first one migrates the schema. */
async function startAndWait({ place, stopping }: DeployOptions, slot: Slot) {
  const took: Record<string, number> = {};
  for (const host of appHosts(place)) {
    const { name } = host;
    const began = performance.now();
    await runOn(place, name, startSlot(slot));
    for (;;) {
      const server = await serverOf(place, host, slot);
      if (server?.ready === true) break;
      const hasBegun = server?.active === true || performance.now() - began > 2_000;
      const ended = hasBegun ? await endOf(place, name, slot, server) : undefined;
      if (ended !== undefined) throw new OpsProblem(ended);
      if (performance.now() - began > startMsMax)
        throw new OpsProblem(`${name}: ${slot} is not ready after ${startMsMax / 1000} s`);
      if (stopping()) throw new OpsProblem('stopped as asked');
      await sleep(200);
    }
    took[name] = Math.round(performance.now() - began);
  }
  return {
    reason: `ready on ${Object.entries(took)
      .map(([host, ms]) => `${host} after ${(ms / 1000).toFixed(1)} s`)
      .join(', ')}`,
    measured: Object.fromEntries(Object.entries(took).map(([host, ms]) => [`${host} ms`, ms])),
  };
}

/** What fails because a server is gone says so: everything else it could say is a consequence. */
async function trySlotWhole(place: Place, slot: Slot): Promise<string> {
  try {
    return await trySlot(place, slot);
  } catch (error) {
    for (const host of appHosts(place)) {
      const ended = await endOf(place, host.name, slot, await serverOf(place, host, slot));
      if (ended !== undefined) throw new OpsProblem(ended, undefined, { cause: error });
    }
    throw error;
  }
}

/** Undefined when its host does not say. */
async function serverOf(place: Place, host: SiteHost, slot: Slot): Promise<ServerFigures | undefined> {
  const { stdout } = await runAnyway(place.on(host.name, slotFigures(host.address, portsOf(place))));
  return readFigures(stdout)[slot];
}

/** How a server that should run has ended, in its own last words; undefined when it has not, or is not seen. */
async function endOf(
  place: Place,
  host: string,
  slot: Slot,
  server: ServerFigures | undefined,
): Promise<string | undefined> {
  if (server === undefined || (server.active && server.restarts === 0)) return undefined;
  const how = server.restarts > 0 ? 'ended and was started again' : 'does not run';
  return `${host}: ${slot} ${how}: ${await lastWords(place, host, slot)}`;
}

async function lastWords(place: Place, host: string, slot: Slot): Promise<string> {
  const { stdout } = await runAnyway(place.on(host, readSlotText(slot)));
  return lastError(stdout).slice(-400) || 'it says nothing';
}

async function switchTo(place: Place, slot: Slot, began: number) {
  const names = [...new Set((await floorsOf(place, slot)).map(({ name }) => name))];
  if (names.length === 0) throw new OpsProblem(`no server of ${slot} tells its floors`);
  const start = performance.now();
  await moveTraffic(place, { active: slot, candidate: slot, percent: 0 });
  const trafficMs = Math.round(performance.now() - start);
  const moves = await takeFloors(place, slot, names);
  const told = moves.map(
    ({ floor, epoch, stateHash, milliseconds }) =>
      `${floor} in epoch ${epoch} after ${milliseconds} ms, hash ${stateHash ?? 'its own'}`,
  );
  return {
    reason: `traffic moved in ${trafficMs} ms; floors: ${told.join('; ')}`,
    measured: {
      trafficMs,
      floorsMs: Math.max(0, ...moves.map(({ milliseconds }) => milliseconds)),
      sinceStartMs: Math.round(performance.now() - began),
    },
  };
}

async function clearSlot(place: Place, host: string, slot: Slot): Promise<void> {
  await runAnyway(place.on(host, stopSlot(slot)));
  await runAnyway(place.on(host, emptySlot(slot)));
}

async function stopOld(place: Place, slot: Slot) {
  await Promise.all(appHosts(place).map(({ name }) => runOn(place, name, stopSlot(slot))));
  return { reason: `${slot} has told its sockets, finished, and stopped; its release stays for a rollback` };
}

function gateOutcome(findings: readonly Finding[], samples: number) {
  const verdict = verdictOf(findings);
  const shown = verdict === 'pass' ? findings : findings.filter((each) => each.verdict === verdict);
  return { verdict, reason: shown.map(({ check, says }) => `${check}: ${says}`).join('; '), measured: { samples } };
}

/** The migrations of a release that the one before doesn't have, as they stand in its artifact. */
export async function migrationTexts({ directory, artifact, manifest }: VerifiedRelease): Promise<MigrationText[]> {
  const folder = `paperfloor-${manifest.version}/src/storage/migrations`;
  return Promise.all(
    manifest.newMigrations.map(async (id) => {
      const extract = {
        program: 'tar',
        args: ['--extract', '--gzip', '--to-stdout', '--file', join(directory, artifact), `${folder}/${id}.ts`],
      };
      return { id, source: (await run(extract)).stdout };
    }),
  );
}
