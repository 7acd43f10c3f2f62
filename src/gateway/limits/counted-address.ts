/**
 * As whom the limits count a client's address. An IPv4 address is one client. Who has an IPv6 address of the internet has its network
 * of 64 bits, 2^64 addresses, and would have as many limits: the network counts. In private networks (fc00::/7, fe80::/10) there are
 * many machines in one such network, and each address counts by itself.
 */
const internet = /^[23][0-9a-f]{3}:/i;
const networkGroups = 4;
const groupsOfAll = 8;

/** `address` as sockets and proxies write it; anything else stays as it is. */
export function countedAddress(address: string): string {
  if (!address.includes(':') || !internet.test(address)) return address;
  const [left = '', right] = address.split('::', 2);
  const groups = left.split(':');
  if (right !== undefined) {
    const behind = right === '' ? [] : right.split(':');
    while (groups.length + behind.length < groupsOfAll) groups.push('0');
    groups.push(...behind);
  }
  const network = groups.slice(0, networkGroups).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
