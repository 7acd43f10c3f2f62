/**
 * A server that was killed leaves its PostgreSQL running. The next start finds it by `postmaster.pid`, makes sure that it
 * is what it says (a process id may have been given to somebody else since), stops it, and starts its own: a child of ours
 * is one we can watch. Stopping costs a tenth of a second.
 */
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterUnusable } from './cluster-error.ts';

const politeMs = 5_000;
const firmMs = 5_000;

/** Stops whatever PostgreSQL still runs on `pgData`, and removes what it left. Resolves to true when there was one. */
export async function stopLeftBehind(pgData: string, socketDirectory: string): Promise<boolean> {
  const found = await stopProcesses(pgData);
  // PostgreSQL asks only whether the process id in a lock exists, and that may be a killed one nobody has waited for.
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(socketDirectory, name), { force: true });
  await rm(join(pgData, 'postmaster.pid'), { force: true });
  return found;
}

async function stopProcesses(pgData: string): Promise<boolean> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return waitForOrphans(pgData);
  if (!(await worksIn(pid, pgData))) return waitForOrphans(pgData);
  if (!(await stopProcess(pid, pgData, 'SIGINT', politeMs)) && !(await stopProcess(pid, pgData, 'SIGQUIT', firmMs))) {
    throw new ClusterUnusable(
      `expected the PostgreSQL left behind on ${pgData} (process ${pid}) to stop, found it still running`,
    );
  }
  return true;
}

/** Sends a signal and waits; false when the process is still there after `waitMs`. */
async function stopProcess(pid: number, pgData: string, signal: NodeJS.Signals, waitMs: number): Promise<boolean> {
  process.kill(pid, signal);
  for (let waited = 0; waited < waitMs; waited += 20) {
    // Not `isAlive`: a process that ended but was not waited for still has its id, and works nowhere.
    if (!(await worksIn(pid, pgData))) return true;
    await sleep(20);
  }
  return false;
}

/** Children of a postmaster that was killed leave by themselves within moments; a new one may not start before. */
async function waitForOrphans(pgData: string): Promise<boolean> {
  let found = false;
  for (let waited = 0; waited < politeMs; waited += 50) {
    if (!(await anyWorksIn(pgData))) return found;
    found = true;
    await sleep(50);
  }
  return found;
}

async function anyWorksIn(pgData: string): Promise<boolean> {
  const names = await readdir('/proc').catch(() => []);
  for (const name of names) {
    if (/^[0-9]+$/.test(name) && (await hasWorkingDirectory(name, pgData))) return true;
  }
  return false;
}

/** PostgreSQL's processes work in their data directory. Where that can't be seen (no /proc), the pid file is believed. */
async function worksIn(pid: number, pgData: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const hasProc = await readlink('/proc/self').then(
    () => true,
    () => false,
  );
  return hasProc ? hasWorkingDirectory(String(pid), pgData) : true;
}

async function hasWorkingDirectory(pid: string, pgData: string): Promise<boolean> {
  const [directory, expected] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => undefined),
    realpath(pgData).catch(() => pgData),
  ]);
  return directory === expected;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
