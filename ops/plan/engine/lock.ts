/**
 * One worker per environment: a file that names who works there, why, and in which process. A lock whose process is gone is not
 * taken over by itself: what it was doing may be half done, and somebody should look first.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../../command/problem.ts';

export interface Holder {
  readonly by: string;
  readonly reason: string;
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the system's own count; a process id alone is given out again. */
  readonly begun: string;
  readonly since: string;
}

export type HolderState = 'working' | 'gone' | 'elsewhere';

export const lockFile = 'lock.json';

/** Answers how to release it. Throws `OpsProblem` when somebody has it. */
export function takeLock(directory: string, environment: string, holder: Holder): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, lockFile);
  const text = `${JSON.stringify(holder)}\n`;
  // Linked when it is whole: nobody ever finds half a lock, also where the disk has no room for it.
  const whole = `${path}.${process.pid}`;
  try {
    writeFileSync(whole, text, { mode: 0o640, flush: true });
    linkSync(whole, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw lockedProblem(environment, readLock(directory), holder.host);
  } finally {
    rmSync(whole, { force: true });
  }
  // Somebody may have broken it meanwhile, and another may have it.
  return () => {
    if (textOf(directory) === text) rmSync(path, { force: true });
  };
}

/** Undefined when nobody has it. A file that can't be read is a lock by nobody known. */
export function readLock(directory: string): Holder | undefined {
  const text = textOf(directory);
  if (text === undefined) return undefined;
  try {
    const { by, reason, host, pid, begun, since } = JSON.parse(text) as Holder;
    return { by, reason, host, pid, begun, since };
  } catch {
    return { by: 'nobody known', reason: 'the lock file is damaged', host: '', pid: 0, begun: '', since: 'unknown' };
  }
}

function textOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, lockFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes a lock whose holder is gone, or that is on another host. Throws `OpsProblem` when there is none or its holder works. */
export function breakLock(directory: string, environment: string, host: string): Holder {
  const holder = readLock(directory);
  if (holder === undefined) {
    throw new OpsProblem(`${environment} is not locked`, `paperfloor ops plan status --env ${environment}`);
  }
  if (stateOf(holder, host) === 'working') throw lockedProblem(environment, holder, host);
  rmSync(join(directory, lockFile), { force: true });
  return holder;
}

export function stateOf(holder: Holder, host: string): HolderState {
  if (holder.pid === 0) return 'gone';
  if (holder.host !== host) return 'elsewhere';
  return processBegun(holder.pid) === holder.begun ? 'working' : 'gone';
}

/** Whether the holder is one of the processes that started this one, the nearest first (proc(5), the 4th field of stat). */
export function waitsForUs(holder: Holder, host: string, pid: number = process.pid): boolean {
  if (stateOf(holder, host) !== 'working') return false;
  for (let each = pid; each > 1; each = Number(statOf(each)[1] ?? 0)) if (each === holder.pid) return true;
  return false;
}

/** When a process of this machine began; empty when there is none by that id (proc(5), the 22nd field of stat). */
export function processBegun(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/** The fields of a process's stat from the third on; none when there is no such process. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

export function describeHolder({ by, reason, host, pid, since }: Holder): string {
  return `${by} (process ${pid} on ${host || 'an unknown host'}) since ${since}: ${reason}`;
}

function lockedProblem(environment: string, holder: Holder | undefined, host: string): OpsProblem {
  const status = `paperfloor ops plan status --env ${environment}`;
  // It was released between the attempt and the look.
  if (holder === undefined) return new OpsProblem(`${environment} was locked just now`, 'try again');
  const unlock = `paperfloor ops plan unlock --env ${environment} --by NAME --reason TEXT`;
  const who = describeHolder(holder);
  switch (stateOf(holder, host)) {
    case 'working':
      return new OpsProblem(`${environment} is locked by ${who}`, `wait, or ask ${holder.by}; ${status}`);
    case 'gone':
      return new OpsProblem(
        `${environment} has a stale lock of ${who}; that process has ended`,
        `${status}, then ${unlock}`,
      );
    case 'elsewhere':
      return new OpsProblem(
        `${environment} is locked by ${who}`,
        `see on ${holder.host} whether process ${holder.pid} still runs (ps -p ${holder.pid}); when it doesn't: ${unlock}`,
      );
  }
}
