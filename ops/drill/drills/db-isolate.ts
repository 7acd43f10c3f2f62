/**
 * The database's primary is cut off the network, silently, and joined again after a while with orders still coming in. This is the one
 * that finds what a plain loss does not: an old primary that comes back with data of its own (Patroni 3.0 put it over the new one).
 */
import type { Breakage, Drill, DrillParts } from '../drill.ts';
import { askPair } from '../looks.ts';
import { wholePair } from './database-pair.ts';

/** Longer than any lease: by then the standby has taken over and has acknowledged orders of its own. */
const cutMs = 35_000;

export const dbIsolate: Drill = {
  name: 'db-isolate',
  sentence: 'the database’s primary is cut off silently for a while, then joined again under load',
  goal: { secondsMax: 30, lostMax: 0 },
  async prepare(parts: DrillParts): Promise<Breakage> {
    const { primary, standby } = await wholePair(parts);
    return {
      subject: `${primary}, the primary (standby: ${standby})`,
      breaks: [{ says: `${primary} is cut off the network`, do: () => parts.hosts.cutHost(primary) }],
      heals: [{ says: `${primary} is joined again`, do: () => parts.hosts.healHost(primary) }],
      holdMs: cutMs,
      // The old primary must have become the new one's standby: nothing less shows that the two agree.
      whole: async () => {
        const pair = await askPair(parts);
        return pair?.primary === standby && pair.standby === primary ? pair : undefined;
      },
    };
  },
};
