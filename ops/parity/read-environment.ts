/** Asks every host of an environment what it is made of. */
import { answerOf, type CheckParts } from '../verify/check.ts';
import { factsInput, factsWords, type HostFacts, reachWords, readFacts } from './host-facts.ts';
import type { Attempt, FactsByHost } from './parity.ts';

export async function readEnvironment(parts: CheckParts): Promise<FactsByHost> {
  const { hosts } = parts.site;
  const answers = await Promise.all(hosts.map(async ({ name }) => [name, await readHost(parts, name)] as const));
  return new Map(answers);
}

/** Throws `OpsProblem` when the host does not answer. */
export async function readHost(parts: CheckParts, host: string): Promise<HostFacts> {
  const { addresses, environment, databaseName, serviceAddress, serviceName, domain, operatorNetworks } = parts.site;
  const own = { environment, database: databaseName, addresses, serviceAddress, serviceName, domain, operatorNetworks };
  return readFacts(await answerOf(parts, parts.on(host, factsWords, factsInput(own))));
}

/** Every port an environment could be entered by, from every host of the other. */
export async function tryAcross(from: CheckParts, to: CheckParts): Promise<Attempt[]> {
  const all = from.site.hosts.flatMap((source) => targetsOf(to).map((target) => ({ source, target })));
  return Promise.all(
    all.map(async ({ source, target }) => {
      const answer = await answerOf(from, from.on(source.name, reachWords(target.address, target.port)));
      return {
        from: `${from.site.environment} ${source.name}`,
        to: `${to.site.environment} ${target.name}`,
        answer: answer.trim(),
      };
    }),
  );
}

/** The same targets from this machine, at home in their environment. */
export function tryAtHome(parts: CheckParts): Promise<Attempt[]> {
  return Promise.all(
    targetsOf(parts).map(async ({ name, address, port }) => {
      const answer = await answerOf(parts, parts.here(reachWords(address, port)));
      return { from: 'this machine', to: `${parts.site.environment} ${name}`, answer: answer.trim() };
    }),
  );
}

function targetsOf({ site }: CheckParts): readonly { name: string; address: string; port: number }[] {
  const service = { name: `service:443`, address: site.serviceAddress, port: 443 };
  return [service, ...site.hosts.map(({ name, address }) => ({ name: `${name}:22`, address, port: 22 }))];
}
