/**
 * Carries one drill out: looks whether the environment is whole, has a client outside place orders steadily, breaks, waits until somebody
 * was told and orders are acknowledged again, heals, waits until all is whole, and compares what was acknowledged with what is there, id
 * by id. Healing is tried whatever happens in between. Everything is written down as it begins and as it ends.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';
import type { Measured, Verdict } from '../plan/evidence/fact.ts';
import type { Ledger } from '../plan/evidence/ledger.ts';
import { endKey, makeKey } from '../verify/smoke/trader.ts';
import { isSteady } from './attempt.ts';
import type { Act, Breakage, Drill, DrillParts } from './drill.ts';
import { judge, type Measurement } from './judge.ts';
import { type OutsideClient, startClient } from './outside-client.ts';
import { type AlertWanted, untilTold } from './told.ts';

export interface DrillResult {
  readonly drill: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly measured: Measured;
  readonly timeline: readonly Moment[];
  /** Acknowledged orders that are gone, by the client's id. */
  readonly lost: readonly string[];
}

export interface Moment {
  /** Milliseconds since the break; negative before it. */
  readonly ms: number;
  readonly says: string;
}

export interface DrillWork {
  readonly parts: DrillParts;
  readonly ledger: Ledger;
  readonly by: string;
  readonly tell: (line: string) => void;
}

/** Accounts that place orders: each may place ten a second, and together they tell a break to some thirtieth of a second. */
const writers = 4;
const steadyMs = 3_000;
const steadyMsMax = 60_000;
const recoveredMs = 2_000;
/** Orders have so long after what was done about it. */
const respondedMs = 20_000;
const wholeMsMax = 180_000;
const wholeWithinMs = 15_000;
/** What is not told after so long was not told. */
const alertSecondsMax = 180;
const lookMs = 250;
const lostShown = 100;

export async function runDrill(drill: Drill, work: DrillWork): Promise<DrillResult> {
  const { parts, tell } = work;
  tell('looking whether the environment is whole');
  const breakage = await whenWhole(() => drill.prepare(parts));
  const run = randomBytes(4).toString('hex');
  return withClient(parts, run, (client) => breakAndHeal(drill, breakage, client, { ...work, run }));
}

/** One answer that came late says little; what is not whole for so long is not whole. */
export async function whenWhole<T>(prepare: () => Promise<T>, withinMs = wholeWithinMs): Promise<T> {
  for (const until = Date.now() + withinMs; ; await sleep(lookMs)) {
    try {
      return await prepare();
    } catch (error) {
      if (!(error instanceof OpsProblem) || Date.now() > until) throw error;
    }
  }
}

/** Has a client outside place orders while something is done; begins when they are acknowledged steadily. */
export async function withClient<T>(
  parts: DrillParts,
  run: string,
  work: (client: OutsideClient) => Promise<T>,
): Promise<T> {
  const made = await Promise.allSettled(
    Array.from({ length: writers }, (_, index) => makeKey(parts, `drill-${index + 1}`)),
  );
  const keys = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value.key] : []));
  try {
    const refused = made.find((each) => each.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    const client = startClient(parts, keys, `d${run}`);
    try {
      await untilSteady(client);
      return await work(client);
    } finally {
      client.kill();
    }
  } finally {
    await Promise.all(keys.map((key) => endKey(parts, key).catch(() => {})));
  }
}

async function breakAndHeal(
  drill: Drill,
  breakage: Breakage,
  client: OutsideClient,
  { parts, ledger, by, run, tell }: DrillWork & { run: string },
): Promise<DrillResult> {
  const { subject, readies = [], breaks, alert, responds = [], heals } = breakage;
  ledger.append({
    ...{ what: 'drill.started', drill: drill.name, run, by, subject, goal: { ...drill.goal } },
    plan: [...readies, ...breaks, ...responds, ...heals].map(({ says }) => says),
  });
  await using receivers = alert === undefined ? undefined : await parts.receivers();
  const timeline: Moment[] = [];
  let brokenMs = Date.now();
  const note = (says: string) => {
    timeline.push({ ms: Date.now() - brokenMs, says });
    tell(`${((Date.now() - brokenMs) / 1000).toFixed(1).padStart(6)} s  ${says}`);
  };
  let healedMs: number | undefined;
  let toldMs: number | undefined;
  let whole: Measured = {};
  let trouble: string | undefined;
  try {
    await inTurn(readies, note);
    brokenMs = Date.now();
    await inTurn(breaks, note);
    if (alert !== undefined && receivers !== undefined) {
      toldMs = await untilTold(receivers.arrived, alert, brokenMs, (drill.goal.alertSecondsMax ?? alertSecondsMax) * 2);
      if (toldMs === undefined) trouble = `nobody was told: ${alertText(alert)} did not arrive`;
      else note(`${alertText(alert)} has reached the pager`);
    }
    await inTurn(responds, note);
    if (await untilRecovered(drill, breakage, client, brokenMs)) note('orders are acknowledged again');
    else trouble ??= `no orders were acknowledged for ${seconds(Date.now() - brokenMs)} s`;
  } catch (error) {
    if (!(error instanceof OpsProblem)) throw error;
    trouble ??= error.message;
  } finally {
    healedMs = Date.now();
    const unhealed = await healAll(heals, note);
    trouble ??= unhealed;
  }
  try {
    whole = await untilWhole(breakage);
    note('all is whole again');
    await untilSteady(client);
  } catch (error) {
    if (!(error instanceof OpsProblem)) throw error;
    trouble ??= error.message;
  }
  const endedMs = Date.now();
  const measurement: Measurement = {
    ...{ goal: drill.goal, attempts: client.attempts, brokenMs, healedMs, endedMs, toldMs, trouble },
    there: await client.stop(),
  };
  const { lost, ...judged } = judge(measurement);
  const result: DrillResult = {
    ...{ drill: drill.name, ...judged, timeline },
    measured: { ...judged.measured, ...whole },
    lost: lost.slice(0, lostShown),
  };
  ledger.append({ what: 'drill.ended', run, ...result });
  return result;
}

async function inTurn(acts: readonly Act[], note: (says: string) => void): Promise<void> {
  for (const act of acts) {
    await act.do();
    note(act.says);
  }
}

/** Each of them, also when one before it failed; what the first that failed said, if one did. */
export async function healAll(acts: readonly Act[], note: (says: string) => void): Promise<string | undefined> {
  let trouble: string | undefined;
  for (const act of acts) {
    try {
      await act.do();
      note(act.says);
    } catch (error) {
      if (!(error instanceof OpsProblem)) throw error;
      note(`not healed: ${act.says}: ${error.message.split('\n')[0] ?? ''}`);
      trouble ??= error.message;
    }
  }
  return trouble;
}

async function untilSteady(client: OutsideClient): Promise<void> {
  const until = Date.now() + steadyMsMax;
  while (!isSteady(client.attempts, Date.now(), steadyMs)) {
    if (Date.now() > until) {
      const last = client.attempts.findLast(({ outcome }) => outcome !== 'acknowledged')?.note ?? 'nothing came back';
      throw new OpsProblem(
        `the exchange did not take orders steadily for ${steadyMsMax / 1000} s: ${last}`,
        'paperfloor ops verify smoke --env …, and start the drill when it passes',
      );
    }
    await sleep(lookMs);
  }
}

/** Whether it recovered by itself, while it was still broken. */
async function untilRecovered(
  { goal }: Drill,
  { holdMs }: Breakage,
  client: OutsideClient,
  brokenMs: number,
): Promise<boolean> {
  const until = Math.max(Date.now() + respondedMs, brokenMs + Math.max(holdMs, goal.secondsMax * 2_000));
  for (;;) {
    await sleep(lookMs);
    const now = Date.now();
    if (now > brokenMs + holdMs && isSteady(client.attempts, now, recoveredMs)) return true;
    if (now > until) return false;
  }
}

async function untilWhole({ whole }: Breakage): Promise<Measured> {
  const until = Date.now() + wholeMsMax;
  for (;;) {
    const found = await whole();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new OpsProblem(`it was not whole again ${wholeMsMax / 1000} s after it was healed`);
    await sleep(lookMs);
  }
}

function alertText({ name, host }: AlertWanted): string {
  return `${name} of ${host}`;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
