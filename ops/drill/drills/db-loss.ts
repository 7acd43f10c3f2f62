/** The host of the database's primary loses its power; the synchronous standby takes over. */
import type { Breakage, Drill, DrillParts } from '../drill.ts';
import { askPair } from '../looks.ts';
import { wholePair } from './database-pair.ts';

export const dbLoss: Drill = {
  name: 'db-loss',
  sentence: 'the host of the database’s primary loses its power; the standby takes over',
  goal: { secondsMax: 30, lostMax: 0 },
  async prepare(parts: DrillParts): Promise<Breakage> {
    const { primary, standby } = await wholePair(parts);
    return {
      subject: `${primary}, the primary (standby: ${standby})`,
      breaks: [{ says: `${primary} has lost its power`, do: () => parts.hosts.loseHost(primary) }],
      heals: [{ says: `${primary} has power again`, do: () => parts.hosts.startHost(primary) }],
      holdMs: 5_000,
      whole: async () => askPair(parts),
    };
  },
};
