/** A paper account of our own on the deployed system, and a key for it, both made on a host through the program's own command line. */

import { lastError } from '../../command/last-error.ts';
import { OpsProblem } from '../../command/problem.ts';
import type { Outcome } from '../../command/run.ts';
import { answerOf, type CheckParts } from '../check.ts';
import type { Key } from '../probe/exchange.ts';
import { hostsOf } from '../site.ts';

const funds = 'USDT=1000000,BTC=10';

export const trafficWords = ['cat', '/etc/haproxy/traffic.map'] as const;

/** The slot that serves: the one asked for, or the active one of the traffic plan. */
export async function servingSlot(parts: CheckParts): Promise<string> {
  if (parts.slot !== undefined) return parts.slot;
  const [balancer] = hostsOf(parts.site, 'lb');
  const answer = await answerOf(parts, parts.on(balancer?.name ?? '', trafficWords));
  const active = /^active (\w+)$/m.exec(answer)?.[1];
  if (active !== undefined) return active;
  throw new OpsProblem(`${balancer?.name} has no active slot in its traffic plan`, 'deploy a release first');
}

/** Words of the program in a slot, on its data. */
export function programWords(slot: string, words: readonly string[]): readonly string[] {
  const program = `/opt/paperfloor/slots/${slot}/bin/paperfloor`;
  return ['sudo', program, ...words, '--data', `/var/lib/paperfloor/${slot}`, '--json'];
}

export async function makeKey(parts: CheckParts, account: string): Promise<{ key: Key; milliseconds: number }> {
  const slot = await servingSlot(parts);
  const host = hostsOf(parts.site, 'app')[0]?.name ?? '';
  const created = await parts.ask(parts.on(host, programWords(slot, ['account', 'create', account, '--fund', funds])));
  if (created.code !== 0 && !isThere(created)) throw refused(host, created);
  const begun = performance.now();
  const made = await parts.ask(parts.on(host, programWords(slot, ['key', 'create', account, '--label', 'ops verify'])));
  if (made.code !== 0) throw refused(host, made);
  const { apiKey, secretKey } = JSON.parse(made.stdout) as Key;
  return { key: { apiKey, secretKey }, milliseconds: Math.round(performance.now() - begun) };
}

/** The key is of no use afterwards, whatever was found. */
export async function endKey(parts: CheckParts, { apiKey }: Key): Promise<void> {
  const slot = await servingSlot(parts);
  const host = hostsOf(parts.site, 'app')[0]?.name ?? '';
  await parts.ask(parts.on(host, programWords(slot, ['key', 'revoke', apiKey])));
}

/** The account of an earlier verification. */
function isThere({ stderr }: Outcome): boolean {
  return / exists on floor /.test(stderr);
}

function refused(host: string, { stderr }: Outcome): OpsProblem {
  return new OpsProblem(
    `the program on ${host} made no key: ${lastError(stderr)}`,
    `see on ${host}: systemctl status 'paperfloor@*'`,
  );
}
