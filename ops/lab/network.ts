/** Brings the lab's network up and finds it again. */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { runAll, start } from '../command/run.ts';
import { createGroup, endGroup, membersOf } from './control-group.ts';
import type { LabPaths } from './lab-name.ts';
import type { LabState } from './lab-state.ts';
import { holdNetwork, layNetwork, namespaceOf } from './network-plan.ts';
import { waitForOne } from './wait.ts';

/** The process that holds the network. A network that was not laid out to its end is begun anew, and its hosts with it. */
export async function ensureNetwork(
  state: LabState,
  { directory }: LabPaths,
  note: (change: Partial<LabState>) => void,
): Promise<number> {
  if (hasNetwork(state)) return holderOf(state);
  note({ doing: 'laying the network' });
  await endGroup(state.group);
  const group = networkGroup(state);
  createGroup(group);
  start(holdNetwork(group), join(directory, 'network.log'));
  const holder = await waitForOne(() => membersOf(group)[0], 'the process that holds the network');
  await waitForOwnNetwork(holder);
  await runAll(layNetwork(state.name, holder));
  note({ network: holder });
  return holder;
}

/** Until the holder has left this machine's network: what is laid out before would be laid out here. */
async function waitForOwnNetwork(holder: number): Promise<void> {
  const ours = readlinkSync('/proc/self/ns/net');
  await waitForOne(() => (readlinkSync(namespaceOf(holder)) === ours ? undefined : true), 'the network of the lab');
}

/** Whether the lab's network is up and laid out to its end. */
export function hasNetwork(state: LabState): boolean {
  return state.network !== undefined && membersOf(networkGroup(state)).includes(state.network);
}

/** The process that holds the network of a lab that runs. */
export function holderOf(state: LabState): number {
  if (state.network !== undefined && hasNetwork(state)) return state.network;
  throw new OpsProblem(`lab ${state.name} does not run`, `paperfloor ops lab up --lab ${state.name}`);
}

function networkGroup(state: LabState): string {
  return join(state.group, 'network');
}
