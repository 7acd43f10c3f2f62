/** The steps of a run as a table, phase by phase: who did each, when, what came of it and what is kept. */
import type { Run } from '../engine/progress.ts';
import type { Entry, Verdict } from '../evidence/fact.ts';
import type { Phase, Step } from '../step.ts';
import { type Block, type Cell, cell } from './document.ts';
import { bytesText, countText, durationText, measuredText, timeText, verdictCell } from './words.ts';

export function stepsTable(run: Run, its: readonly Entry[], phases: readonly Phase[]): Block {
  const known = phases.map(({ title, steps }) => ({
    title,
    steps: steps.filter(({ id }) => run.steps.includes(id)).map((step) => ({ id: step.id, step })),
  }));
  const gone = run.steps.filter((id) => !known.some(({ steps }) => steps.some((each) => each.id === id)));
  const strangers = {
    title: 'Steps that this version no longer has',
    steps: gone.map((id) => ({ id, step: undefined })),
  };
  const rows = [...known, strangers]
    .filter(({ steps }) => steps.length > 0)
    .flatMap(({ title, steps }) => [title, ...steps.map(({ id, step }) => stepRow(id, step, its))]);
  return { kind: 'table', headings: ['Step', 'Who', 'Result', 'Evidence'], rows, widths: [27, 19, 19, 35] };
}

/** How many steps stand how: `27 passed`, `3 waived`. */
export function standings(
  run: Run,
  its: readonly Entry[],
): { readonly done: number; readonly lines: readonly string[] } {
  const counts = new Map<string, number>();
  for (const id of run.steps) {
    const { text } = resultCell(entriesOf(id, its));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const done = (counts.get('passed') ?? 0) + (counts.get('waived') ?? 0);
  return { done, lines: [...counts].map(([text, count]) => `${count} ${text}`) };
}

function entriesOf(id: string, its: readonly Entry[]): Entry[] {
  return its.filter((entry) => 'step' in entry && entry.step === id);
}

function stepRow(id: string, step: Step | undefined, its: readonly Entry[]): Cell[] {
  const own = entriesOf(id, its);
  const title = cell(step?.title ?? id, {
    under: [id, ...(step === undefined ? [] : [`for ${step.lines.join(', ')}`])],
  });
  return [title, whoCell(step, own), resultCell(own), evidenceCell(own)];
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
      ({ name, bytes, sha256 }) => `${name}, ${bytesText(bytes)}, sha256 ${sha256.slice(0, 16)}…`,
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
