/** The release on its hosts, and the proof that it works there. What fails here is taken back, last first. */
import type { Phase } from '../step.ts';
import { later } from './step-kinds.ts';

const deploy = 'ops deploy';
const validate = 'ops verify';
const watch = 'monitoring and logs';

export const deploymentPhase: Phase = {
  id: 'deployment',
  title: 'Deploy',
  undoOnFailure: true,
  steps: [
    later(watch, {
      ...{ id: 'watch.monitoring', title: 'Measure everything', owner: 'operations' },
      lines: ['D43', 'P11', 'P47', 'P48'],
      task: 'Let Prometheus scrape application, load balancers, hosts, database and backups.',
      confirms: ['every target is up', 'every panel of every dashboard shows data'],
    }),
    later(watch, {
      ...{ id: 'watch.logs', title: 'Gather logs and errors', owner: 'operations' },
      lines: ['D44', 'P11', 'P50', 'P51'],
      task: 'Send all logs to the monitor host over mutual TLS; let an error of the application be reported.',
      confirms: ['a line written on each host is found centrally', 'a sender without a certificate is refused'],
    }),
    later(watch, {
      ...{ id: 'watch.alerts', title: 'Wake the right people', owner: 'operations', lines: ['D45'] },
      task: 'Break something that should page; wait for the page.',
      confirms: ['the page reached the one on duty, with its runbook'],
    }),
    later(deploy, {
      ...{ id: 'deploy.configuration', title: 'Render the configuration', owner: 'operations', lines: ['D33'] },
      task: 'Render the configuration of the environment and check each file with its own program.',
      confirms: ['every file was accepted by its checker'],
    }),
    later(deploy, {
      ...{
        id: 'deploy.install',
        title: 'Put the release on the hosts',
        owner: 'operations',
        lines: ['D32', 'P39', 'P42'],
      },
      task: 'Verify the artifact on each host, unpack it into the idle slot, start it there.',
      confirms: ['the digest on each host is the release’s', 'the idle slot is ready and gets no traffic'],
    }),
    later(deploy, {
      ...{ id: 'deploy.database', title: 'Reach the database', owner: 'database', lines: ['D34'] },
      task: 'Ask the new slot for its readiness; look at its connections in the database; try a wrong certificate.',
      confirms: ['its connections are encrypted and verified', 'with a wrong authority it does not start'],
    }),
    later(validate, {
      ...{ id: 'validate.smoke', title: 'Try the key functions', owner: 'operations', lines: ['D37'] },
      task: 'Through the real load balancer, on the idle slot: quote, place, cancel, balance, stream.',
      confirms: ['each answered rightly, with its time written down'],
    }),
    later(validate, {
      ...{ id: 'validate.integration', title: 'Walk through the whole', owner: 'development', lines: ['D38'] },
      task: 'Trade in a browser through the load balancer; find the orders in the API and the rows in the database.',
      confirms: ['terminal, API and database agree'],
    }),
    later(validate, {
      ...{ id: 'validate.performance', title: 'Carry the load', owner: 'development', lines: ['D39', 'P10'] },
      task: 'Run the bounded load against the budget file.',
      confirms: ['rate, p99 and error share are within the budget'],
    }),
    later(validate, {
      ...{ id: 'validate.security', title: 'Probe the defences', owner: 'security', lines: ['D40'] },
      task: 'Firewall matrix, TLS scan, headers, forged addresses, unit exposure, open advisories, database roles.',
      confirms: ['no finding, or each with a waiver that ends'],
    }),
    later(deploy, {
      ...{ id: 'deploy.gate', title: 'Watch the canary, then switch', owner: 'operations' },
      lines: ['P43', 'D70', 'D71'],
      task: 'Give the new slot a share of the traffic; compare it with the old one; switch when it is no worse.',
      confirms: [
        'errors, p99, lag, ledger audit and open orders are no worse than on the old slot',
        'missing data was not taken for good data',
      ],
    }),
  ],
};
