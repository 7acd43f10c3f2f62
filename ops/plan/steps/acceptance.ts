/** People: those who accept it, those who use it, those who look after it. */
import type { Phase } from '../step.ts';
import { byHand, drilled, later, ops } from './step-kinds.ts';

const here = ['--env', '{environment}', '--state', '{state}'];

export const acceptancePhase: Phase = {
  id: 'acceptance',
  title: 'Accept and go live',
  undoOnFailure: false,
  steps: [
    byHand({
      ...{ id: 'acceptance.trial', title: 'Let the stakeholders try it', owner: 'stakeholder', lines: ['D50'] },
      task: 'Each key stakeholder goes through the scenarios of his role and says what did not meet his need.',
      confirms: ['every scenario was gone through', 'every finding is written down'],
      attach: ['the record of the scenarios, with names'],
    }),
    byHand({
      ...{ id: 'acceptance.findings', title: 'Settle what they found', owner: 'product', lines: ['D51'] },
      task: 'Settle each finding, deploying again where it needs a release, or agree with its finder to leave it.',
      confirms: ['no finding is open that its finder wants settled before going live'],
      attach: ['the list of findings with what became of each'],
    }),
    byHand({
      ...{ id: 'golive.training', title: 'Teach the users', owner: 'product', lines: ['D55'] },
      task: 'Offer training or a guide to every group of users.',
      confirms: ['every group knows how to begin and where to ask'],
      attach: ['the material, and who took part'],
    }),
    byHand({
      ...{ id: 'golive.support', title: 'Put support on duty', owner: 'support', lines: ['D56'] },
      task: 'Set the rota; send a test page to the one on duty; go through the runbooks.',
      confirms: ['the page was acknowledged', 'every alert’s runbook was read by somebody on the rota'],
      attach: ['the rota'],
    }),
    byHand({
      ...{ id: 'golive.announce', title: 'Announce and go live', owner: 'product', lines: ['D54'] },
      task: 'Tell all users when it goes live and whether anything stands still meanwhile; then do it.',
      confirms: ['the announcement went out in time', 'it went live at the time that was said'],
      attach: ['the announcement'],
    }),
    later('watch window', {
      ...{ id: 'after.watch', title: 'Watch the first days closely', owner: 'operations', lines: ['D59'] },
      task: 'For three days keep tighter limits and look at the digest of each day.',
      confirms: ['every alert of these days was looked into'],
      attach: ['the digests of the days'],
    }),
    byHand({
      ...{ id: 'after.tuning', title: 'Tune by what was measured', owner: 'development', lines: ['D60'] },
      task: 'Look at the slowest requests and statements; change one thing at a time and measure before and after.',
      confirms: ['each change is shown by figures, or nothing needed changing'],
    }),
    byHand({
      ...{ id: 'after.feedback', title: 'Collect feedback', owner: 'product', lines: ['D61'] },
      task: 'Ask users and stakeholders what is missing; answer each.',
      confirms: ['each piece of feedback has an answer'],
      attach: ['the list with answers'],
    }),
    {
      ...{ id: 'backup.validate', title: 'See that backups are whole and can be restored', owner: 'database' },
      ...{ kind: 'automatic', lines: ['D21', 'D64'] },
      precheck: [ops('backup', 'verify', ...here)],
      // The point records the state that the copy is compared with.
      act: [ops('backup', 'run', '--type', 'diff', ...here), ops('backup', 'restore-test', ...here, '--json')],
      verify: [ops('backup', 'verify', ...here, '--json')],
      evidence: [
        { name: 'restored', from: 'act', path: 'label' },
        { name: 'hash', from: 'act', path: 'measured.hash' },
        { name: 'sequence', from: 'act', path: 'measured.sequence' },
        { name: 'seconds', from: 'act', path: 'measured.totalSeconds' },
        { name: 'backups', from: 'verify', path: 'backups' },
      ],
      undo: { nothing: 'the copy was thrown away' },
      repeatable: true,
      tests: ['ops/backup/recorded-state.test.ts: only the recorded hash at the recorded sequence counts'],
    },
    drilled(['db-loss', 'pitr'], {
      ...{ id: 'backup.drill', title: 'Rehearse the catastrophe', owner: 'database', lines: ['D65', 'P10'] },
      tests: [
        'ops/drill/rehearsal.test.ts: a copy holds every order acknowledged before its point, and none that was sent after',
        'ops/drill/judge.test.ts: one acknowledged order that is gone fails it, and is named',
      ],
    }),
    byHand({
      ...{
        id: 'backup.drill-host',
        title: 'Rehearse the loss of everything',
        owner: 'database',
        lines: ['D65', 'P10'],
      },
      task: 'In a lab with one database host: `paperfloor ops drill db-host-loss --env lab-single` destroys it under load and makes a new one.',
      confirms: ['the lost orders and the time were measured from outside, and are within the goals'],
      attach: ['the report of the drill: `paperfloor ops report drills --env lab-single`'],
    }),
  ],
};
