/** The application host that writes the floors loses its power; another server takes them over (decision 0009). */
import { OpsProblem } from '../../command/problem.ts';
import type { Drill } from '../drill.ts';
import { askServers } from '../looks.ts';

export const appLoss: Drill = {
  name: 'app-loss',
  sentence: 'the application host that writes the floors loses its power; the other takes them over',
  goal: { secondsMax: 15, lostMax: 0 },
  async prepare(parts) {
    const servers = await askServers(parts);
    const unready = servers.find(({ server }) => server === undefined);
    const writer = servers.find(({ server }) => (server?.writes.length ?? 0) > 0);
    const { environment } = parts.site;
    if (servers.length < 2 || unready !== undefined || writer === undefined) {
      const what =
        unready === undefined ? 'no two servers, or none writes a floor' : `${unready.host.name} is not ready`;
      throw new OpsProblem(
        `${environment} is not whole: ${what}`,
        `paperfloor ops lab status; on the host: systemctl status 'paperfloor@*'`,
      );
    }
    const { name } = writer.host;
    return {
      subject: `${name}, which writes ${writer.server?.writes.join(', ')}`,
      breaks: [{ says: `${name} has lost its power`, do: () => parts.hosts.loseHost(name) }],
      heals: [{ says: `${name} has power again`, do: () => parts.hosts.startHost(name) }],
      holdMs: 10_000,
      whole: async () => {
        const now = await askServers(parts);
        const written = now.find(({ server }) => (server?.writes.length ?? 0) > 0)?.host.name;
        return written === undefined || now.some(({ server }) => server === undefined)
          ? undefined
          : { writer: written };
      },
    };
  },
};
