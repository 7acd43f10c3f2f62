/**
 * Back to the release before, which is in the other slot: started again if it rests, then traffic and floors. Where a deployment was
 * interrupted, or a way back was, the one that serves is the release before: it is left alone with everything. Both releases live on the
 * same data, which is what a migration that only adds is for, and each has its own settings, which go back with it. The database goes
 * back last, and only when the caller brings that along.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { readFigures } from './figures.ts';
import { hostFacts, settingsApart, slotFigures, startSlot } from './host-plan.ts';
import { type KeptLog, keepLogs } from './logs.ts';
import { Notebook, type NotedStep, type Outcome, StepFailed } from './notebook.ts';
import { appHosts, otherSlot, type Place, portsOf, runOn, type Slot } from './place.ts';
import { readHostFacts } from './preflight.ts';
import { pullBack } from './pull-back.ts';
import { trySlot } from './smoke.ts';
import { toldTraffic } from './switch.ts';
import { isUnderWay } from './traffic.ts';

/** Going back with the database: what comes before anything is touched, and what comes last. */
export interface LastResort {
  readonly rehearse: () => Promise<Outcome>;
  readonly restore: () => Promise<Outcome>;
}

export interface RollbackOptions {
  readonly place: Place;
  readonly logsDirectory: string;
  readonly write: (step: NotedStep) => void;
  readonly lastResort?: LastResort | undefined;
}

export interface RollbackVerdict {
  /** The release that serves now. */
  readonly version: string;
  readonly active: Slot;
  readonly verdict: 'pass' | 'fail';
  readonly reason: string;
  readonly steps: readonly NotedStep[];
  readonly logs: readonly KeptLog[];
}

const startMsMax = 60_000;

/** Rejects with `OpsProblem` when there is nothing to go back to; then nothing was touched. */
export async function rollback({ place, logsDirectory, write, lastResort }: RollbackOptions): Promise<RollbackVerdict> {
  const notes = new Notebook(write, (line) => place.talk(line));
  const { from, to, other, isDatabaseAlone } = await wayBack(place, lastResort !== undefined);
  const version = isDatabaseAlone ? other.left : other.version;
  const ended = (reason: string, slot: Slot, serving: string, logs: readonly KeptLog[]): RollbackVerdict => {
    const verdict = notes.steps.some((step) => step.verdict === 'fail') ? 'fail' : 'pass';
    return { version: serving, active: slot, verdict, reason, steps: notes.steps, logs };
  };
  try {
    if (lastResort !== undefined) await notes.step('copy', lastResort.rehearse);
    if (!isDatabaseAlone) await notes.step('release before', () => makeReady(place, to, version));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return ended(`${error.message}; ${from} still serves`, from, other.left, []);
  }
  let logs: readonly KeptLog[] = [];
  if (!isDatabaseAlone) {
    const kept = keepLogs(place, from, logsDirectory, other.left);
    await pullBack(place, notes, { to, began: performance.now(), beforeStop: () => kept });
    logs = await kept;
  }
  try {
    if (lastResort !== undefined) await notes.step('database', lastResort.restore);
    await notes.step('validate', async () => ({ reason: await trySlot(place, to) }));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  }
  try {
    // Last: nobody waits for it, and nothing depends on it.
    if (!isDatabaseAlone) await notes.step('settings', () => tellSettings(place, to));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  }
  const bad = notes.steps.find(({ verdict }) => verdict === 'fail');
  return ended(bad === undefined ? `${version} serves in ${to}` : `${bad.step}: ${bad.reason}`, to, version, logs);
}

/** Which slot is left and which one serves afterwards. Rejects with `OpsProblem` when there is nothing to go back to. */
async function wayBack(place: Place, withDatabase: boolean) {
  const told = await toldTraffic(place);
  const begun = told.find(isUnderWay);
  const from = begun === undefined ? told[0].active : otherSlot(begun.active);
  const to = otherSlot(from);
  const other = await slotsOf(place, to, from);
  if (other.version !== '') return { from, to, other, isDatabaseAlone: false };
  // A load balancer that was off when the traffic moved has come back with the plan of then: all of it goes where the release is.
  const isDivided = told.some(({ active }) => active === to);
  if (isDivided) return { from: to, to: from, other: await slotsOf(place, from, to), isDatabaseAlone: false };
  // A release that was pulled back is gone already: then only the database is left to go back.
  if (withDatabase) return { from, to: from, other, isDatabaseAlone: true };
  throw nothingBefore(place, to, other.told);
}

/** The one release that a slot holds on every host, or nothing; what the other one holds. */
async function slotsOf(place: Place, to: Slot, from: Slot): Promise<{ version: string; left: string; told: string }> {
  const facts = await Promise.all(
    appHosts(place).map(async ({ name }) => {
      const askedMs = Date.now();
      const { stdout } = await runOn(place, name, hostFacts());
      return readHostFacts(name, stdout, { askedMs, toldMs: Date.now() });
    }),
  );
  const found = new Set(facts.map(({ slots }) => `${slots[to].version} ${slots[to].digest}`));
  const [only = ''] = [...found][0]?.split(' ') ?? [];
  const told = facts.map(({ host, slots }) => `${host} has ${slots[to].version || 'nothing'}`).join(', ');
  return { version: found.size === 1 ? only : '', left: facts[0]?.slots[from].version ?? '', told };
}

function nothingBefore({ environment }: Place, slot: Slot, told: string): OpsProblem {
  return new OpsProblem(
    `there is no release to go back to in ${slot}: ${told}`,
    `paperfloor ops deploy VERSION --env ${environment} installs a verified one`,
  );
}

/** The slot has kept its own; what is different about them is told, for it has changed with the release. */
async function tellSettings(place: Place, slot: Slot): Promise<Outcome> {
  const found = await Promise.all(
    appHosts(place).map(async ({ name }) => (await runOn(place, name, settingsApart())).stdout.split('\n')),
  );
  const names = [...new Set(found.flat())].filter((name) => name !== '').sort();
  const kept = `${slot} has kept the settings that it was filled with`;
  return {
    reason: names.length === 0 ? `${kept}, the same as before` : `${kept}; others than before: ${names.join(', ')}`,
  };
}

async function makeReady(place: Place, slot: Slot, version: string) {
  const ports = portsOf(place);
  let started = 0;
  await Promise.all(
    appHosts(place).map(async ({ name, address }) => {
      const isReady = async () =>
        readFigures((await runAnyway(place.on(name, slotFigures(address, ports)))).stdout)[slot]?.ready === true;
      if (await isReady()) return;
      started++;
      await runOn(place, name, startSlot(slot));
      const untilMs = Date.now() + startMsMax;
      while (!(await isReady())) {
        if (Date.now() > untilMs) throw new OpsProblem(`${slot} is not ready on ${name} after ${startMsMax / 1000} s`);
        await sleep(200);
      }
    }),
  );
  return {
    reason: `${version} is ready in ${slot}${started === 0 ? ', it was still running' : `, started on ${started} hosts`}`,
    measured: { started },
  };
}
