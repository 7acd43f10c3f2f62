/**
 * The one way in which commands reach an environment: which inventory it is made from, and its hosts, in a lab as its operator,
 * elsewhere as the operator's own ssh settings say. What a verb works on besides is its own place, made of this.
 */
import { join, resolve } from 'node:path';
import type { Command as CommandLine } from 'commander';
import { type Command, command, shellText } from '../command/command.ts';
import { sshOptions } from '../command/ssh-options.ts';
import { readHostName } from '../lab/hosts.ts';
import { commandOn } from '../lab/lab-hosts.ts';
import { readLabName } from '../lab/lab-name.ts';
import type { LabPlace } from '../lab/one-lab.ts';
import { isLab } from '../plan/the-plan.ts';
import { inventoryOf } from '../provision/provision.ts';
import type { OpsContext } from './ops-context.ts';
import { type EnvironmentFlags, stateDirectory } from './workplace.ts';

export interface HostsFlags extends EnvironmentFlags {
  readonly inventory?: string;
  readonly lab?: string;
}

export interface EnvironmentHosts {
  readonly environment: string;
  /** Paperfloor's own directory. */
  readonly root: string;
  readonly inventory: string;
  /** Where the environment's secrets and authority are. */
  readonly secrets: string;
  /** Undefined for hosts that are somebody's real ones. */
  readonly lab: LabPlace | undefined;
  /** The command that runs words on a host as an operator; `input` is what it reads. */
  on(host: string, words: readonly string[], input?: string): Command;
  /** The command that runs words on this machine, where the environment can be reached. */
  here(words: readonly string[], input?: string): Command;
  talk(line: string): void;
}

/** Options by which hosts are found. */
export function withHosts(given: CommandLine): CommandLine {
  return given
    .option('--inventory <DIR>', 'the inventory (default: the one it was provisioned from)')
    .option('--lab <NAME>', 'the lab whose hosts these are (default: what follows lab- in the name)', readLabName);
}

/** The same for verbs that can leave hosts out. */
export function withSomeHosts(given: CommandLine): CommandLine {
  return withHosts(given).option('--limit <HOSTS>', 'only these hosts, separated by commas', (text: string) =>
    text.split(','),
  );
}

/** Reaches nobody yet: `on` and `here` throw `OpsProblem` for a lab that is not there. */
export function hostsOf(context: OpsContext, flags: HostsFlags): EnvironmentHosts {
  const { env: environment } = flags;
  const state = stateDirectory(context, flags);
  const lab = labOf(context, flags);
  const reading = (given: Command, input: string | undefined) => (input === undefined ? given : { ...given, input });
  const onHost = (host: string, words: readonly string[]) => {
    if (lab !== undefined) return commandOn(lab, readHostName(host), words);
    return command('ssh', ...sshOptions, host, '--', shellText(asCommand(words)));
  };
  const here = (words: readonly string[]) =>
    lab === undefined ? asCommand(words) : commandOn(lab, 'controller', words);
  return {
    ...{ environment, lab, root: context.root, secrets: join(state, 'environments', environment) },
    inventory: inventoryFor(context, flags),
    on: (host, words, input) => reading(onHost(host, words), input),
    here: (words, input) => reading(here(words), input),
    talk: (line) => context.talk(line),
  };
}

export function labOf(context: OpsContext, flags: HostsFlags): LabPlace | undefined {
  const name = flags.lab ?? (isLab(flags.env) ? flags.env.slice('lab-'.length) : undefined);
  if (name === undefined) return undefined;
  return { name: readLabName(name), stateDirectory: stateDirectory(context, flags) };
}

export function inventoryFor(context: OpsContext, flags: HostsFlags): string {
  if (flags.inventory !== undefined) return resolve(context.workingDirectory, flags.inventory);
  return inventoryOf(context.root, stateDirectory(context, flags), flags.env);
}

function asCommand([program = '', ...args]: readonly string[]): Command {
  return command(program, ...args);
}
