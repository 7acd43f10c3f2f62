/** The load balancer that has the service's address loses its power; the other one takes the address (VRRP). */
import type { Drill } from '../drill.ts';
import { askBalancers } from '../looks.ts';
import { wholeBalancers } from './balancers.ts';

export const lbLoss: Drill = {
  name: 'lb-loss',
  sentence: 'the load balancer with the service address loses its power; the other takes over',
  goal: { secondsMax: 4, lostMax: 0 },
  async prepare(parts) {
    const { holder } = await wholeBalancers(parts);
    return {
      subject: `${holder}, which has the service address`,
      breaks: [{ says: `${holder} has lost its power`, do: () => parts.hosts.loseHost(holder) }],
      heals: [{ says: `${holder} has power again`, do: () => parts.hosts.startHost(holder) }],
      holdMs: 5_000,
      whole: async () => {
        const now = await askBalancers(parts);
        const other = now.find(({ holds }) => holds === true)?.host.name;
        return other === undefined || now.some(({ holds }) => holds === undefined) ? undefined : { addressAt: other };
      },
    };
  },
};
