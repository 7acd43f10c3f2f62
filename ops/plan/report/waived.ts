/** What somebody has let be, by name: steps that were signed as not needed, findings that were accepted, checks that were passed over. */
import type { Entry, Verdict } from '../evidence/fact.ts';
import { type Block, cell } from './document.ts';
import { timeText } from './words.ts';

export interface Waived {
  readonly seq: number;
  readonly at: string;
  readonly what: string;
  /** By whom and why, as it was said. */
  readonly why: string;
}

/** In the order of time, what is waived at the end: what was found good later needs no waiver any more. */
export function waivedIn(entries: readonly Entry[]): Waived[] {
  const newest = new Map<string, Waived>();
  for (const { verdict, ...said } of entries.flatMap(verdictsOf)) {
    newest.delete(said.what);
    if (verdict === 'waived') newest.set(said.what, said);
  }
  return [...newest.values()];
}

function verdictsOf(entry: Entry): (Waived & { readonly verdict: Verdict })[] {
  const { seq, at } = entry;
  switch (entry.what) {
    case 'step.signed': {
      const { step, by, role, note, verdict } = entry;
      return [{ seq, at, what: `step ${step}`, why: `${by} (${role}): ${note}`, verdict }];
    }
    case 'deploy.step': {
      const { stage, version, reason, verdict } = entry;
      return [{ seq, at, what: `${stage} of ${version}`, why: reason, verdict }];
    }
    case 'verification.ended':
      return entry.findings.map(({ check, says, verdict }) => ({ seq, at, what: check, why: says, verdict }));
    default:
      return [];
  }
}

export function waivedBlocks(entries: readonly Entry[]): Block[] {
  const rows = waivedIn(entries).map(({ seq, at, what, why }) => [
    cell(what, { tone: 'open' }),
    cell(why),
    cell(timeText(at), { under: [`entry ${seq}`] }),
  ]);
  return [
    { kind: 'heading', text: 'Waived' },
    rows.length === 0
      ? { kind: 'paragraph', text: 'Nothing: no step, check or finding was let be.' }
      : { kind: 'table', headings: ['What', 'By whom and why', 'When'], rows, widths: [28, 50, 22] },
  ];
}
