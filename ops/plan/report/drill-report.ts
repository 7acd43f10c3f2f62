/** Every drill: first the newest of each kind in a table, then all, newest first, with what was measured against which goal, and what happened when. */
import type { Chain } from '../evidence/chain.ts';
import type { Entry, Measured } from '../evidence/fact.ts';
import { type Block, type Cell, cell, type ReportDocument } from './document.ts';
import { sourceLine } from './source-line.ts';
import { measuredText, timeText, verdictCell } from './words.ts';

type Started = Extract<Entry, { what: 'drill.started' }>;
type Ended = Extract<Entry, { what: 'drill.ended' }>;

interface Drill {
  readonly begin: Started;
  readonly end: Ended | undefined;
}

/** Newest first. */
export function drillsIn(entries: readonly Entry[]): Drill[] {
  const ended = new Map(
    entries.filter((entry): entry is Ended => entry.what === 'drill.ended').map((entry) => [entry.run, entry]),
  );
  const started = entries.filter((entry): entry is Started => entry.what === 'drill.started').toReversed();
  return started.map((begin) => ({ begin, end: ended.get(begin.run) }));
}

export function drillReport(environment: string, { entries, head }: Chain): ReportDocument {
  const drills = drillsIn(entries);
  const ended = drills.filter(({ end }) => end !== undefined).length;
  return {
    title: `Drills: ${environment}`,
    subtitle:
      drills.length === 0
        ? 'None yet: nothing was broken on purpose here.'
        : `${drills.length} begun, ${ended} carried to the end. Figures are those of a client outside.`,
    blocks: drills.length === 0 ? [] : [newestTable(drills), ...drills.flatMap(blocksOf)],
    source: sourceLine(environment, head),
  };
}

/** Of each kind the newest one. */
export function newestTable(drills: readonly Drill[]): Block {
  const newest = [...new Map(drills.toReversed().map((drill) => [drill.begin.drill, drill])).values()].toReversed();
  const rows = newest.map((drill) => [
    cell(drill.begin.drill, { under: [timeText(drill.begin.at)] }),
    resultCell(drill),
    cell(drill.end?.reason ?? '', { under: [figures(drill.end?.measured ?? {})] }),
    cell(figures(drill.begin.goal)),
  ]);
  return { kind: 'table', headings: ['Drill', 'Result', 'What was seen', 'Goal'], rows, widths: [20, 14, 40, 26] };
}

export function resultCell({ end }: Drill): Cell {
  return end === undefined ? cell('not carried to the end', { tone: 'bad' }) : verdictCell(end.verdict);
}

function figures(measured: Measured): string {
  return measuredText(measured).join(', ');
}

function blocksOf(drill: Drill): Block[] {
  const { begin, end } = drill;
  const rows = (end?.timeline ?? []).map(({ ms, says }) => [cell(`${(ms / 1000).toFixed(1)} s`), cell(says)]);
  return [
    { kind: 'heading', text: `${begin.drill}, ${timeText(begin.at)}` },
    {
      kind: 'facts',
      facts: [
        ['Result', { ...resultCell(drill), under: end === undefined ? [] : [end.reason] }],
        ['Broken', cell(begin.subject)],
        ['By', cell(begin.by)],
        ['Goal', cell(figures(begin.goal) || 'none in figures')],
        ['Measured', cell(figures(end?.measured ?? {}) || 'nothing')],
        ...(end === undefined || end.lost.length === 0 ? [] : [['Gone', cell(end.lost.join(' '))] as const]),
      ],
    },
    ...(rows.length === 0
      ? []
      : [{ kind: 'table', headings: ['After the break', 'What'], rows, widths: [20, 80] } as const]),
  ];
}
