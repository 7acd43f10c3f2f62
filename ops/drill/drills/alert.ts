/** The exporter of a host is stopped, as if the host were gone; page, mail and all-clear are timed at real receivers. Orders go on. */
import { OpsProblem } from '../../command/problem.ts';
import { answerOf } from '../../verify/check.ts';
import { hostsOf } from '../../verify/site.ts';
import { drillAlert } from '../../watch/delivery/drill.ts';
import type { Rehearsal } from '../rehearsal.ts';

export const alert: Rehearsal = {
  name: 'alert',
  sentence: 'stop the exporter of a host and time page, mail and all-clear at the receivers',
  goal: { pageSeconds: 60, mailSeconds: 60, clearedSeconds: 60 },
  async prepare(parts) {
    const [host] = hostsOf(parts.site, 'backup');
    if (host === undefined || hostsOf(parts.site, 'monitor').length === 0) {
      throw new OpsProblem(
        `${parts.site.environment} has nobody who watches`,
        'name hosts in the groups monitor and backup of the inventory and provision them',
      );
    }
    return {
      subject: `the figures of ${host.name}`,
      plan: [
        `the exporter of ${host.name} is stopped`,
        'page and mail are waited for',
        'the exporter is started again',
      ],
      rehearse: async (_run, note) => {
        await using told = await parts.receivers();
        const { webhookMs, mailMs, clearedMs } = await drillAlert({
          ...{ host: host.name, arrived: told.arrived, tell: note },
          say: (name, words) => answerOf(parts, parts.on(name, words)),
        });
        note('the all-clear has arrived');
        const measured = {
          pageSeconds: inSeconds(webhookMs),
          mailSeconds: inSeconds(mailMs),
          clearedSeconds: inSeconds(clearedMs),
        };
        return { measured, faults: [] };
      },
    };
  },
};

function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
