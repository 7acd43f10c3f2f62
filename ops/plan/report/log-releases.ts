/** What went onto the hosts in a span of the evidence: each deployment and way back with its stages, times and figures. */
import type { Head } from '../evidence/chain.ts';
import type { Entry } from '../evidence/fact.ts';
import { type Block, cell, type ReportDocument } from './document.ts';
import { sourceLine } from './source-line.ts';
import { waivedBlocks } from './waived.ts';
import { durationText, measuredText, timeText, verdictCell } from './words.ts';

type Ended = Extract<Entry, { what: 'deploy.ended' }>;
type Stage = Extract<Entry, { what: 'deploy.step' }>;

/** The log where nobody has run the plan: every deployment by itself. Undefined when there was none. */
export function releaseLog(environment: string, entries: readonly Entry[], head: Head): ReportDocument | undefined {
  const blocks = releaseBlocks(entries);
  if (blocks.length === 0) return undefined;
  return {
    title: `Deployment log: ${environment}`,
    subtitle: 'Every deployment and way back. The deployment plan as a whole was not run here.',
    blocks: [...waivedBlocks(entries), ...blocks],
    source: sourceLine(environment, head),
  };
}

/** Nothing when nothing was deployed. */
export function releaseBlocks(entries: readonly Entry[]): Block[] {
  const ended = entries.filter((entry): entry is Ended => entry.what === 'deploy.ended');
  if (ended.length === 0) return [];
  const rows = ended.flatMap((end) => [headingOf(end), ...stagesOf(end.deployment, entries).map(stageRow)]);
  return [
    { kind: 'heading', text: 'What went onto the hosts' },
    { kind: 'table', headings: ['Stage', 'Result', 'What was seen', 'Took'], rows, widths: [20, 12, 56, 12] },
  ];
}

function headingOf({ kind, version, at, by, verdict, reason, milliseconds }: Ended): string {
  const how = verdictCell(verdict).text;
  return `${kind} to ${version}, ${how}, ended ${timeText(at)} after ${durationText(milliseconds)}, by ${by}: ${reason}`;
}

function stagesOf(deployment: string, entries: readonly Entry[]): Stage[] {
  return entries.filter((entry): entry is Stage => entry.what === 'deploy.step' && entry.deployment === deployment);
}

function stageRow({ stage, verdict, reason, measured, milliseconds, seq }: Stage) {
  return [
    cell(stage, { under: [`entry ${seq}`] }),
    verdictCell(verdict),
    cell(reason, { under: [measuredText(measured).join(', ')].filter((line) => line !== '') }),
    cell(durationText(milliseconds)),
  ];
}
