/**
 * The only database host is destroyed, disk and all, under load. A new one is made and the database brought back out of the backups, as
 * `paperfloor ops backup restore` does it. What had not left the host yet is gone; how much that is, is measured.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../../command/problem.ts';
import { hostsOf } from '../../verify/site.ts';
import type { Drill } from '../drill.ts';
import { askServers } from '../looks.ts';

/** Longer than it takes until WAL leaves the host by itself: it must not be lost at a lucky moment. */
const apartMs = 12_000;

export const dbHostLoss: Drill = {
  name: 'db-host-loss',
  sentence: 'the only database host is destroyed; a new one is made out of the backups',
  goal: { secondsMax: 60, lostSecondsMax: 15 },
  async prepare(parts) {
    const { environment } = parts.site;
    const [host, ...others] = hostsOf(parts.site, 'db').map(({ name }) => name);
    if (host === undefined || others.length > 0) {
      throw new OpsProblem(
        `${environment} has a standby, which takes over when a database host is lost`,
        'paperfloor ops drill db-loss shows that; an environment with one database host is lab-single',
      );
    }
    const unready = (await askServers(parts)).find(({ server }) => server === undefined);
    if (unready !== undefined) {
      throw new OpsProblem(
        `${environment} is not whole: ${unready.host.name} is not ready`,
        `on the host: systemctl status 'paperfloor@*'`,
      );
    }
    await parts.backups.check();
    const point = `drill-${randomBytes(4).toString('hex')}`;
    return {
      subject: `${host}, the only database host`,
      readies: [
        // The keys of the client itself must not be what is lost.
        { says: `what was before is in the archive (${point})`, do: () => parts.backups.point(point) },
        { says: 'orders have come in since', do: () => sleep(apartMs) },
      ],
      breaks: [{ says: `${host} is destroyed, with its disk`, do: () => parts.hosts.destroyHost(host) }],
      responds: [
        { says: `${host} is a new host with an empty disk`, do: () => parts.hosts.startHost(host) },
        { says: `the database is back on ${host}`, do: () => parts.backups.restore('drill db-host-loss') },
      ],
      heals: [],
      holdMs: 0,
      whole: async () => {
        const servers = await askServers(parts);
        return servers.some(({ server }) => server === undefined) ? undefined : {};
      },
    };
  },
};
