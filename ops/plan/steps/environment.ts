/** Before anything is deployed: the platform, hosts, network, database and security of the environment. */
import { command } from '../../command/command.ts';
import type { Phase } from '../step.ts';
import { byHand, later, ops } from './step-kinds.ts';

/** Lines that ops/ansible carries out; what proves some of them is a step of its own below. */
const installed = ['D11', 'D14', 'D15', 'D24', 'P26', 'P27', 'P30', 'P31'];
const own = ['--inventory', '{inventory}', '--state', '{state}'];
const lab = ['--lab', '{lab}', '--state', '{state}'];
const cloud = 'cloud modules';
const here = ['--env', '{environment}', '--state', '{state}'];

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
    {
      ...{ id: 'hosts.install', title: 'Install and configure the software', owner: 'operations', kind: 'automatic' },
      ...{ where: 'lab', lines: installed },
      precheck: [ops('lab', 'exec', ...lab, 'db1', '--', 'true')],
      act: [ops('provision', '{environment}', '--state', '{state}')],
      verify: [
        ops('provision', '{environment}', '--check', '--state', '{state}'),
        ops('lab', 'exec', ...lab, 'db1', '--', 'systemctl', 'is-active', 'postgresql'),
        ops('lab', 'exec', ...lab, 'lb1', '--', 'systemctl', 'is-active', 'haproxy', 'keepalived', 'nftables'),
      ],
      evidence: [],
      undo: { nothing: 'a host is made anew rather than mended: paperfloor ops lab destroy HOST' },
      repeatable: true,
      tests: ['ops/plan/steps/steps.test.ts: the hosts of a lab are installed by these commands'],
    },
    {
      ...{
        id: 'hosts.install-own',
        title: 'Install and configure the software',
        owner: 'operations',
        kind: 'automatic',
      },
      ...{ where: 'real', lines: installed },
      precheck: [command('test', '-f', '{inventory}/hosts.yml')],
      act: [ops('provision', '{environment}', ...own)],
      verify: [ops('provision', '{environment}', '--check', ...own)],
      evidence: [],
      undo: { nothing: 'a host is made anew rather than mended' },
      repeatable: true,
      tests: ['ops/plan/steps/steps.test.ts: the hosts of a lab are installed by these commands'],
    },
    byHand({
      ...{ id: 'network.names', title: 'Point the names', owner: 'operations', lines: ['D16'] },
      task: 'Publish the zone made from the inventory; ask for every name from inside and outside.',
      confirms: ['every name leads to the address in the inventory'],
    }),
    later('ops deploy', {
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
    {
      ...{ id: 'database.backup', title: 'Set up backups', owner: 'database', kind: 'automatic', lines: ['D21'] },
      precheck: [ops('backup', 'list', ...here)],
      act: [ops('backup', 'run', '--type', 'full', ...here, '--json')],
      verify: [ops('backup', 'verify', ...here, '--json')],
      evidence: [
        { name: 'label', from: 'act', path: 'label' },
        { name: 'bytes', from: 'act', path: 'repositoryBytes' },
        { name: 'walSegments', from: 'verify', path: 'walSegments' },
      ],
      undo: { nothing: 'a backup more' },
      repeatable: true,
      tests: [
        'ops/backup/backup-plan.test.ts: backups are made, listed and read again by these words',
        'ops/backup/verification.test.ts: one flipped byte in a backup is a fault',
      ],
    },
    later('accounts, sign-in and roles', {
      ...{ id: 'security.sign-in', title: 'Set up sign-in with a second factor', owner: 'security', lines: ['D25'] },
      task: 'Give every operator an account with a second factor; try a wrong code, a used code and a recovery code.',
      confirms: ['no operator signs in with a password alone'],
    }),
  ],
};
