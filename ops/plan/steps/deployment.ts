/** The release on its hosts, and the proof that it works there. What fails here is taken back, last first. */
import type { Phase } from '../step.ts';
import { provenDeployed } from './proven-deployed.ts';
import { byHand, ops, verified, watched } from './step-kinds.ts';

export const deploymentPhase: Phase = {
  id: 'deployment',
  title: 'Deploy',
  undoOnFailure: true,
  steps: [
    watched('check', {
      ...{ id: 'watch.monitoring', title: 'Measure everything', owner: 'operations' },
      lines: ['D43', 'P11', 'P47', 'P48'],
      tests: [
        'ops/watch/check/check.test.ts: an empty slot is well beside a full one, and a host without any is not',
        'ops/watch/rules/rules.test.ts: every alert fires when it should, not before, and says what is wrong',
      ],
    }),
    watched('logs', {
      ...{ id: 'watch.logs', title: 'Gather logs', owner: 'operations' },
      lines: ['D44', 'P11'],
      tests: ['ops/watch/check/check.test.ts: a forged line that got through is told'],
    }),
    byHand({
      ...{ id: 'watch.errors', title: 'Report errors', owner: 'operations', lines: ['P50', 'P51'] },
      task: 'Set error_reports to a project of your receiver, provision, deploy, kill a slot with SIGSEGV or wait for a real error, and look there.',
      confirms: [
        'the report is there with release, environment and place',
        'it holds no key, signature, query or address',
      ],
    }),
    {
      ...{ id: 'watch.alerts', title: 'Wake the right people', owner: 'operations', kind: 'automatic', where: 'lab' },
      ...{
        lines: ['D45'],
        precheck: [],
        act: [],
        repeatable: true,
        undo: { nothing: 'what it stops it starts again' },
      },
      verify: [ops('drill', 'alert', '--env', '{environment}', '--lab', '{lab}', '--state', '{state}', '--json')],
      evidence: [
        { name: 'page after seconds', from: 'verify', path: 'measured.pageSeconds' },
        { name: 'mail after seconds', from: 'verify', path: 'measured.mailSeconds' },
      ],
      tests: ['ops/watch/delivery/delivery.test.ts: the drill times page, mail and all-clear'],
    },
    byHand({
      ...{ id: 'watch.alerts-own', title: 'Wake the right people', owner: 'operations', where: 'real', lines: ['D45'] },
      task: 'Stop the exporter of a host; wait for the page; start it again.',
      confirms: ['the page reached the one on duty, with its runbook', 'the all-clear followed'],
    }),
    {
      ...{ id: 'deploy.configuration', title: 'Render the configuration', owner: 'operations', kind: 'automatic' },
      lines: ['D33'],
      precheck: [],
      act: [ops('provision', '{environment}', '--state', '{state}')],
      verify: [ops('provision', '{environment}', '--check', '--state', '{state}')],
      evidence: [],
      undo: { nothing: 'every file was accepted by its own program before it was put in place' },
      repeatable: true,
      tests: ['ops/plan/steps/steps.test.ts: a release is deployed, and taken back, by these commands'],
    },
    {
      ...{ id: 'deploy.install', title: 'Install, try, compare and switch', owner: 'operations', kind: 'automatic' },
      lines: ['D32', 'P39', 'P42', 'P43', 'D70', 'D71'],
      precheck: [ops('release', 'verify', '{out}/{version}', '--allowed-signers', '{signers}', '--json')],
      act: [
        ops(
          ...['deploy', '{version}', '--env', '{environment}', '--state', '{state}', '--from', '{out}'],
          ...['--allowed-signers', '{signers}', '--reason', 'the deployment plan', '--json'],
        ),
      ],
      verify: [ops('verify', 'smoke', '--env', '{environment}', '--state', '{state}', '--json')],
      evidence: [
        { name: 'verdict', from: 'act', path: 'verdict' },
        { name: 'slot', from: 'act', path: 'active' },
        { name: 'why', from: 'act', path: 'reason' },
      ],
      undo: {
        nothing:
          'a release that fails is pulled back by the deployment itself; one that passed, by the plan to go back',
      },
      repeatable: true,
      tests: [
        'ops/deploy/gate.test.ts: what is missing is inconclusive, whatever it is, and never a pass',
        'ops/deploy/plans.test.ts: a host unpacks nothing that it has not verified itself, and names it only when it is whole',
        'ops/deploy/preflight.test.ts: each thing that is not in order is named with its host',
        'test/cluster/handover.test.ts: handed round and round under orders through every server: none is refused, none is lost, one hash',
      ],
    },
    verified(
      'security',
      {
        ...{ id: 'deploy.database', title: 'Reach the database', owner: 'database', lines: ['D34'] },
        tests: [
          'ops/verify/security/judges.test.ts: the database: refused without TLS, vouched for by our authority and by no other',
        ],
      },
      'database.tls,database.roles',
    ),
    verified('smoke', {
      ...{ id: 'validate.smoke', title: 'Try the key functions', owner: 'operations', lines: ['D37'] },
      tests: [
        'ops/verify/smoke/smoke.pg.test.ts: a trader’s first minute through a TLS front, each step with its time',
      ],
    }),
    verified('integration', {
      ...{ id: 'validate.integration', title: 'Walk through the whole', owner: 'development', lines: ['D38'] },
      tests: [
        'ops/verify/integration/integration.test.ts: the rows must be the acknowledged orders, each in its state',
      ],
    }),
    verified('performance', {
      ...{ id: 'validate.performance', title: 'Carry the load', owner: 'development', lines: ['D39', 'P10'] },
      tests: [
        'ops/verify/performance/performance.test.ts: a load within its budget passes; slow, failed or limited ones don’t',
      ],
    }),
    verified('security', {
      ...{ id: 'validate.security', title: 'Probe the defences', owner: 'security', lines: ['D40'] },
      tests: [
        'ops/verify/security/judges.test.ts: a smuggled request is refused when the answer is 400 or nothing',
        'ops/verify/finding.test.ts: a waiver holds through its last day, in its environment',
      ],
    }),
    ...provenDeployed,
    verified(
      'security',
      {
        ...{ id: 'security.access', title: 'Give each role its rights', owner: 'security', lines: ['D26'] },
        tests: [
          'ops/verify/security/judges.test.ts: each database role has the rights of the table; one more or one less is a finding',
        ],
      },
      'database.roles,api.authentication,units.exposure',
    ),
  ],
};
