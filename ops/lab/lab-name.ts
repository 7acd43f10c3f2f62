/**
 * A lab's name and where it keeps its things. The name goes into control groups, files and host names, so it is short and
 * plain. Nothing here touches the disk.
 */
import { join } from 'node:path';
import { OpsUsageError } from '../command/problem.ts';
import type { HostName } from './hosts.ts';

const namePattern = /^[a-z][a-z0-9-]{0,15}$/;

export function readLabName(text: string): string {
  if (namePattern.test(text)) return text;
  throw new OpsUsageError(
    `--lab: expected up to 16 small letters, digits and dashes, a letter first, found ${JSON.stringify(text)}`,
    'paperfloor ops lab up --lab staging',
  );
}

export interface LabPaths {
  readonly directory: string;
  /** What the lab is and what is being done to it; written before each action. */
  readonly stateFile: string;
  /** The operator's key pair, and the public keys of the hosts. */
  readonly key: string;
  readonly knownHosts: string;
}

export interface DiskPaths {
  readonly directory: string;
  /** What the host has written, and overlayfs's own working directory beside it. */
  readonly upper: string;
  readonly work: string;
  readonly hostKey: string;
  readonly console: string;
}

/** The places of one lab under the state directory. */
export function labPaths(stateDirectory: string, name: string): LabPaths {
  const directory = join(stateDirectory, 'labs', name);
  return {
    directory,
    stateFile: join(directory, 'state.json'),
    key: join(directory, 'operator_key'),
    knownHosts: join(directory, 'known_hosts'),
  };
}

/** The places of one host of the lab. */
export function diskPaths({ directory }: LabPaths, host: HostName): DiskPaths {
  const disk = join(directory, 'hosts', host);
  return {
    directory: disk,
    upper: join(disk, 'upper'),
    work: join(disk, 'work'),
    hostKey: join(disk, 'host_key'),
    console: join(disk, 'console.log'),
  };
}

/** Where operations keep what is theirs on this machine unless `--state` says otherwise (XDG base directories). */
export function defaultStateDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const state = environment['XDG_STATE_HOME'];
  return join(state || join(environment['HOME'] || '/root', '.local/state'), 'paperfloor');
}
