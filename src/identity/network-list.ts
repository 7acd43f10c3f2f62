/**
 * Addresses and networks (`192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`) that a key may be used from. An IPv4 address that comes
 * over an IPv6 socket counts as IPv4. Names are not looked up.
 */
import { BlockList, isIP } from 'node:net';

export const networksMax = 30;

/** `10.0.0.0/8` and the like; one spelling of the bits. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return false;
  return bits === undefined || (/^(0|[1-9][0-9]{0,2})$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export class NetworkList {
  readonly #list = new BlockList();
  /** Bots stay where they are: the address that was inside the last time is not looked up again. */
  #last: string | undefined;

  /** Each must be a network by `isNetwork`. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  includes(address: string): boolean {
    if (address === this.#last) return true;
    const family = isIP(address);
    if (family === 0 || !this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4')) return false;
    this.#last = address;
    return true;
  }
}
