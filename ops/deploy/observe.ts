/** Looks at every server and load balancer at one moment, and works out what happened between two looks. */
import { runAnyway } from '../command/run.ts';
import { readFigures, type ServerFigures } from './figures.ts';
import type { Seen } from './gate.ts';
import { slotErrors, slotFigures } from './host-plan.ts';
import { appHosts, balancers, type Place, portsOf, type Slot } from './place.ts';
import { type Counts, readCounts, readTimes, showCounts, showTimes } from './traffic.ts';

export interface Look {
  readonly atMs: number;
  /** By host and slot. */
  readonly servers: ReadonlyMap<string, Readonly<Partial<Record<Slot, ServerFigures>>>>;
  /** By load balancer: what it answered. */
  readonly balancers: ReadonlyMap<string, string>;
}

/** A host that does not answer is not in it. */
export async function look(place: Place): Promise<Look> {
  const ports = portsOf(place);
  const servers = new Map<string, ReturnType<typeof readFigures>>();
  const counts = new Map<string, string>();
  await Promise.all([
    ...appHosts(place).map(async ({ name, address }) => {
      const { code, stdout } = await runAnyway(place.on(name, slotFigures(address, ports)));
      if (code === 0) servers.set(name, readFigures(stdout));
    }),
    ...balancers(place).map(async ({ name }) => {
      const { code, stdout } = await runAnyway(place.on(name, showCounts()));
      if (code === 0) counts.set(name, stdout);
    }),
  ]);
  return { atMs: Date.now(), servers, balancers: counts };
}

/** What one slot did between two looks. `errors`: lines of its log in which the database failed, by host. */
export function seenBetween(
  place: Place,
  slot: Slot,
  [before, after]: readonly [Look, Look],
  errors: ReadonlyMap<string, number>,
): Seen {
  const hosts = appHosts(place).map(({ name }) => name);
  const pairs = hosts.flatMap((host) => {
    const now = after.servers.get(host)?.[slot];
    return now === undefined || !now.active ? [] : [{ host, now, earlier: before.servers.get(host)?.[slot] }];
  });
  return {
    counts: countsBetween(slot, before, after),
    times: pairs.length === 0 ? undefined : timesBetween(pairs),
    servers: pairs.map(({ host, now }) => ({
      host,
      ready: now.ready,
      restarts: now.restarts,
      troubles: now.troubles,
      brokenFloors: now.brokenFloors,
      lagSeconds: now.lagSeconds,
      audits: now.audits,
      // Since its server began: one that had failed before anybody looked has failed.
      auditFaults: now.auditFaults,
      databaseErrors: errors.get(`${host} ${slot}`),
    })),
  };
}

/** What clients waited for since a moment, by slot; undefined when a load balancer does not say. */
export async function answerTimes(
  place: Place,
  sinceMs: number,
): Promise<((slot: Slot) => ReadonlyMap<number, number>) | undefined> {
  const told = await Promise.all(balancers(place).map(({ name }) => runAnyway(place.on(name, showTimes(sinceMs)))));
  if (told.length === 0 || told.some(({ code }) => code !== 0)) return undefined;
  return (slot) =>
    readTimes(
      told.map(({ stdout }) => stdout),
      slot,
    );
}

/** Lines since a moment in which the database is said to fail, by host and slot. */
export async function databaseErrors(place: Place, sinceMs: number): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  await Promise.all(
    appHosts(place).map(async ({ name }) => {
      const { code, stdout } = await runAnyway(place.on(name, slotErrors(sinceMs)));
      if (code !== 0) return;
      for (const [, slot = '', count] of stdout.matchAll(/^(blue|green) (\d+)$/gm))
        found.set(`${name} ${slot}`, Number(count));
    }),
  );
  return found;
}

function countsBetween(slot: Slot, before: Look, after: Look): Counts | undefined {
  let total: Counts = { requests: 0, failed: 0 };
  for (const [name, text] of after.balancers) {
    const now = readCounts(text, slot);
    if (now === undefined) return undefined;
    const then = readCounts(before.balancers.get(name) ?? '', slot) ?? { requests: 0, failed: 0 };
    // It was started again meanwhile, and counts anew.
    const base = then.requests > now.requests ? { requests: 0, failed: 0 } : then;
    total = {
      requests: total.requests + now.requests - base.requests,
      failed: total.failed + now.failed - base.failed,
    };
  }
  return after.balancers.size === 0 ? undefined : total;
}

function timesBetween(
  pairs: readonly { now: ServerFigures; earlier: ServerFigures | undefined }[],
): ReadonlyMap<number, number> | undefined {
  const times = new Map<number, number>();
  for (const { now, earlier } of pairs) {
    if (now.times === undefined) return undefined;
    for (const [bound, count] of now.times) {
      const before = earlier?.times?.get(bound) ?? 0;
      times.set(bound, (times.get(bound) ?? 0) + (before > count ? count : count - before));
    }
  }
  return times;
}
