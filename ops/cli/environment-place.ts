/** An environment as the verbs that look at it are given it: its hosts, and what of them to look at. */
import type { Place } from '../verify/verify.ts';
import { type HostsFlags, hostsOf } from './environment-hosts.ts';
import type { OpsContext } from './ops-context.ts';

export interface PlaceFlags extends HostsFlags {
  readonly limit?: readonly string[];
  readonly slot?: string;
  readonly only?: readonly string[];
}

export function placeOf(context: OpsContext, flags: PlaceFlags): Place {
  const { slot, limit: only, only: checks } = flags;
  return { ...hostsOf(context, flags), slot, only, checks };
}
