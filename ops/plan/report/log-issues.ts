/** What went wrong in a run, what became of it, and what the program said. That a person had not signed yet is no issue. */
import type { Entry } from '../evidence/fact.ts';
import type { Step } from '../step.ts';
import { type Block, cell } from './document.ts';
import { timeText, verdictCell } from './words.ts';

type Stop = Extract<Entry, { what: 'run.stopped' }>;

export function issueBlocks(its: readonly Entry[], byId: ReadonlyMap<string, Step>): Block[] {
  const bad = its.filter((entry) => entry.what === 'command.ended' && entry.code !== 0 && entry.part !== 'undo');
  const stops = issuesIn(its, byId);
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

/** Where it stopped for another reason than a signature that nobody had given yet. */
export function issuesIn(its: readonly Entry[], byId: ReadonlyMap<string, Step>): Stop[] {
  return its.filter((entry): entry is Stop => entry.what === 'run.stopped' && !isWaiting(entry, its, byId));
}

function isWaiting(stop: Stop, its: readonly Entry[], byId: ReadonlyMap<string, Step>): boolean {
  const [id = ''] = stop.reason.split(':');
  const signedBefore = its.some((entry) => entry.what === 'step.signed' && entry.step === id && entry.seq < stop.seq);
  return byId.get(id)?.kind === 'manual' && !signedBefore;
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
