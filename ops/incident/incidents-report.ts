/** All incidents of an environment as a page: how long each was, what it was, what is different since. */
import type { Chain } from '../plan/evidence/chain.ts';
import { type Cell, cell, type ReportDocument } from '../plan/report/document.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { countText, durationText, timeText } from '../plan/report/words.ts';
import { type Incident, incidentsIn } from './incident.ts';

export function incidentsReport(environment: string, { entries, head }: Chain): ReportDocument {
  const all = incidentsIn(entries);
  const open = all.filter(({ closed }) => closed === undefined).length;
  const headings = ['Incident', 'Began', 'State', 'Cause', 'Different since'];
  return {
    title: `Incidents: ${environment}`,
    subtitle:
      all.length === 0
        ? 'None: none was opened here.'
        : `${countText(all.length, 'incident')}, ${open} open. None can be closed without a step, check or alert that is new or another.`,
    blocks:
      all.length === 0
        ? []
        : [{ kind: 'table', headings, rows: all.toReversed().map(incidentRow), widths: [28, 16, 16, 20, 20] }],
    source: sourceLine(environment, head),
  };
}

function incidentRow({ id, title, severity, began, told, closed }: Incident): Cell[] {
  const after = closed === undefined ? '' : durationText(Date.parse(closed.ended) - Date.parse(began));
  const heard = told.length === 0 ? 'nobody was told' : `${countText(told.length, 'message')} sent`;
  return [
    cell(title, { under: [`${id}, ${severity}`, heard] }),
    cell(timeText(began)),
    closed === undefined
      ? cell('open', { tone: 'bad' })
      : cell('closed', { tone: 'good', under: [`over after ${after}`, `by ${closed.by}`] }),
    cell(closed?.cause ?? 'not known yet'),
    cell(closed?.changed.join(', ') ?? ''),
  ];
}
