/** Where the service is reached: at the address that moves, and at each load balancer's own. A standby that is weaker is seen too. */
import { hostsOf, type Site } from './site.ts';

export function addressesOf(site: Site): readonly { readonly name: string; readonly address: string }[] {
  return [{ name: 'service', address: site.serviceAddress }, ...hostsOf(site, 'lb')];
}
