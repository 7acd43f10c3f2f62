/** What a deployment is given: the environment as its inventory describes it, and how words are run on its hosts. */
import type { Command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { type Outcome, runAnyway } from '../command/run.ts';
import type { Site, SiteHost } from '../verify/site.ts';
import { hostsOf } from '../verify/site.ts';

export type Slot = 'blue' | 'green';

export interface Place {
  readonly environment: string;
  /** Paperfloor's own directory. */
  readonly root: string;
  readonly site: Site;
  /** Where the environment's secrets and authority are. */
  readonly secrets: string;
  /** The command that runs words on a host as an operator; `input` is what it reads. */
  on(host: string, words: readonly string[], input?: string): Command;
  /** The command that runs words on this machine, where the service can be reached. */
  here(words: readonly string[], input?: string): Command;
  talk(line: string): void;
}

export function otherSlot(slot: Slot): Slot {
  return slot === 'blue' ? 'green' : 'blue';
}

/** Where the servers of each slot listen. */
export function portsOf({ site }: Place): Readonly<Record<Slot, number>> {
  const { blue, green } = site.slots;
  if (blue === undefined || green === undefined)
    throw new TypeError('expected the inventory to give slots blue and green a port each');
  return { blue, green };
}

export function appHosts({ site }: Place): readonly SiteHost[] {
  return hostsOf(site, 'app');
}

export function balancers({ site }: Place): readonly SiteHost[] {
  return hostsOf(site, 'lb');
}

/** What the words did on the host. Rejects with `OpsProblem` that names the host and what was said last, not the words themselves. */
export async function runOn(place: Place, host: string, words: readonly string[], input?: string): Promise<Outcome> {
  const outcome = await runAnyway(place.on(host, words, input));
  throwIfFailed(host, outcome);
  return outcome;
}

export function throwIfFailed(host: string, { code, stdout, stderr }: Outcome): void {
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' | ') || `ended with ${code}`;
  throw new OpsProblem(`${host}: ${said}`, `see ${host}: journalctl --lines=50`);
}
