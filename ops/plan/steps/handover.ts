/** The papers, made from the evidence, and handing them over. */
import { command } from '../../command/command.ts';
import type { Phase } from '../step.ts';
import { byHand, ops } from './step-kinds.ts';

const here = ['--env', '{environment}', '--state', '{state}'];
const reportTest = 'ops/plan/report/report.test.ts: ';

export const handoverPhase: Phase = {
  id: 'handover',
  title: 'Document and hand over',
  undoOnFailure: false,
  steps: [
    {
      ...{ id: 'documents.coverage', title: 'See that no line of the plans is left out', owner: 'operations' },
      ...{ kind: 'automatic', lines: ['D4', 'P5', 'P55', 'P57'] },
      precheck: [],
      act: [],
      verify: [ops('plan', 'coverage', '--check', '--json')],
      evidence: [
        { name: 'lines', from: 'verify', path: 'lines' },
        { name: 'automatic', from: 'verify', path: 'automatic' },
        { name: 'byHand', from: 'verify', path: 'byHand' },
        { name: 'later', from: 'verify', path: 'later' },
      ],
      undo: { nothing: 'it only looks' },
      repeatable: true,
      tests: ['ops/plan/coverage/coverage.test.ts: every line of both plans is carried out by a step'],
    },
    {
      ...{ id: 'documents.log', title: 'Write the deployment log', owner: 'operations', kind: 'automatic' },
      lines: ['D87', 'P55', 'P56'],
      precheck: [ops('evidence', 'verify', ...here)],
      act: [
        ops('report', 'log', ...here, '--format', 'html', '--out', '{out}/deployment-log.html'),
        ops('report', 'log', ...here, '--format', 'md', '--out', '{out}/deployment-log.md'),
        ops('report', 'evidence', ...here, '--format', 'html', '--out', '{out}/evidence.html'),
        ops('report', 'coverage', ...here, '--format', 'html', '--out', '{out}/coverage.html'),
      ],
      verify: [ops('evidence', 'verify', ...here, '--json')],
      evidence: [
        { name: 'entries', from: 'verify', path: 'entries' },
        { name: 'head', from: 'verify', path: 'hash' },
      ],
      undo: { nothing: 'files that can be made again' },
      repeatable: true,
      tests: [`${reportTest}a deployment log tells every step with who, when, what and the result`],
    },
    {
      ...{ id: 'documents.configuration', title: 'Document the configuration', owner: 'operations', kind: 'automatic' },
      lines: ['D88', 'P55', 'P56'],
      precheck: [ops('evidence', 'verify', ...here)],
      act: [ops('report', 'configuration', ...here, '--format', 'html', '--out', '{out}/configuration.html')],
      verify: [command('test', '-s', '{out}/configuration.html'), ops('evidence', 'verify', ...here, '--json')],
      evidence: [{ name: 'head', from: 'verify', path: 'hash' }],
      undo: { nothing: 'a file that can be made again' },
      repeatable: true,
      tests: ['ops/report/report.test.ts: a configuration names hosts, software, flows and variables, and no secret'],
    },
    {
      ...{ id: 'documents.bundle', title: 'Put the papers together', owner: 'operations', kind: 'automatic' },
      lines: ['D93'],
      precheck: [ops('evidence', 'verify', ...here)],
      act: [ops('report', 'handover', ...here, '--out', '{out}/handover')],
      verify: [
        command('sh', '-euc', 'cd "$1" && sha256sum --check --quiet SHA256SUMS', 'check', '{out}/handover'),
        ops('evidence', 'verify', '--file', '{out}/handover/evidence.jsonl', '--json'),
      ],
      evidence: [
        { name: 'entries', from: 'verify', path: 'entries' },
        { name: 'head', from: 'verify', path: 'hash' },
      ],
      undo: { commands: [command('rm', '-rf', '{out}/handover')] },
      repeatable: false,
      tests: [
        'ops/report/report.test.ts: the bundle holds every report twice, the papers as they are, and an index that links them',
      ],
    },
    byHand({
      ...{ id: 'handover.brief', title: 'Brief support', owner: 'support', lines: ['D92'] },
      task: 'Go through the deployment with support: what was done, what went wrong, what is known to be weak.',
      confirms: ['support can say what is known to be weak, and what to do then'],
    }),
    byHand({
      ...{ id: 'handover.papers', title: 'Hand over the papers', owner: 'support', lines: ['D93'] },
      task: 'Give support the deployment log, the evidence, the configuration and the backup procedures.',
      confirms: ['support has verified the export of the evidence itself'],
      attach: ['the export of the evidence'],
    }),
    byHand({
      ...{ id: 'handover.training', title: 'Train support', owner: 'support', lines: ['D94'] },
      task: 'A member of support carries out a drill and a rollback in the lab alone.',
      confirms: ['it was done without help'],
      attach: ['the evidence of that drill'],
    }),
  ],
};
