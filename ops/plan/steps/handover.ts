/** The papers, made from the evidence, and handing them over. */
import type { Phase } from '../step.ts';
import { byHand, later, ops } from './step-kinds.ts';

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
    later('ops report configuration', {
      ...{ id: 'documents.configuration', title: 'Document the configuration', owner: 'operations' },
      lines: ['D88', 'P55', 'P56'],
      task: 'Write down servers, database connections and security settings as rendered, with the digests of the files.',
      confirms: ['what is written is what runs'],
      attach: ['the document'],
    }),
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
