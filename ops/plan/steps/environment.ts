/** Before anything is deployed: the platform, hosts, network, database and security of the environment. */
import type { Phase } from '../step.ts';
import { byHand, later, ops } from './step-kinds.ts';

const roles = 'host roles';
const lab = ['--lab', '{lab}', '--state', '{state}'];
const cloud = 'cloud modules';

export const environmentPhase: Phase = {
  id: 'environment',
  title: 'Prepare the environment',
  undoOnFailure: false,
  steps: [
    byHand({
      ...{ id: 'platform.choose', title: 'Choose where it runs', owner: 'stakeholder', where: 'real' },
      lines: ['P9', 'P17', 'P18', 'P19', 'P20', 'P22'],
      task: 'Weigh AWS, Google Cloud, Azure and hosts of one’s own by what the team knows, what is needed and what it costs.',
      confirms: ['the choice and its reasons are written down', 'the monthly cost is known and agreed'],
      attach: ['the decision with its table'],
    }),
    later(cloud, {
      ...{
        id: 'platform.infrastructure',
        title: 'Make network, machines and storage',
        owner: 'operations',
        where: 'real',
      },
      lines: ['P9', 'P28', 'P31', 'D10'],
      task: 'Make the machines, disks and networks that the requirements name, from code where the platform allows.',
      confirms: [
        'each host has the cores, memory and disk of the requirements',
        'what was made is written as code or listed',
      ],
      attach: ['the list of hosts with cores, memory, disk and addresses'],
    }),
    {
      ...{ id: 'hosts.lab', title: 'Make the hosts of the lab', owner: 'operations', kind: 'automatic', where: 'lab' },
      lines: ['D10', 'P28'],
      precheck: [ops('lab', 'status', ...lab)],
      act: [ops('lab', 'up', ...lab)],
      verify: [ops('lab', 'exec', ...lab, 'app1', '--', 'true'), ops('lab', 'status', ...lab, '--json')],
      evidence: [{ name: 'suite', from: 'verify', path: 'suite' }],
      undo: { commands: [ops('lab', 'down', ...lab)] },
      repeatable: true,
      tests: ['ops/lab/host-plan.test.ts: a host boots inside its group'],
    },
    later(roles, {
      ...{ id: 'hosts.install', title: 'Install and configure the software', owner: 'operations' },
      lines: ['D11', 'P26', 'P27', 'P30', 'P31'],
      task: 'Install HAProxy, PostgreSQL, pgBackRest, monitoring and the application’s unit on their hosts, by the same roles everywhere.',
      confirms: ['a second run of the roles changes nothing', 'versions are those of the inventory'],
    }),
    later('ops parity', {
      ...{ id: 'hosts.parity', title: 'Compare production with staging', owner: 'operations' },
      lines: ['D9', 'P26', 'P27'],
      task: 'Compare packages, configuration, schema and versions of production and staging; try to reach one from the other.',
      confirms: ['they differ in names, addresses and secrets only', 'neither reaches the other'],
    }),
    later(roles, {
      ...{ id: 'network.firewall', title: 'Let through the declared flows only', owner: 'security', lines: ['D14'] },
      task: 'Load the rules made from the declared flows; try every port from every host.',
      confirms: ['what is open equals what is declared', 'the database answers only its clients'],
    }),
    later(roles, {
      ...{ id: 'network.balance', title: 'Spread the traffic', owner: 'operations', lines: ['D15', 'P10'] },
      task: 'Install the pair of load balancers; stop one application server, then one load balancer, under load.',
      confirms: ['both application servers get requests', 'the address moves within 4 s'],
    }),
    later(roles, {
      ...{ id: 'network.names', title: 'Point the names', owner: 'operations', lines: ['D16'] },
      task: 'Publish the zone made from the inventory; ask for every name from inside and outside.',
      confirms: ['every name leads to the address in the inventory'],
    }),
    later(roles, {
      ...{ id: 'database.schema', title: 'Make the schema', owner: 'database', lines: ['D19'] },
      task: 'Start the release on the empty database with the migration role; compare the migrations with its manifest.',
      confirms: ['the migrations in the database are those of the manifest', 'the application’s role owns nothing'],
    }),
    byHand({
      ...{ id: 'database.take-over', title: 'Take data over, if there is any', owner: 'database', lines: ['D20'] },
      task: 'Try the take-over on a copy; compare counts, checksums and the totals of every asset before and after.',
      confirms: ['every total is the same before and after, or there was nothing to take over'],
      attach: ['the comparison, or one line that there was no old system'],
    }),
    later('backup and restore', {
      ...{ id: 'database.backup', title: 'Set up backups', owner: 'database', lines: ['D21'] },
      task: 'Switch on full, differential and WAL backups with their timers; restore the first one on a throw-away host.',
      confirms: ['the state hash of the restored journal equals the recorded one'],
    }),
    later(roles, {
      ...{ id: 'security.tls', title: 'Encrypt every connection', owner: 'security', lines: ['D24'] },
      task: 'Install the certificates; probe protocol versions; try the database without TLS and with a wrong authority.',
      confirms: ['only TLS 1.2 and 1.3 are spoken', 'the database refuses plain and wrongly verified connections'],
    }),
    later('accounts, sign-in and roles', {
      ...{ id: 'security.sign-in', title: 'Set up sign-in with a second factor', owner: 'security', lines: ['D25'] },
      task: 'Give every operator an account with a second factor; try a wrong code, a used code and a recovery code.',
      confirms: ['no operator signs in with a password alone'],
    }),
    later(roles, {
      ...{ id: 'security.access', title: 'Give each role its rights', owner: 'security', lines: ['D26'] },
      task: 'Probe what each database role, operator and unit can reach against the table of rights.',
      confirms: ['nobody reaches more than the table says'],
    }),
  ],
};
