/** Waiting, with an end: for something to be there, and for hosts to answer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { CommandFailed, runAnyway } from '../command/run.ts';
import { insideNetwork } from './network-plan.ts';

const oneMillisecondsMax = 10_000;
const hostsMillisecondsMax = 60_000;
/** Between two looks at whether a silent host still runs. */
const roundMilliseconds = 2_000;
const pollMilliseconds = 5;
const shownLines = 10;

/** The first value that is not undefined. */
export async function waitForOne<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const until = Date.now() + oneMillisecondsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new OpsProblem(`${what} did not come up within ${oneMillisecondsMax / 1000} s`);
    await sleep(pollMilliseconds);
  }
}

export interface AwaitedHost {
  readonly host: string;
  readonly address: string;
  readonly console: string;
  readonly isAlive: () => boolean;
}

/** Resolves when ssh answers on every host; rejects with `OpsProblem` when one has ended or stays silent. */
export async function waitForHosts(holder: number, hosts: readonly AwaitedHost[]): Promise<void> {
  const until = Date.now() + hostsMillisecondsMax;
  const probe = join(import.meta.dirname, 'ssh-probe.ts');
  let silent = hosts;
  while (silent.length > 0) {
    const words = [String(roundMilliseconds), ...silent.map(({ address }) => address)];
    const look = insideNetwork(holder, command(process.execPath, probe, ...words));
    const outcome = await runAnyway(look);
    if (outcome.code === 0) return;
    const addresses = new Set(outcome.stdout.split('\n'));
    silent = silent.filter(({ address }) => addresses.has(address));
    if (silent.length === 0) throw new CommandFailed(look, outcome);
    const dead = silent.find((host) => !host.isAlive());
    if (dead !== undefined) {
      const last = readFileSync(dead.console, 'utf8').trim().split('\n').slice(-shownLines).join('\n');
      throw new OpsProblem(`${dead.host} ended while it started:\n${last}`, `look at ${dead.console}`);
    }
    const [first] = silent;
    if (first !== undefined && Date.now() > until) {
      const seconds = hostsMillisecondsMax / 1000;
      throw new OpsProblem(`${first.host} does not answer on port 22 after ${seconds} s`, `look at ${first.console}`);
    }
  }
}
