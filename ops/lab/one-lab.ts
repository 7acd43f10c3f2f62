/** One lab on the disk: finding it, and changing it while nobody else does. */
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import type { HostName } from './hosts.ts';
import { type LabPaths, labPaths } from './lab-name.ts';
import { type LabState, readLabState, writeLabState } from './lab-state.ts';
import { asSoleWorker } from './sole-worker.ts';

export interface LabPlace {
  readonly name: string;
  readonly stateDirectory: string;
}

/** The lab, or what to do when there is none. */
export function existing(place: LabPlace): { state: LabState; paths: LabPaths } {
  const paths = labPaths(place.stateDirectory, place.name);
  const state = readLabState(paths);
  if (state === undefined) {
    throw new OpsProblem(`there is no lab ${place.name}`, `paperfloor ops lab up --lab ${place.name}`);
  }
  return { state, paths };
}

/** One change to a lab that is there. */
export async function change(
  place: LabPlace,
  doing: string,
  act: (state: LabState, paths: LabPaths) => Promise<Partial<LabState>>,
): Promise<void> {
  existing(place);
  await alone(place, async () => {
    const { state, paths } = existing(place);
    writeLabState(paths, { ...state, doing });
    const changed = await act(state, paths);
    writeLabState(paths, { ...state, ...changed, doing: 'nothing' });
  });
}

/** Works on the lab, there or not, while no other command does. */
export function alone<T>(place: LabPlace, work: (paths: LabPaths) => Promise<T>): Promise<T> {
  const paths = labPaths(place.stateDirectory, place.name);
  return asSoleWorker(paths.stateFile, `lab ${place.name}`, () => work(paths));
}

/** The control group of a host, or of what this machine does in the lab's network. */
export function groupOf(state: LabState, host: HostName | 'controller'): string {
  return join(state.group, host);
}
