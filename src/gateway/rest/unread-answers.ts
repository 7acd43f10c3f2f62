/**
 * Cuts connections whose client reads nothing of what it asked for. The platform's own time limit of a connection is no help here: it
 * begins anew with whatever is written behind (the refusal of a half-read next request), and lets one round pass before it believes
 * that nothing moves; so who pipelined and read nothing was cut after 40 s.
 *
 * Looked at once a second, over the open connections and not per request. A client that reads slowly is left alone for as long as
 * the kernel takes anything from here. Sockets that were upgraded have bounds of their own.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const lookMs = 1_000;

interface Waiting {
  /** Bytes that the kernel has taken of all that was written. */
  readonly taken: number;
  readonly sinceMs: number;
}

/** Until `server` closes. `patienceMs`: for how long nothing may move. */
export function cutUnreadAnswers(server: Server, patienceMs: number): void {
  const open = new Map<Socket, Waiting | undefined>();
  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', ({ socket }) => open.delete(socket));
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const [socket, before] of open) {
      if (socket.writableLength === 0) {
        if (before !== undefined) open.set(socket, undefined);
        continue;
      }
      const taken = bytesTaken(socket);
      if (taken !== before?.taken) open.set(socket, { taken, sinceMs: nowMs });
      else if (nowMs - before.sinceMs >= patienceMs) socket.destroy();
    }
  }, lookMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}

/** The platform tells it only here: `bytesWritten` of the socket itself counts what still waits. */
function bytesTaken(socket: Socket): number {
  const { _handle: handle } = socket as unknown as {
    readonly _handle?: { readonly bytesWritten: number; readonly writeQueueSize: number } | null;
  };
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
}
