/**
 * What is known of a lab on the disk: one file, written before each action and replaced as a whole, so that `down` finds
 * everything also after a crash in the middle of `up`. What runs is not in it: that is asked of the kernel.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { OpsProblem } from '../command/problem.ts';
import type { Base } from './base.ts';
import type { HostName } from './hosts.ts';
import type { LabPaths } from './lab-name.ts';
import type { Suite } from './suite.ts';

export interface LabState {
  readonly name: string;
  readonly suite: Suite;
  /** The control group of the lab; everything it starts is inside. The name ends in a random part: it is nobody else's. */
  readonly group: string;
  /** The base under the lab's disks, once it was there, and no other. */
  readonly base?: Base;
  /** The process that holds the network, once the network is laid out; another one, or none, is no network of ours. */
  readonly network?: number;
  /** Hosts whose disk has been made whole. */
  readonly disks: readonly HostName[];
  /** What each of them stands on, the topmost first: differences from this and from nothing else. Not there: the base alone. */
  readonly lower?: Readonly<Partial<Record<HostName, readonly string[]>>>;
  /** What was begun last. */
  readonly doing: string;
}

/** The lab's state; undefined when there is no such lab. */
export function readLabState({ stateFile }: LabPaths): LabState | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OpsProblem(`${stateFile} cannot be read`, 'run it as the user who made the lab', { cause: error });
  }
  return JSON.parse(text) as LabState;
}

export function writeLabState({ directory, stateFile }: LabPaths, state: LabState): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${stateFile}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${stateFile}.new`, stateFile);
}
