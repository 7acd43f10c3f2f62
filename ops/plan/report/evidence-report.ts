/** The evidence itself as a table: every entry in its place, with its hash, and whether the chain holds. */
import type { Chain } from '../evidence/chain.ts';
import type { Entry } from '../evidence/fact.ts';
import { type Block, cell, type ReportDocument } from './document.ts';
import { sourceLine } from './source-line.ts';
import { timeText } from './words.ts';

export function evidenceReport(environment: string, { entries, head, faults }: Chain): ReportDocument {
  const [first, last] = [entries[0], entries.at(-1)];
  const sound = faults.length === 0;
  const chain = sound ? cell('sound', { tone: 'good' }) : cell('not sound', { tone: 'bad', under: faults });
  const facts: Block = {
    kind: 'facts',
    facts: [
      ['Chain', chain],
      ['Entries', cell(String(entries.length))],
      ['From', cell(first === undefined ? 'nothing yet' : timeText(first.at))],
      ['To', cell(last === undefined ? 'nothing yet' : timeText(last.at))],
      ['Last hash', cell(head.hash, { code: true })],
    ],
  };
  const rows = entries.map((entry) => [
    cell(String(entry.seq)),
    cell(timeText(entry.at)),
    cell(entry.what),
    cell(aboutText(entry)),
    cell(entry.hash.slice(0, 16), { code: true }),
  ]);
  const explanation =
    'Each entry holds the hash of the one before it, so none can be altered, removed, added or moved without this being seen by ' +
    'whoever knows the last hash. Secrets were taken out before anything was written.';
  return {
    title: `Evidence: ${environment}`,
    subtitle: sound ? 'The chain of entries is whole.' : 'The chain of entries is not whole; see below.',
    blocks: [
      facts,
      { kind: 'paragraph', text: explanation },
      { kind: 'heading', text: 'Entries' },
      { kind: 'table', headings: ['Entry', 'When', 'What', 'About', 'Hash'], rows, widths: [6, 19, 14, 43, 18] },
    ],
    source: sourceLine(environment, head),
  };
}

/** One line for an entry, for tables and for `evidence show`. */
export function aboutText(entry: Entry): string {
  switch (entry.what) {
    case 'run.started':
      return `${entry.by}: ${entry.reason} (${entry.steps.length} steps)`;
    case 'run.resumed':
      return `${entry.by}: ${entry.reason}`;
    case 'run.stopped':
    case 'run.ended':
      return `${entry.verdict}: ${entry.reason}`;
    case 'step.started':
      return `${entry.step}, for ${entry.lines.join(', ')}; undo: ${entry.undo.join('; ')}`;
    case 'step.acting':
    case 'step.acted':
    case 'step.undoing':
      return entry.step;
    case 'command.ended':
      return `${entry.step}, ${entry.part}: ${entry.command} ended with ${entry.code}`;
    case 'step.ended':
      return `${entry.step}, ${entry.part}: ${entry.verdict}, ${entry.reason}`;
    case 'step.undone':
      return `${entry.step}: ${entry.verdict}, ${entry.reason}`;
    case 'step.signed':
      return `${entry.step}: ${entry.verdict} by ${entry.by} (${entry.role}): ${entry.note}`;
    case 'verification.ended':
      return `${entry.kind}: ${entry.verdict}, ${entry.findings.length} findings, by ${entry.by}`;
    case 'backup.point':
      return `${entry.name} at ${entry.lsn}, ${entry.floors.map(({ floor, sequence }) => `${floor} at ${sequence}`).join(', ') || 'no state recorded'}`;
    case 'backup.made':
      return `${entry.type} ${entry.label} in ${(entry.milliseconds / 1000).toFixed(1)} s, by ${entry.by}`;
    case 'backup.verified':
      return `${entry.verdict}: ${entry.faults[0] ?? 'every file is whole'}`;
    case 'restore.tested':
      return `${entry.verdict}: ${entry.label} restored ${entry.target}, compared with ${entry.point}${entry.faults.map((fault) => `; ${fault}`).join('')}`;
    case 'database.restored':
      return `${entry.verdict}: ${entry.label} restored ${entry.target}, by ${entry.by}: ${entry.reason}`;
    case 'incident.opened':
      return `${entry.incident}, ${entry.severity}: ${entry.title} (${entry.by})`;
    case 'incident.told':
      return `${entry.incident}: ${entry.by} told ${entry.audience} that it is ${entry.about}`;
    case 'incident.closed':
      return `${entry.incident}: ${entry.cause}; changed: ${entry.changed.join(', ')} (${entry.by})`;
    case 'drill.started':
      return `${entry.drill}: ${entry.subject}, by ${entry.by}`;
    case 'drill.ended':
      return `${entry.drill}: ${entry.verdict}, ${entry.reason}`;
    case 'deploy.step':
      return `${entry.version}, ${entry.stage}: ${entry.verdict}, ${entry.reason}`;
    case 'deploy.ended':
      return `${entry.kind} to ${entry.version} by ${entry.by}: ${entry.verdict}, ${entry.reason}`;
    case 'lock.broken':
      return `${entry.by}: ${entry.reason}; it was held by ${entry.holder}`;
    case 'ledger.repaired':
      return `${entry.bytes} torn bytes put aside, sha256 ${entry.digest}`;
  }
}
