/**
 * Whose request it is, for the limits: the address of the connection. X-Forwarded-For is believed only from proxies named
 * in the configuration, and then its right-most address that is not such a proxy counts, because everything left of it
 * was written by the client.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** From addresses and networks such as `10.0.0.0/8`; throws on anything else. Undefined when there are none. */
export function proxyList(networks: readonly string[]): BlockList | undefined {
  if (networks.length === 0) return undefined;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** What tells whose request it is. */
export interface ReceivedFrom {
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export function clientAddress(request: ReceivedFrom, trustedProxies: BlockList | undefined): string {
  const direct = plain(request.socket.remoteAddress ?? '');
  if (trustedProxies === undefined || !isTrusted(direct, trustedProxies)) return direct;
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = plain((hops[i] ?? '').trim());
    if (isIP(hop) === 0) return direct;
    if (!isTrusted(hop, trustedProxies)) return hop;
  }
  return direct;
}

/** Whether a connection comes from a client and not from a proxy of ours. */
export function isDirect(remoteAddress: string, trustedProxies: BlockList | undefined): boolean {
  return trustedProxies === undefined || !isTrusted(plain(remoteAddress), trustedProxies);
}

function isTrusted(address: string, list: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address that came over an IPv6 socket, as IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
