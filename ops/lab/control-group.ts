/**
 * Control groups (version 2) as the lab's book of what is its own: whatever the lab starts enters a group of the lab before
 * it does anything else, so that what is in the group is the lab's and nothing else is ever ended. Mounts and network
 * namespaces belong to those processes alone, so when the group is empty nothing of them is left, also after a crash.
 *
 * No limits are set: the groups are there to find and to end.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';

const emptyMillisecondsMax = 10_000;
const pollMilliseconds = 10;

/** Where the version 2 hierarchy is mounted, from the text of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export function findControlGroups(mountinfo: string): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [left, right] = line.split(' - ');
    if (right?.startsWith('cgroup2 ')) return left?.split(' ')[4];
  }
  return undefined;
}

/** The command, but inside the group from its first instruction on. When the group has gone meanwhile, nothing is started. */
export function insideGroup(group: string, { program, args }: Command): Command {
  return command('sh', '-euc', 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"', 'inside', group, program, ...args);
}

export function createGroup(group: string): void {
  mkdirSync(group, { recursive: true });
}

/** Whether any process is in the group or below it. */
export function isAlive(group: string): boolean {
  try {
    return /^populated 1$/m.test(readFileSync(join(group, 'cgroup.events'), 'utf8'));
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** The processes that are in the group itself. */
export function membersOf(group: string): number[] {
  try {
    return readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Ends everything in the group at once, as a power cut would, and removes the group. Nothing happens when it is not there. */
export async function endGroup(group: string): Promise<void> {
  const until = Date.now() + emptyMillisecondsMax;
  while (existsSync(group)) {
    try {
      writeFileSync(join(group, 'cgroup.kill'), '1');
      if (!isAlive(group)) removeGroup(group);
    } catch (error) {
      // A group below went by itself, or a process on its way in has just arrived: look again.
      if (!isGone(error) && (error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    }
    if (!existsSync(group)) return;
    if (Date.now() > until) throw new OpsProblem(`${group} does not become empty`, `look at ${group}/cgroup.procs`);
    await sleep(pollMilliseconds);
  }
}

function removeGroup(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(join(group, entry.name));
  }
  rmdirSync(group);
}

/** The file is not there, or (ENODEV) its group was removed while it was open. */
function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENODEV';
}
