/** What is done to single hosts of a lab, and what can be seen of them. */
import { rmSync } from 'node:fs';
import { type Command, command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { run, runAnyway, runInForeground } from '../command/run.ts';
import { createGroup, endGroup, insideGroup, isAlive } from './control-group.ts';
import { onHost } from './host-plan.ts';
import { addressOf, type HostName, hostNames } from './hosts.ts';
import { diskPaths, labPaths } from './lab-name.ts';
import { type LabState, readLabState, writeLabState } from './lab-state.ts';
import { hasNetwork, holderOf } from './network.ts';
import { cutHosts, insideNetwork, showPorts, switchPort } from './network-plan.ts';
import { change, existing, groupOf, type LabPlace } from './one-lab.ts';
import type { Suite } from './suite.ts';

export interface HostStatus {
  readonly host: HostName;
  readonly address: string;
  /** `cut`: runs, but its network is cut; `off`: has a disk; `none`: has none. */
  readonly state: 'running' | 'cut' | 'off' | 'none';
}

/** Ends a host at once, as a power cut would; its disk stays. */
export async function powerOff(place: LabPlace, host: HostName): Promise<void> {
  await change(place, `powering ${host} off`, async (state) => {
    await endGroup(groupOf(state, host));
    return {};
  });
}

/** Ends a host at once and removes its disk. */
export async function destroyHost(place: LabPlace, host: HostName): Promise<void> {
  await change(place, `destroying ${host}`, async (state, paths) => {
    await endGroup(groupOf(state, host));
    const disks = state.disks.filter((each) => each !== host);
    writeLabState(paths, { ...state, disks, doing: `destroying ${host}` });
    rmSync(diskPaths(paths, host).directory, { recursive: true, force: true });
    return { disks };
  });
}

/** Cuts a host off the network, silently: its connections hang and nothing is closed. Or heals it. */
export async function cutHost(place: LabPlace, host: HostName, heal: boolean): Promise<void> {
  await change(place, `${heal ? 'healing' : 'cutting'} ${host}`, async (state) => {
    const holder = holderOf(state);
    if (!isAlive(groupOf(state, host))) throw notRunning(state, host);
    await run(switchPort(holder, host, heal ? 'forwarding' : 'disabled'));
    return {};
  });
}

/** Runs words on a host, or on this machine in the lab's network, with our own terminal; resolves to their exit code. */
export async function execOn(
  place: LabPlace,
  host: HostName | 'controller',
  words: readonly string[],
): Promise<number> {
  return runInForeground(commandOn(place, host, words));
}

/** The command that runs words on a host of a running lab. */
export function commandOn(place: LabPlace, host: HostName | 'controller', words: readonly string[]): Command {
  const { state, paths } = existing(place);
  const holder = holderOf(state);
  // What is in the lab's network ends with the lab.
  createGroup(groupOf(state, 'controller'));
  const inside = (given: Command) => insideGroup(groupOf(state, 'controller'), given);
  if (host === 'controller') {
    const [program = '', ...args] = words;
    return inside(insideNetwork(holder, command(program, ...args)));
  }
  if (!isAlive(groupOf(state, host))) throw notRunning(state, host);
  const { key, knownHosts } = paths;
  return inside(onHost(addressOf(place.name, host), { holder, key, knownHosts }, words));
}

/** What the lab is; undefined when there is none. */
export async function labStatus(
  place: LabPlace,
): Promise<{ lab: string; suite: Suite; doing: string; hosts: HostStatus[] } | undefined> {
  const state = readLabState(labPaths(place.stateDirectory, place.name));
  if (state === undefined) return undefined;
  const cut = hasNetwork(state) ? cutHosts((await runAnyway(showPorts(holderOf(state)))).stdout) : new Set();
  const hosts = hostNames.map((host): HostStatus => {
    const runs = isAlive(groupOf(state, host)) ? (cut.has(host) ? 'cut' : 'running') : undefined;
    const rests = state.disks.includes(host) ? 'off' : 'none';
    return { host, address: addressOf(place.name, host), state: runs ?? rests };
  });
  return { lab: state.name, suite: state.suite, doing: state.doing, hosts };
}

function notRunning(state: LabState, host: HostName): OpsProblem {
  return new OpsProblem(`${host} does not run`, `paperfloor ops lab up ${host} --lab ${state.name}`);
}
