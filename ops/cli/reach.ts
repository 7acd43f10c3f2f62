/** An environment's hosts as the verbs that watch ask them: by group, for what words print. */
import type { Command } from 'commander';
import type { Command as Started } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { type Outcome, run, runAnyway } from '../command/run.ts';
import type { HostName } from '../lab/hosts.ts';
import { commandOn } from '../lab/lab-hosts.ts';
import { hostsOf as hostsOfGroup } from '../verify/site.ts';
import { siteOf } from '../verify/verify.ts';
import { type HostsFlags, hostsOf, withSomeHosts } from './environment-hosts.ts';
import type { OpsContext } from './ops-context.ts';
import { environmentCommand } from './workplace.ts';

export interface ReachFlags extends HostsFlags {
  readonly limit?: readonly string[];
}

export interface Reach {
  /** Names of a group's hosts, or of `all`; only those that were not left out. */
  hosts(group: string): readonly string[];
  on(host: string, words: readonly string[], input?: string): Promise<Outcome>;
  /** What the words printed; rejects when they failed. */
  say(host: string, words: readonly string[], input?: string): Promise<string>;
  /** The command that runs words on a host of a lab, or on this machine in its network; undefined outside labs. */
  readonly inLab: ((host: HostName | 'controller', words: readonly string[]) => Started) | undefined;
  /** Where the environment's secrets and authority are. */
  readonly secrets: string;
}

/** A verb on the hosts of an environment. */
export function reachingCommand(name: string, sentence: string, example: string): Command {
  return withSomeHosts(environmentCommand(name, sentence, example));
}

export async function reachOf(context: OpsContext, flags: ReachFlags): Promise<Reach> {
  const { lab, on, ...hosts } = hostsOf(context, flags);
  const site = await siteOf({ ...hosts, only: flags.limit });
  return {
    hosts: (group) => hostsOfGroup(site, group).map(({ name }) => name),
    on: (host, words, input = '') => runAnyway(on(host, words, input)),
    say: async (host, words, input = '') => (await run(on(host, words, input))).stdout,
    inLab: lab === undefined ? undefined : (host, words) => commandOn(lab, host, words),
    secrets: hosts.secrets,
  };
}

/** The one host that watches. */
export function monitorOf(reach: Reach): string {
  const [monitor] = reach.hosts('monitor');
  if (monitor === undefined) throw new OpsProblem('the inventory has no host that watches', 'give it a group monitor');
  return monitor;
}
