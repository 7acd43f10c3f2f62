/** What the verbs of backups are given: the environment's hosts by group, and how words are run on them. */
import type { Command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { CommandFailed, type Outcome, runAnyway } from '../command/run.ts';
import { explainFailure } from './pgbackrest-problem.ts';

export interface Place {
  readonly environment: string;
  /** Paperfloor's own directory, and where the environment's secrets are. */
  readonly root: string;
  readonly secrets: string;
  /** The program that applies a journal again to prove a copy: this Paperfloor's, or that of the release that wrote the journal. */
  readonly prover: string;
  /** Hosts of a group, as the inventory names them. */
  hosts(group: string): readonly string[];
  readonly databaseName: string;
  readonly postgresqlMajor: number;
  addressOf(host: string): string;
  /** The command that runs words on a host as an operator. */
  on(host: string, words: readonly string[], input?: string): Command;
  /** The command that runs words on this machine, where the environment can be reached. */
  here(words: readonly string[], input?: string): Command;
  talk(line: string): void;
}

/** The only or first host of a group. Throws `OpsProblem` when the inventory has none. */
export function hostOf(place: Place, group: string): string {
  const [host] = place.hosts(group);
  if (host !== undefined) return host;
  throw new OpsProblem(
    `the inventory of ${place.environment} has no host in the group ${group}`,
    `add one; see ops/ansible/inventories/example`,
  );
}

/** What the words printed. Rejects with `OpsProblem` that says what is wrong and what to try. */
export async function askHost(place: Place, host: string, words: readonly string[], input?: string): Promise<string> {
  const command = place.on(host, words, input);
  const outcome = await runAnyway(command);
  if (outcome.code === 0) return outcome.stdout;
  throw failureOn(place, host, command, outcome);
}

/** ssh's own code, when the host wasn't reached. */
const notReached = 255;

export function failureOn({ environment }: Place, host: string, command: Command, outcome: Outcome): OpsProblem {
  if (outcome.code === notReached) {
    const said = outcome.stderr.trim().split('\n').at(-1) ?? '';
    return new OpsProblem(
      `${host} is not reached: ${said}`,
      `see whether it runs; in a lab: paperfloor ops lab up ${host}`,
    );
  }
  return (
    explainFailure(`${outcome.stdout}\n${outcome.stderr}`, { environment, host }) ?? new CommandFailed(command, outcome)
  );
}

/** What the words printed; undefined when they failed or the host isn't there. */
export async function tryHost(place: Place, host: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await runAnyway(place.on(host, words));
    return code === 0 ? stdout : undefined;
  } catch (error) {
    // A host of a lab that doesn't run.
    if (error instanceof OpsProblem) return undefined;
    throw error;
  }
}

/** Whether the words ended with 0. Rejects with `OpsProblem` when the host is not reached, and nothing is known. */
export async function askWhether(place: Place, host: string, words: readonly string[]): Promise<boolean> {
  const command = place.on(host, words);
  const outcome = await runAnyway(command);
  if (outcome.code === notReached) throw failureOn(place, host, command, outcome);
  return outcome.code === 0;
}

/** The host whose PostgreSQL is written to; `ask` is a question that it answers with `f`. Rejects with `OpsProblem` when none answers. */
export async function findPrimary(place: Place, ask: readonly string[]): Promise<string> {
  for (const host of place.hosts('db')) {
    if ((await tryHost(place, host, ask))?.trim() === 'f') return host;
  }
  throw new OpsProblem(
    `no host of ${place.environment} has a primary database that answers`,
    `paperfloor ops provision ${place.environment} --tags db; after a loss: paperfloor ops backup restore`,
  );
}
