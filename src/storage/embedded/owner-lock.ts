/**
 * One server per data directory. The owner listens on a socket in it for as long as it lives; whoever finds somebody
 * answering there stays out. A killed owner answers no more, so nothing has to be cleaned up and no process id is trusted.
 */
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse';
}

/** Rejects with `DataDirectoryInUse` while another live server owns the directory. Resolves to the release. */
export async function lockOwner(socketDirectory: string, dataDir: string): Promise<() => Promise<void>> {
  const path = join(socketDirectory, 'owner.sock');
  const inUse = () =>
    new DataDirectoryInUse(
      `expected ${dataDir} to be free, found a running server that owns it: stop that one first, or give another --data`,
    );
  if (await answers(path)) throw inUse();
  await rm(path, { force: true });
  const server = await listen(path).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EADDRINUSE' ? inUse() : cause;
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}
