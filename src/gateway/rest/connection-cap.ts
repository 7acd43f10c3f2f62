/** Counts open connections by address and drops what comes beyond the cap, before a byte is read. */
import type { Server } from 'node:http';
import { type BlockList, isIPv6, type Socket } from 'node:net';
import { countedAddress } from '../limits/counted-address.ts';

export function capConnections(
  server: Server,
  caps: { readonly total: number; readonly perAddress: number; readonly exempt: BlockList | undefined },
): void {
  server.maxConnections = caps.total;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (caps.exempt?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === true) return;
    const client = countedAddress(address);
    const count = (open.get(client) ?? 0) + 1;
    if (count > caps.perAddress) {
      socket.destroy();
      return;
    }
    open.set(client, count);
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left === 0) open.delete(client);
      else open.set(client, left);
    });
  });
}
