/**
 * A lab: hosts on one machine, in a network without a way out. Each action is first written into the state file, then done;
 * each can be repeated. Only processes in the lab's own control group are ever ended, only its own directory is removed.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway, start } from '../command/run.ts';
import { clearBrokenBase, ensureBase } from './base.ts';
import { createGroup, endGroup, isAlive } from './control-group.ts';
import { makeDisk, rememberHosts } from './disk.ts';
import { bootHost } from './host-plan.ts';
import { addressOf, type HostName, kindOf } from './hosts.ts';
import { diskPaths, labPaths } from './lab-name.ts';
import { type LabState, readLabState, writeLabState } from './lab-state.ts';
import { clearBrokenLayers, ensureLayers } from './layers.ts';
import { labsGroup, prepareMachine } from './machine.ts';
import { ensureNetwork } from './network.ts';
import { removePort } from './network-plan.ts';
import { alone, groupOf, type LabPlace } from './one-lab.ts';
import type { Suite } from './suite.ts';
import { waitForHosts } from './wait.ts';

export interface Surroundings {
  /** The PATH that programs are looked for on. */
  readonly path: string;
  readonly talk: (line: string) => void;
}

/** Starts the hosts that do not run yet, on the disks they have or on new ones. Resolves when ssh answers on all of them. */
export async function labUp(
  place: LabPlace,
  { hosts, suite, ...around }: Surroundings & { hosts: readonly HostName[]; suite: Suite },
): Promise<void> {
  await prepareMachine(place.stateDirectory, around);
  await alone(place, async (paths) => {
    const known = readLabState(paths);
    if (known !== undefined && known.suite !== suite) {
      const hint = `paperfloor ops lab down --lab ${place.name}, or up with --suite ${known.suite}`;
      throw new OpsProblem(`lab ${place.name} is on Debian ${known.suite}, not ${suite}`, hint);
    }
    let state: LabState = known ?? {
      ...{ name: place.name, suite, disks: [], doing: 'making the base image' },
      group: join(labsGroup(), `${place.name}-${randomBytes(4).toString('hex')}`),
    };
    const note = (change: Partial<LabState>) => {
      state = { ...state, ...change };
      writeLabState(paths, state);
    };
    note({});
    const making = { suite, group: labsGroup(), talk: around.talk };
    const base = state.base ?? (await ensureBase(place.stateDirectory, making));
    if (!existsSync(base.root)) {
      const hint = `paperfloor ops lab down --lab ${place.name}, then up: its hosts begin anew`;
      throw new OpsProblem(`the base image of lab ${place.name} is gone: no ${base.root}`, hint);
    }
    note({ base });
    const missing = hosts.filter((host) => !isAlive(groupOf(state, host)));
    const lowerOf = await ensureLayers(base, missing.map(kindOf), making);
    const holder = await ensureNetwork(state, paths, note);
    for (const host of missing) {
      const disk = diskPaths(paths, host);
      if (!state.disks.includes(host)) {
        note({ doing: `making the disk of ${host}` });
        await makeDisk(place.name, host, paths);
        note({ disks: [...state.disks, host], lower: { ...state.lower, [host]: lowerOf(kindOf(host)) } });
      }
      note({ doing: `starting ${host}` });
      // What is left of a host that ended by itself.
      await endGroup(groupOf(state, host));
      await runAnyway(removePort(holder, host));
      createGroup(groupOf(state, host));
      const { upper, work } = disk;
      const lower = state.lower?.[host] ?? [base.root];
      const places = { group: groupOf(state, host), lower, mirror: base.mirror, upper, work };
      start(bootHost(holder, host, places), disk.console);
    }
    rememberHosts(place.name, paths, state.disks);
    await waitForHosts(
      holder,
      hosts.map((host) => ({
        ...{ host, address: addressOf(place.name, host), console: diskPaths(paths, host).console },
        isAlive: () => isAlive(groupOf(state, host)),
      })),
    );
    note({ doing: 'nothing' });
  });
}

/** Ends every host and removes the lab, whatever state it is in; resolves to whether there was one. */
export async function labDown(place: LabPlace): Promise<boolean> {
  const paths = labPaths(place.stateDirectory, place.name);
  if (readLabState(paths) === undefined) return false;
  return alone(place, async () => {
    const state = readLabState(paths);
    if (state === undefined) return false;
    writeLabState(paths, { ...state, doing: 'taking the lab down' });
    await endGroup(state.group);
    const labs = dirname(state.group);
    await clearBrokenBase(place.stateDirectory, state.suite, labs);
    if (state.base !== undefined) await clearBrokenLayers(state.base, state.suite, labs);
    removeIfEmpty(labs);
    // The state file goes last: as long as anything is there, `down` can be repeated.
    for (const entry of readdirSync(paths.directory)) {
      const path = join(paths.directory, entry);
      if (path !== paths.stateFile) rmSync(path, { recursive: true, force: true });
    }
    rmSync(paths.directory, { recursive: true });
    removeIfEmpty(dirname(paths.directory));
    return true;
  });
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    // Another lab is there, or it has gone already.
    if (!['ENOTEMPTY', 'EBUSY', 'ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
