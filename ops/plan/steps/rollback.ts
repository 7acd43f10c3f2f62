/** The way back, a plan of its own: the release before, the configuration before, the data only when nothing else helps. */
import type { Phase } from '../step.ts';
import { byHand, goBack, ops, verified } from './step-kinds.ts';

export const rollbackPhase: Phase = {
  id: 'rollback',
  title: 'Go back',
  undoOnFailure: false,
  steps: [
    byHand({
      ...{ id: 'rollback.decide', title: 'Decide to go back', owner: 'operations', lines: ['D70', 'D71'] },
      task: 'Say which critical failure or loss of performance it is, since when, and why it can’t be mended in place.',
      confirms: ['the release before can run on the data of this one, or the loss of going back is known'],
    }),
    {
      ...{ id: 'rollback.release', title: 'Run the release before', owner: 'operations', kind: 'automatic' },
      lines: ['D74'],
      precheck: [],
      act: [goBack],
      verify: [ops('verify', 'smoke', '--env', '{environment}', '--state', '{state}', '--json')],
      evidence: [
        { name: 'version', from: 'act', path: 'version' },
        { name: 'slot', from: 'act', path: 'active' },
      ],
      undo: { nothing: 'forward again is a deployment of its own' },
      // A second time would find nothing to go back to.
      repeatable: false,
      tests: ['ops/plan/steps/steps.test.ts: a release is deployed, and taken back, by these commands'],
    },
    {
      ...{ id: 'rollback.configuration', title: 'Take the configuration back', owner: 'operations', kind: 'automatic' },
      lines: ['D76'],
      precheck: [],
      act: [ops('provision', '{environment}', '--state', '{state}')],
      verify: [ops('provision', '{environment}', '--check', '--state', '{state}')],
      evidence: [],
      undo: { nothing: 'it is what the checkout says, before and after' },
      repeatable: true,
      tests: ['ops/plan/steps/steps.test.ts: a release is deployed, and taken back, by these commands'],
    },
    byHand({
      ...{
        id: 'rollback.database',
        title: 'Restore the database, if nothing else helps',
        owner: 'database',
        lines: ['D75'],
      },
      task: '`paperfloor ops rollback --accept-loss 0` restores a copy on a scratch host, counts and exports the acknowledged orders that would be lost, and changes nothing when there are any; have that number accepted, then give it.',
      confirms: ['nothing needed restoring, or the lost orders are counted, exported and accepted by name'],
      attach: ['one line that nothing was restored, or the export and the acceptance'],
    }),
    verified('smoke', {
      ...{ id: 'rollback.validate', title: 'See that it works', owner: 'operations', lines: ['D77'] },
      tests: [
        'ops/verify/smoke/smoke.pg.test.ts: a trader’s first minute through a TLS front, each step with its time',
      ],
    }),
    byHand({
      ...{ id: 'rollback.tell', title: 'Tell the stakeholders', owner: 'product', lines: ['D82'] },
      task: 'Say what happened, what was done about it, what was lost, and what comes next.',
      confirms: ['every group was told'],
      attach: ['the message'],
    }),
    byHand({
      ...{ id: 'rollback.analyse', title: 'Find the cause', owner: 'development', lines: ['D80'] },
      task: '`paperfloor ops incident show` sets the timeline together from evidence, alerts and logs; find what let it through.',
      confirms: ['the cause is shown, not supposed'],
      attach: ['the analysis'],
    }),
    byHand({
      ...{ id: 'rollback.learn', title: 'Change the plan', owner: 'operations', lines: ['D81'] },
      task: 'Add or change the step, check or alert that would have caught it; `paperfloor ops incident close` asks for it.',
      confirms: ['the change is in the repository, with its test'],
      attach: ['the commit'],
    }),
  ],
};
