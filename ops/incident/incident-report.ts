/** An incident as a page: what is known, whom it was told, what happened in which order, and what was changed. */
import type { Head } from '../plan/evidence/chain.ts';
import { type Block, type Cell, cell, type ReportDocument } from '../plan/report/document.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { countText, durationText, timeText } from '../plan/report/words.ts';
import type { Incident } from './incident.ts';
import type { TimelineEvent } from './timeline.ts';

export function incidentReport(
  environment: string,
  head: Head,
  incident: Incident,
  timeline: readonly TimelineEvent[],
): ReportDocument {
  const { closed, told } = incident;
  const state: Cell =
    closed === undefined ? cell('open', { tone: 'bad' }) : cell('closed', { tone: 'good', under: [`by ${closed.by}`] });
  const facts: Block = {
    kind: 'facts',
    facts: [
      ['State', state],
      ['Severity', cell(incident.severity)],
      ['Began', cell(timeText(incident.began))],
      ['Opened', cell(timeText(incident.openedAt), { under: [`by ${incident.openedBy}`] })],
      ...(closed === undefined ? [] : closedFacts(incident, closed)),
    ],
  };
  const rows = timeline.map(({ at, from, text }) => [cell(timeText(at)), cell(from), cell(text)]);
  return {
    title: `${incident.id}: ${incident.title}`,
    subtitle: `${environment}: ${countText(timeline.length, 'event')}, told ${countText(told.length, 'time')}`,
    blocks: [
      facts,
      { kind: 'heading', text: 'What happened' },
      { kind: 'table', headings: ['When', 'From', 'What'], rows, widths: [20, 10, 70] },
      { kind: 'heading', text: 'Who was told' },
      ...(told.length === 0
        ? [{ kind: 'paragraph', text: 'Nobody yet.' } as const]
        : told.map(({ at, audience, about, by, text }): Block => {
            return {
              kind: 'output',
              title: `${timeText(at)}: ${audience}, that it is ${about}, by ${by}`,
              text: text.trim(),
            };
          })),
    ],
    source: sourceLine(environment, head),
  };
}

function closedFacts(
  { began }: Incident,
  { ended, cause, changed }: NonNullable<Incident['closed']>,
): (readonly [string, Cell])[] {
  return [
    ['Over', cell(timeText(ended), { under: [`after ${durationText(Date.parse(ended) - Date.parse(began))}`] })],
    ['Cause', cell(cause)],
    ['Changed', cell(changed.join(', '))],
  ];
}
