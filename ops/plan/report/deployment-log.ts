/** The log of a run: what was done in which order, by whom, with what result, and what went wrong. All of it from the evidence. */

import type { Run } from '../engine/progress.ts';
import type { Head } from '../evidence/chain.ts';
import type { Entry, Verdict } from '../evidence/fact.ts';
import type { Step } from '../step.ts';
import { type Block, type Cell, cell, type ReportDocument } from './document.ts';
import { countText, durationText, measuredText, timeText, verdictCell } from './words.ts';

export interface LogSources {
  readonly environment: string;
  readonly entries: readonly Entry[];
  readonly head: Head;
  readonly run: Run;
  readonly steps: readonly Step[];
}

export function deploymentLog({ environment, entries, head, run, steps }: LogSources): ReportDocument {
  const its = entries.filter((entry) => 'run' in entry && entry.run === run.id);
  const byId = new Map(steps.map((step) => [step.id, step]));
  return {
    title: `Deployment log: ${environment}`,
    subtitle: `${run.reason}, begun ${timeText(run.startedAt)} by ${run.by}`,
    blocks: [
      { kind: 'facts', facts: summary(run, its) },
      { kind: 'heading', text: 'Steps' },
      stepsTable(run, its, byId),
      ...troubles(its, byId),
      { kind: 'heading', text: 'Everything that was run' },
      commandsTable(its),
    ],
    source: sourceLine(environment, head),
  };
}

export function sourceLine(environment: string, head: Head): string {
  return `Made from the evidence of ${environment}: ${head.entries} entries, last hash ${head.hash}. To check: paperfloor ops evidence verify --env ${environment}`;
}

function summary(run: Run, its: readonly Entry[]): (readonly [string, Cell])[] {
  const last = its.at(-1);
  const signed = its.filter((entry) => entry.what === 'step.signed');
  const commands = its.filter((entry) => entry.what === 'command.ended');
  const spent = commands.reduce((total, { milliseconds }) => total + milliseconds, 0);
  const values = Object.entries(run.values).map(([name, value]) => `${name} = ${value}`);
  return [
    [
      'Result',
      run.ended === undefined
        ? cell('not finished', { tone: 'open' })
        : verdictCell(run.ended.verdict, run.ended.reason),
    ],
    ['Begun', cell(timeText(run.startedAt))],
    [run.ended === undefined ? 'Last entry' : 'Ended', cell(timeText(run.ended?.at ?? last?.at ?? run.startedAt))],
    ['Commands', cell(`${commands.length}, together ${durationText(spent)}`)],
    ['Signatures', cell(signed.length === 0 ? 'none' : signed.map(({ by, role }) => `${by} (${role})`).join(', '))],
    ['Given', cell(values.join(', ') || 'nothing')],
    [
      'Evidence',
      cell(`${its.length} entries, ${its[0]?.seq} to ${last?.seq}`, {
        tone: 'good',
        under: ['the chain was sound when this was made'],
      }),
    ],
    ['Run', cell(run.id, { code: true })],
    ['Plan', cell(run.plan, { code: true })],
  ];
}

function stepsTable(run: Run, its: readonly Entry[], byId: ReadonlyMap<string, Step>): Block {
  const rows = run.steps.map((id) => {
    const step = byId.get(id);
    const own = its.filter((entry) => 'step' in entry && entry.step === id);
    const title = cell(step?.title ?? id, {
      under: [id, ...(step === undefined ? [] : [`for ${step.lines.join(', ')}`])],
    });
    return [title, whoCell(step, own), resultCell(own), evidenceCell(own)];
  });
  const headings = ['Step', 'Who', 'Result', 'Evidence'];
  return { kind: 'table', headings, rows, widths: [26, 17, 21, 36] };
}

function whoCell(step: Step | undefined, own: readonly Entry[]): Cell {
  const signed = own.findLast((entry) => entry.what === 'step.signed');
  if (signed?.what === 'step.signed') return cell(signed.by, { under: [signed.role, timeText(signed.at)] });
  const last = own.findLast((entry) => entry.what === 'step.ended');
  const when = last === undefined ? [] : [timeText(last.at)];
  if (step === undefined) return cell('');
  return cell(step.kind === 'automatic' ? 'the program' : 'to be signed', { under: [`for ${step.owner}`, ...when] });
}

function resultCell(own: readonly Entry[]): Cell {
  const last = own.findLast(({ what }) => what === 'step.ended' || what === 'step.signed' || what === 'step.undone');
  const times = own.filter(({ what }) => what === 'step.started').length;
  const again = times > 1 ? [`carried out ${times} times`] : [];
  switch (last?.what) {
    case 'step.ended':
      return verdictCell(
        last.verdict,
        ...(last.verdict === 'pass' ? [] : [last.reason]),
        ...again,
        ...(last.recovered ? ['found done after an interruption'] : []),
      );
    case 'step.signed':
      return verdictCell(last.verdict);
    case 'step.undone':
      return undoneCell(last.verdict, last.reason);
    default:
      return cell(own.length > 0 ? 'under way' : 'not begun', { tone: 'open' });
  }
}

function undoneCell(verdict: Verdict, reason: string): Cell {
  if (verdict === 'waived') return cell('failed', { tone: 'bad', under: [`nothing to take back: ${reason}`] });
  const text = verdict === 'fail' ? 'failed, could not be taken back' : 'failed, taken back';
  return cell(text, { tone: 'bad', under: [reason] });
}

function evidenceCell(own: readonly Entry[]): Cell {
  const signed = own.findLast((entry) => entry.what === 'step.signed');
  if (signed?.what === 'step.signed') {
    const files = signed.attachments.map(
      ({ name, bytes, sha256 }) => `${name}, ${bytes} bytes, sha256 ${sha256.slice(0, 16)}…`,
    );
    return cell(signed.note, { under: [...files, `entry ${signed.seq}`] });
  }
  const ended = own.findLast((entry) => entry.what === 'step.ended');
  if (ended?.what !== 'step.ended') return cell('');
  const commands = own.filter((entry) => entry.what === 'command.ended');
  const spent = commands.reduce((total, { milliseconds }) => total + milliseconds, 0);
  const first = `${countText(commands.length, 'command')}, ${durationText(spent)}`;
  const under = [...measuredText(ended.measured), `entries ${own[0]?.seq} to ${own.at(-1)?.seq}`];
  return cell(first, { under });
}

/** What went wrong, with what the program said. */
function troubles(its: readonly Entry[], byId: ReadonlyMap<string, Step>): Block[] {
  const bad = its.filter((entry) => entry.what === 'command.ended' && entry.code !== 0 && entry.part !== 'undo');
  const stops = its.filter((entry) => entry.what === 'run.stopped');
  if (bad.length === 0 && stops.length === 0) {
    return [
      { kind: 'heading', text: 'Issues' },
      { kind: 'paragraph', text: 'None: nothing failed and nothing was held up.' },
    ];
  }
  const rows = stops.map((stop) => [
    cell(timeText(stop.at)),
    verdictCell(stop.verdict),
    cell(stop.reason),
    cell(resolutionOf(stop, its)),
  ]);
  const outputs = bad.map((entry): Block => {
    const { step, part, command, code, output } = entry as Extract<Entry, { what: 'command.ended' }>;
    return {
      kind: 'output',
      title: `${byId.get(step)?.title ?? step}, ${part}: ended with ${code}`,
      text: `$ ${command}\n${output}`,
    };
  });
  const headings = ['When', 'Verdict', 'What', 'Then'];
  return [
    { kind: 'heading', text: 'Issues and what became of them' },
    ...(rows.length === 0 ? [] : [{ kind: 'table', headings, rows, widths: [18, 12, 42, 28] } as const]),
    ...outputs,
  ];
}

/** What followed a stop. */
function resolutionOf(stop: Entry, its: readonly Entry[]): string {
  const next = its.find(
    ({ seq, what }) => seq > stop.seq && (what === 'run.resumed' || what === 'run.ended' || what === 'step.signed'),
  );
  switch (next?.what) {
    case 'run.resumed':
      return `gone on with by ${next.by}, ${timeText(next.at)}: ${next.reason}`;
    case 'step.signed':
      return `signed by ${next.by} (${next.role}), ${timeText(next.at)}`;
    case 'run.ended':
      return next.reason;
    default:
      return 'still stands';
  }
}

function commandsTable(its: readonly Entry[]): Block {
  const rows = its.flatMap((entry) => {
    if (entry.what !== 'command.ended') return [];
    const tone = entry.code === 0 ? 'good' : 'bad';
    return [
      [
        cell(String(entry.seq)),
        cell(timeText(entry.at).slice(11, 19)),
        cell(entry.command, { code: true, under: [`${entry.step}, ${entry.part}`] }),
        cell(entry.code === 0 ? 'ok' : String(entry.code), { tone }),
        cell(durationText(entry.milliseconds)),
      ],
    ];
  });
  const headings = ['Entry', 'UTC', 'Command', 'Ended', 'Took'];
  return { kind: 'table', headings, rows, widths: [7, 9, 64, 9, 11] };
}
