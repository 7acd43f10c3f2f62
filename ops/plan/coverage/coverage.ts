/**
 * Line of the plans → steps → tests. A line counts as carried out when a step does it, by a program or by a person who signs; where a
 * person does it only until a program is there, the table says which work brings it.
 */
import { type PlanLine, planDocuments } from '../lines/plan-line.ts';
import { planLines } from '../lines/plan-lines.ts';
import type { Step } from '../step.ts';
import { allSteps } from '../the-plan.ts';

/** The weakest of the line's steps. */
export type LineState = 'automatic' | 'by hand' | 'later' | 'nothing';

export interface LineCoverage {
  readonly line: PlanLine;
  readonly steps: readonly Step[];
  readonly state: LineState;
}

export interface CoverageCount {
  readonly lines: number;
  readonly automatic: number;
  readonly byHand: number;
  readonly later: number;
  readonly nothing: number;
}

export function coverage(lines: readonly PlanLine[] = planLines, steps: readonly Step[] = allSteps): LineCoverage[] {
  return lines.map((line) => {
    const its = steps.filter((step) => step.lines.includes(line.id));
    return { line, steps: its, state: stateOf(its) };
  });
}

export function countCoverage(rows: readonly LineCoverage[]): CoverageCount {
  const count = (state: LineState) => rows.filter((row) => row.state === state).length;
  return {
    lines: rows.length,
    automatic: count('automatic'),
    byHand: count('by hand'),
    later: count('later'),
    nothing: count('nothing'),
  };
}

/** How a step is done, in words for the table. */
export function mannerOf(step: Step): string {
  if (step.kind === 'automatic') return 'automatic';
  return step.later === undefined ? 'by hand' : `by hand until: ${step.later}`;
}

export function coveragePage(rows: readonly LineCoverage[]): string {
  const { lines, automatic, byHand, later } = countCoverage(rows);
  return [
    '# Every line of the deployment plans',
    '',
    'Made by `paperfloor ops plan coverage`; a test compares the two. A line is known by its document (D: deployment-plan.md, P:',
    'phase-6-deployment-and-maintenance.md) and its number there. A step that is "by hand until" is signed by a person today; the work',
    'named will do it.',
    '',
    `${lines} lines: ${automatic} carried out by the program, ${byHand} by people who sign, ${later} by people until the work named does it.`,
    '',
    ...planDocuments.flatMap(({ letter, title }) => [
      `## ${title}`,
      '',
      '| line | what it means here | steps | test |',
      '| --- | --- | --- | --- |',
      ...rows.filter(({ line }) => line.id.startsWith(letter)).map(pageRow),
      '',
    ]),
  ].join('\n');
}

function pageRow({ line, steps }: LineCoverage): string {
  const its = steps.map((step) => `\`${step.id}\` (${mannerOf(step)})`).join('<br>');
  const tests = [...new Set(steps.flatMap((step) => step.tests))].map(testCell).join('<br>');
  return `| ${line.id} ${line.quote} | ${line.ours} | ${its} | ${tests} |`;
}

function testCell(test: string): string {
  const [file = '', title = ''] = splitTest(test);
  return title === '' ? `\`${file}\`` : `\`${file}\`: ${title}`;
}

export function splitTest(test: string): [file: string, title: string] {
  const at = test.indexOf(': ');
  return [test.slice(0, at), test.slice(at + 2)];
}

function stateOf(steps: readonly Step[]): LineState {
  if (steps.length === 0) return 'nothing';
  if (steps.some((step) => step.kind === 'manual' && step.later !== undefined)) return 'later';
  return steps.some((step) => step.kind === 'manual') ? 'by hand' : 'automatic';
}
