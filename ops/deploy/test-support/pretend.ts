/** Hosts that only pretend: what is run on which of them is written down, and a test says what they answer. */
import { command } from '../../command/command.ts';
import type { Site } from '../../verify/site.ts';
import { aSite } from '../../verify/test-support/a-site.ts';
import type { Place } from '../place.ts';

/** What a host says to the words whose script has this in it; undefined: they fail. */
export type Says = (host: string, words: string) => string | undefined;

export function pretend(says: Says, balancers: readonly string[] = ['lb1']): { place: Place; ran: string[] } {
  const ran: string[] = [];
  const app2 = { name: 'app2', address: '10.77.1.22', groups: ['app'] };
  const others = aSite.hosts.filter(({ groups }) => !groups.includes('lb'));
  const lbs = balancers.map((name, index) => ({ name, address: `10.77.1.${11 + index}`, groups: ['lb'] }));
  const site: Site = { ...aSite, hosts: [...others, app2, ...lbs] };
  const place: Place = {
    ...{ environment: 'lab-staging', root: '/p', site, secrets: '/s', talk: () => {} },
    here: () => command('true'),
    on: (host, words) => {
      const text = words.join(' ');
      ran.push(`${host}: ${text}`);
      const said = says(host, text);
      return said === undefined
        ? command('sh', '-c', 'cat > /dev/null; exit 1')
        : command('sh', '-c', 'cat > /dev/null 2>&1; printf %s "$0"', said);
    },
  };
  return { place, ran };
}
