/** The four figures of DORA as a page, with every deployment they were made from. */
import type { Head } from '../plan/evidence/chain.ts';
import { type Block, type Cell, cell, type ReportDocument } from '../plan/report/document.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { durationText, timeText, verdictCell } from '../plan/report/words.ts';
import type { Deployment, Dora } from './deployments.ts';

/** `before` is how many deployments there are that are older than the figures. */
export function doraReport(environment: string, head: Head, dora: Dora, before: number): ReportDocument {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return {
    title: `Delivery figures: ${environment}`,
    subtitle: `The four figures of DORA over ${dora.days} days, ${day(dora.window.fromMs)} to ${day(dora.window.toMs)}, from the evidence alone.`,
    blocks: [
      { kind: 'facts', facts: figures(dora) },
      { kind: 'heading', text: 'Deployments' },
      ...deploymentBlocks(dora.within, before),
      { kind: 'heading', text: 'How it is counted' },
      {
        kind: 'list',
        items: [
          'A deployment counts when it served everybody; the first release of an environment is one.',
          'Lead time: from the time of the commit that was built, as the signed manifest has it, to serving everybody. The middle of all.',
          'A failure is a way back after a deployment had served everybody. One that the gate pulled back before that is told apart.',
          'Recovery: from the first bad sign, or from the command to go back, to serving as before. The middle of all.',
        ],
      },
    ],
    source: sourceLine(environment, head),
  };
}

function figures(dora: Dora): (readonly [string, Cell])[] {
  const { live, days, leadTimes, leadTimeMs, failureShare, failed, recoveryMs, pulledBack } = dora;
  const leadWords = leadTimes === live ? 'commit to live, the middle of all' : `known of ${leadTimes} of ${live}`;
  return [
    ['Deployment frequency', cell(`${dora.perWeek} a week`, { under: [`${live} in ${days} days`] })],
    ['Lead time for changes', known(leadTimeMs, leadWords)],
    [
      'Change failure rate',
      failureShare === undefined
        ? cell('not known: nothing was deployed', { tone: 'open' })
        : cell(`${Math.round(failureShare * 100)} %`, { under: [`${failed} of ${live} had to be taken back`] }),
    ],
    ['Failed deployment recovery time', known(recoveryMs, 'from the first bad sign to being back, the middle of all')],
    [
      'Pulled back by themselves',
      cell(String(pulledBack), { under: ['before they served everybody; not counted as failures'] }),
    ],
  ];
}

function deploymentBlocks(within: readonly Deployment[], before: number): Block[] {
  const older = before === 0 ? '' : ` ${before} older ones stand in the evidence.`;
  if (within.length === 0) {
    return [{ kind: 'paragraph', text: `None: nothing was deployed here in this time.${older}` }];
  }
  const headings = ['When', 'Version', 'By', 'Result', 'Took', 'Lead time'];
  const rows = within.toReversed().map(deploymentRow);
  return [
    { kind: 'table', headings, rows, widths: [20, 16, 16, 26, 11, 11] },
    ...(older === '' ? [] : [{ kind: 'paragraph', text: older.trim() } as const]),
  ];
}

function deploymentRow({ kind, version, at, by, why, verdict, reason, ...figures }: Deployment): Cell[] {
  const { milliseconds, recoveryMs, commit, leadMs } = figures;
  return [
    cell(timeText(at)),
    cell(version, { under: [kind, ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`])] }),
    cell(by, { under: [why] }),
    verdictCell(verdict, reason),
    cell(durationText(milliseconds), {
      under: recoveryMs === undefined || kind === 'rollback' ? [] : [`back after ${durationText(recoveryMs)}`],
    }),
    cell(leadMs === undefined ? '' : durationText(leadMs)),
  ];
}

function known(milliseconds: number | undefined, under: string): Cell {
  if (milliseconds === undefined) return cell('not known: the evidence has none', { tone: 'open' });
  return cell(durationText(Math.round(milliseconds)), { under: [under] });
}
