/** The database's primary and its synchronous standby, both in order, before one of them is broken. */
import { OpsProblem } from '../../command/problem.ts';
import { hostsOf } from '../../verify/site.ts';
import type { DrillParts } from '../drill.ts';
import { askPair } from '../looks.ts';

/** Rejects with `OpsProblem` when there is no standby, or none that a commit waits for. */
export async function wholePair(parts: DrillParts): Promise<{ readonly primary: string; readonly standby: string }> {
  const { environment } = parts.site;
  const hosts = hostsOf(parts.site, 'db').map(({ name }) => name);
  if (hosts.length < 2) {
    throw new OpsProblem(
      `${environment} has no standby: its only database host is ${hosts[0]}`,
      'name a second host in the groups db and consensus of the inventory and provision it',
    );
  }
  const pair = await askPair(parts);
  if (pair !== undefined) return pair;
  const [first] = hosts;
  throw new OpsProblem(
    `${environment} is not whole: it has no primary with a synchronous standby now`,
    `on ${first}: sudo timeout 10 patronictl -c /etc/patroni/config.yml list; see docs/runbooks/database-takeover.md`,
  );
}
