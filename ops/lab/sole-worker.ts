/**
 * One command at a time on one thing. The lock is a listening socket in the abstract name space (unix(7)): the kernel gives it
 * back whatever way its process ends, so there is no stale lock to clear.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../command/problem.ts';

const pollMilliseconds = 200;

/** Does the work while nobody else works on `path`; rejects with `OpsProblem` at once when someone does. */
export async function asSoleWorker<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  const lock = await tryLock(path);
  if (lock === undefined) {
    throw new OpsProblem(`another command is working on ${what}`, 'wait until it has ended, then try again');
  }
  return workUnder(lock, work);
}

/** The same, but waits for its turn. */
export async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await tryLock(path);
    if (lock !== undefined) return workUnder(lock, work);
    await sleep(pollMilliseconds);
  }
}

async function tryLock(path: string): Promise<Server | undefined> {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.listen({ path: `\0paperfloor-ops-${name}`, exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return undefined;
  }
}

async function workUnder<T>(lock: Server, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    lock.close();
  }
}
