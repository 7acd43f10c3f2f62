/**
 * Counts open connections by address and bounds them. Who has all it may and opens another loses the one of its own that has rested
 * longest between two requests: some clients keep every connection and use none again. Where none rests, the new one is
 * dropped before a byte is read.
 */
import type { Server } from 'node:http';
import { type BlockList, isIPv6, type Socket } from 'node:net';
import { countedAddress } from '../limits/counted-address.ts';

/** When a connection was last answered and has asked for nothing since; undefined when it is not so. */
export type RestsSinceMs = (socket: Socket) => number | undefined;

export function capConnections(
  server: Server,
  caps: {
    readonly total: number;
    readonly perAddress: number;
    readonly exempt: BlockList | undefined;
    readonly restsSinceMs: RestsSinceMs;
  },
): void {
  server.maxConnections = caps.total;
  const open = new Map<string, Set<Socket>>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (caps.exempt?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === true) return;
    const client = countedAddress(address);
    const held = open.get(client) ?? new Set();
    if (held.size >= caps.perAddress && !endLongestResting(held, caps.restsSinceMs)) {
      socket.destroy();
      return;
    }
    open.set(client, held.add(socket));
    socket.once('close', () => {
      if (held.delete(socket) && held.size === 0) open.delete(client);
    });
  });
}

/** False when none rests. */
function endLongestResting(held: Set<Socket>, restsSinceMs: RestsSinceMs): boolean {
  let longest: Socket | undefined;
  let sinceMs = Number.POSITIVE_INFINITY;
  for (const socket of held) {
    // One whose last answer is still to be read would stay open beside those that are counted.
    const isRead = socket.writableLength === 0;
    const restsMs = (isRead ? restsSinceMs(socket) : undefined) ?? Number.POSITIVE_INFINITY;
    if (restsMs >= sinceMs) continue;
    longest = socket;
    sinceMs = restsMs;
  }
  if (longest === undefined) return false;
  held.delete(longest);
  longest.destroySoon();
  return true;
}

/** Of the connections that Node's own HTTP server has. */
export function watchResting(server: Server): RestsSinceMs {
  const underWay = new WeakMap<Socket, number>();
  const resting = new WeakMap<Socket, number>();
  server.on('request', ({ socket }, response) => {
    resting.delete(socket);
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (underWay.get(socket) ?? 1) - 1;
      underWay.set(socket, left);
      if (left === 0) resting.set(socket, performance.now());
    });
  });
  server.on('upgrade', ({ socket }) => resting.delete(socket));
  return (socket) => resting.get(socket);
}
