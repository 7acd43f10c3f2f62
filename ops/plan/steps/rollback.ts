/** The way back, a plan of its own: the release before, the configuration before, the data only when nothing else helps. */
import type { Phase } from '../step.ts';
import { byHand, later } from './step-kinds.ts';

const rollback = 'ops rollback';
const incident = 'ops incident';

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
    later(rollback, {
      ...{ id: 'rollback.release', title: 'Run the release before', owner: 'operations', lines: ['D74'] },
      task: 'Switch to the slot that holds the release before, or install its verified artifact again.',
      confirms: ['all traffic goes to it', 'the logs of the failing slot are kept'],
    }),
    later(rollback, {
      ...{ id: 'rollback.configuration', title: 'Take the configuration back', owner: 'operations', lines: ['D76'] },
      task: 'Render the configuration of the release before; look for differences.',
      confirms: ['no difference is left'],
    }),
    later(rollback, {
      ...{
        id: 'rollback.database',
        title: 'Restore the database, if nothing else helps',
        owner: 'database',
        lines: ['D75'],
      },
      task: 'Restore a copy on a scratch host; count and export the acknowledged orders that would be lost; have the loss accepted; only then restore.',
      confirms: ['nothing needed restoring, or the lost orders are counted, exported and accepted by name'],
      attach: ['one line that nothing was restored, or the export and the acceptance'],
    }),
    later(rollback, {
      ...{ id: 'rollback.validate', title: 'See that it works', owner: 'operations', lines: ['D77'] },
      task: 'Try the key functions; audit the ledger; compare open orders with what clients know.',
      confirms: ['every check passed on the release before'],
    }),
    later(incident, {
      ...{ id: 'rollback.tell', title: 'Tell the stakeholders', owner: 'product', lines: ['D82'] },
      task: 'Say what happened, what was done about it, what was lost, and what comes next.',
      confirms: ['every group was told'],
      attach: ['the message'],
    }),
    later(incident, {
      ...{ id: 'rollback.analyse', title: 'Find the cause', owner: 'development', lines: ['D80'] },
      task: 'Set the timeline together from evidence, alerts and logs; find what let it through.',
      confirms: ['the cause is shown, not supposed'],
      attach: ['the analysis'],
    }),
    later(incident, {
      ...{ id: 'rollback.learn', title: 'Change the plan', owner: 'operations', lines: ['D81'] },
      task: 'Add or change the step, check or alert that would have caught it.',
      confirms: ['the change is in the repository, with its test'],
      attach: ['the commit'],
    }),
  ],
};
