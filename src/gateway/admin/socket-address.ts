/**
 * Where the admin socket of a data directory is reached. A Unix socket's path may be about a hundred bytes long; on Linux a
 * longer one is reached through the open directory (`/proc/self/fd/N`), elsewhere it is refused.
 */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const name = 'admin.sock';
const bytesMax = 100;

export interface SocketAddress {
  readonly path: string;
  /** Call when nothing listens on or connects to the path any more. */
  close(): void;
}

export function openSocketAddress(dataDirectory: string): SocketAddress {
  const path = join(dataDirectory, name);
  if (Buffer.byteLength(path) <= bytesMax) return { path, close: () => {} };
  if (process.platform !== 'linux') {
    throw new Error(
      `${path} is too long for a Unix socket (at most ${bytesMax} bytes): choose a shorter data directory`,
    );
  }
  const directory = openSync(dataDirectory, 'r');
  return { path: `/proc/self/fd/${directory}/${name}`, close: () => closeSync(directory) };
}
