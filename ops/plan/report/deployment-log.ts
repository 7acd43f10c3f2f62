/** The log of a run: what was done in which order, by whom, with what result, and what went wrong. All of it from the evidence. */

import type { Run } from '../engine/progress.ts';
import type { Head } from '../evidence/chain.ts';
import type { Entry } from '../evidence/fact.ts';
import type { Phase, Step } from '../step.ts';
import { type Block, type Cell, cell, type ReportDocument } from './document.ts';
import { issueBlocks, issuesIn } from './log-issues.ts';
import { releaseBlocks } from './log-releases.ts';
import { standings, stepsTable } from './log-steps.ts';
import { sourceLine } from './source-line.ts';
import { waivedBlocks, waivedIn } from './waived.ts';
import { countText, durationText, timeText, verdictCell } from './words.ts';

export interface LogSources {
  readonly environment: string;
  readonly entries: readonly Entry[];
  readonly head: Head;
  readonly run: Run;
  readonly phases: readonly Phase[];
}

export function deploymentLog({ environment, entries, head, run, phases }: LogSources): ReportDocument {
  const its = entries.filter((entry) => 'run' in entry && entry.run === run.id);
  const byId = new Map(phases.flatMap(({ steps }) => steps.map((step) => [step.id, step] as const)));
  const meanwhile = between(entries, its);
  return {
    title: `Deployment log: ${environment}`,
    subtitle: `${run.reason}, begun ${timeText(run.startedAt)} by ${run.by}`,
    blocks: [
      { kind: 'facts', facts: summary(run, its, meanwhile, byId) },
      ...waivedBlocks(meanwhile),
      ...issueBlocks(its, byId),
      { kind: 'heading', text: 'Steps' },
      stepsTable(run, its, phases),
      ...releaseBlocks(meanwhile),
      { kind: 'heading', text: 'Everything that was run' },
      commandsTable(its),
    ],
    source: sourceLine(environment, head),
  };
}

/** What the steps' commands have written themselves belongs to the run by its place. */
function between(entries: readonly Entry[], its: readonly Entry[]): Entry[] {
  const [first, last] = [its[0]?.seq ?? 0, its.at(-1)?.seq ?? 0];
  return entries.filter(({ seq }) => seq >= first && seq <= last);
}

function summary(
  run: Run,
  its: readonly Entry[],
  meanwhile: readonly Entry[],
  byId: ReadonlyMap<string, Step>,
): (readonly [string, Cell])[] {
  const lastAt = run.ended?.at ?? its.at(-1)?.at ?? run.startedAt;
  const commands = its.filter((entry) => entry.what === 'command.ended');
  const spent = commands.reduce((total, { milliseconds }) => total + milliseconds, 0);
  const values = Object.entries(run.values).map(([name, value]) => `${name} = ${value}`);
  const { done, lines } = standings(run, its);
  const [waived, issues] = [waivedIn(meanwhile).length, issuesIn(its, byId).length];
  return [
    [
      'Result',
      run.ended === undefined
        ? cell('not finished', { tone: 'open', under: waitsFor(its, byId) })
        : verdictCell(run.ended.verdict, run.ended.reason),
    ],
    ['Release', releaseCell(run, its)],
    ['Steps', cell(`${done} of ${run.steps.length} done`, { under: [lines.join(', ')] })],
    ['Waived', cell(waived === 0 ? 'nothing' : `${waived}, by name below`, waived === 0 ? {} : { tone: 'open' })],
    ['Issues', cell(issues === 0 ? 'none' : countText(issues, 'stop'), issues === 0 ? {} : { tone: 'open' })],
    [
      'Time',
      cell(`${timeText(run.startedAt)} to ${timeText(lastAt)}`, {
        under: [
          `${durationText(Date.parse(lastAt) - Date.parse(run.startedAt))}, of which ${durationText(spent)} in ${countText(commands.length, 'command')}`,
        ],
      }),
    ],
    ['Signatures', signaturesCell(its)],
    ['Given', cell(values.join(', ') || 'nothing')],
    [
      'Evidence',
      cell(`${its.length} entries, ${its[0]?.seq} to ${its.at(-1)?.seq}`, {
        tone: 'good',
        under: ['the chain was sound when this was made'],
      }),
    ],
    ['Run', cell(run.id, { code: true })],
    ['Plan', cell(run.plan, { code: true })],
  ];
}

function waitsFor(its: readonly Entry[], byId: ReadonlyMap<string, Step>): string[] {
  const last = its.at(-1);
  if (last?.what !== 'run.stopped') return [];
  const [id = ''] = last.reason.split(':');
  const title = byId.get(id)?.title;
  return [title === undefined ? last.reason : `at “${title}”: ${last.reason.slice(id.length + 2)}`];
}

/** Version, commit and digest of what was built, as far as a step has said so. */
function releaseCell(run: Run, its: readonly Entry[]): Cell {
  const measured = Object.assign({}, ...its.map((entry) => (entry.what === 'step.ended' ? entry.measured : {}))) as {
    readonly commit?: string;
    readonly digest?: string;
    readonly signer?: string;
  };
  const { commit, digest, signer } = measured;
  const under = [
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(digest === undefined ? [] : [`artifact sha256 ${digest}`]),
    ...(signer === undefined ? [] : [`signed by ${signer}`]),
  ];
  return cell(run.values['version'] ?? 'none was named', { under });
}

function signaturesCell(its: readonly Entry[]): Cell {
  const counts = new Map<string, number>();
  for (const entry of its) {
    if (entry.what !== 'step.signed') continue;
    const name = `${entry.by} (${entry.role})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${name} ${count} times`));
  return cell(names.join(', ') || 'none');
}

/** With the day before the first of each day: a run may take a week. */
function commandsTable(its: readonly Entry[]): Block {
  const ended = its.filter((entry) => entry.what === 'command.ended');
  const rows = ended.flatMap((entry, index) => {
    const day = entry.at.slice(0, 10);
    const row = [
      cell(String(entry.seq)),
      cell(timeText(entry.at).slice(11, 19)),
      cell(entry.command, { code: true, under: [`${entry.step}, ${entry.part}`] }),
      cell(entry.code === 0 ? 'ok' : String(entry.code), { tone: entry.code === 0 ? 'good' : 'bad' }),
      cell(durationText(entry.milliseconds)),
    ];
    return day === ended[index - 1]?.at.slice(0, 10) ? [row] : [day, row];
  });
  return { kind: 'table', headings: ['Entry', 'UTC', 'Command', 'Ended', 'Took'], rows, widths: [7, 9, 63, 9, 12] };
}
