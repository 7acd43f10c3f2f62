/** Every line of the plans: what carries it out, and how it stands in an environment according to the evidence. */
import { type CoverageCount, countCoverage, type LineCoverage, mannerOf } from '../coverage/coverage.ts';
import { progressOf, runsIn, type StepState } from '../engine/progress.ts';
import type { Head } from '../evidence/chain.ts';
import type { Entry } from '../evidence/fact.ts';
import { planDocuments } from '../lines/plan-line.ts';
import type { Step } from '../step.ts';
import { isLab } from '../the-plan.ts';
import { type Block, type Cell, cell, type ReportDocument } from './document.ts';
import { sourceLine } from './source-line.ts';
import { verdictCell } from './words.ts';

export interface CoverageSources {
  readonly environment: string;
  readonly entries: readonly Entry[];
  readonly head: Head;
  readonly rows: readonly LineCoverage[];
}

export function coverageReport({ environment, entries, head, rows }: CoverageSources): ReportDocument {
  const stands = newestStates(entries);
  const place = isLab(environment) ? 'lab' : 'real';
  const here = rows.map((row) => ({ ...row, steps: row.steps.filter(({ where }) => (where ?? place) === place) }));
  return {
    title: `Coverage of the deployment plans: ${environment}`,
    subtitle: 'Line of the plan, the step that carries it out, and how it stands.',
    blocks: [
      { kind: 'facts', facts: summary(countCoverage(rows), here, stands) },
      ...planDocuments.flatMap(({ letter, title }): Block[] => [
        { kind: 'heading', text: title },
        {
          kind: 'table',
          headings: ['Line', 'What it means here', 'Steps', 'Stands'],
          rows: bySection(here.filter(({ line }) => line.id.startsWith(letter))).map((row) =>
            typeof row === 'string' ? row : tableRow(row, stands),
          ),
          widths: [20, 32, 30, 18],
        },
      ]),
    ],
    source: sourceLine(environment, head),
  };
}

type States = ReadonlyMap<string, StepState>;

/** Of each step, how it stands in the newest run that touched it. */
function newestStates(entries: readonly Entry[]): States {
  const states = new Map<string, StepState>();
  for (const run of runsIn(entries)) {
    const progress = progressOf(entries, run.id);
    for (const step of run.steps) {
      const { state } = progress(step);
      if (state !== 'open' || !states.has(step)) states.set(step, state);
    }
  }
  return states;
}

function summary(count: CoverageCount, here: readonly LineCoverage[], stands: States): (readonly [string, Cell])[] {
  const done = here.filter(({ steps }) => steps.length > 0 && steps.every(({ id }) => isDone(stands.get(id))));
  return [
    ['Lines of the plans', cell(String(count.lines))],
    ['By the program', cell(String(count.automatic))],
    ['By people who sign', cell(String(count.byHand))],
    ['By people until the program can', cell(String(count.later))],
    ['By nobody', cell(String(count.nothing), { tone: count.nothing === 0 ? 'good' : 'bad' })],
    ['Carried out here', cell(`${done.length} of ${here.length}`)],
  ];
}

/** Rows with the heading of their section before the first of each. */
function bySection(rows: readonly LineCoverage[]): (LineCoverage | string)[] {
  return rows.flatMap((row, index) =>
    row.line.section === rows[index - 1]?.line.section ? [row] : [row.line.section, row],
  );
}

function tableRow({ line, steps }: LineCoverage, stands: States): Cell[] {
  return [cell(line.quote, { under: [line.id] }), cell(line.ours), stepCell(steps), standsCell(steps, stands)];
}

function stepCell(steps: readonly Step[]): Cell {
  if (steps.length === 0) return cell('not for this kind of environment', { tone: 'plain' });
  const [first, ...rest] = steps.map((step) => `${step.id}: ${mannerOf(step)}`);
  return cell(first ?? '', { under: rest });
}

function standsCell(steps: readonly Step[], stands: States): Cell {
  if (steps.length === 0) return cell('does not apply');
  const states = steps.map(({ id }) => stands.get(id));
  if (states.some((state) => state === 'failed')) return cell('failed', { tone: 'bad' });
  if (states.every(isDone)) return states.includes('waived') ? verdictCell('waived') : cell('done', { tone: 'good' });
  return cell(states.some(isDone) ? 'in part' : 'not yet', { tone: 'open' });
}

function isDone(state: StepState | undefined): boolean {
  return state === 'passed' || state === 'waived';
}
