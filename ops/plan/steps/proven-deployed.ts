/**
 * What was prepared before, proved where it can hold only now: a slot that serves is part of every one of these. A firewall that lets
 * nothing through, certificates of nobody and a load balancer without servers would pass for the wrong reason.
 */
import type { AutomaticStep, Step } from '../step.ts';
import { byHand, drilled, ops, verified } from './step-kinds.ts';

export const provenDeployed: readonly Step[] = [
  verified(
    'security',
    {
      ...{ id: 'network.firewall', title: 'Let through the declared flows only', owner: 'security', lines: ['D14'] },
      tests: [
        'ops/verify/security/firewall.test.ts: what is open and not declared fails, and what is declared and silent too',
      ],
    },
    'firewall.matrix,ssh.methods',
  ),
  drilled(['app-loss', 'lb-loss'], {
    ...{ id: 'network.balance', title: 'Spread the traffic', owner: 'operations', lines: ['D15', 'P10'] },
    tests: [
      'ops/drill/judge.test.ts: too long without acknowledgement fails it, when broken and when healing, and so does what cut it short',
    ],
  }),
  byHand({
    ...{ id: 'network.balance-own', title: 'Spread the traffic', owner: 'operations', where: 'real' },
    lines: ['D15', 'P10'],
    task: 'In an agreed hour stop one application server, then one load balancer, under load, as the drills app-loss and lb-loss do.',
    confirms: ['both application servers get requests', 'the address moves within 4 s'],
  }),
  verified(
    'security',
    {
      ...{ id: 'security.tls', title: 'Encrypt every connection', owner: 'security', lines: ['D24'] },
      tests: [
        'ops/verify/security/judges.test.ts: TLS: two versions, named suites, a certificate that holds, HTTP/2',
        'ops/verify/security/judges.test.ts: the database: refused without TLS, vouched for by our authority and by no other',
      ],
    },
    'tls,database.tls',
  ),
  parity('lab', 'lab-staging', 'lab-production'),
  parity('real', 'staging', 'production'),
];

/** Production beside staging, wherever the two are. */
function parity(where: 'lab' | 'real', first: string, second: string): AutomaticStep {
  return {
    ...{ id: where === 'lab' ? 'hosts.parity' : 'hosts.parity-own', title: 'Compare production with staging' },
    ...{
      owner: 'operations',
      kind: 'automatic',
      where,
      lines: ['D9', 'P26', 'P27'],
      precheck: [],
      act: [],
      repeatable: true,
    },
    verify: [ops('parity', first, second, '--state', '{state}', '--json')],
    evidence: [
      { name: 'verdict', from: 'verify', path: 'verdict' },
      { name: 'passed', from: 'verify', path: 'counts.pass' },
    ],
    undo: { nothing: 'it only looks' },
    tests: [
      'ops/parity/parity.test.ts: each difference is named with both sides; what is listed with a reason is let be',
      'ops/parity/parity.test.ts: isolation is no answer across, from targets that answer at home',
    ],
  };
}
