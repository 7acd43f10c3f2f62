/**
 * The chain: each entry holds the hash of the one before, so an altered, removed, inserted or moved line is found at its place. What a
 * chain alone can't show is that its end was cut off; the head, kept apart, says how many entries there are and the last one's hash.
 *
 * It shows that a ledger is not what it was, to anyone who holds a head from before (reports and exports name it). It doesn't stop
 * somebody who may write all of ledger, head and every copy.
 */
import { createHash } from 'node:crypto';
import { canonicalText, type Json } from './canonical.ts';
import type { Entry, Fact } from './fact.ts';

export interface Head {
  readonly entries: number;
  readonly hash: string;
}

/** Where the chain of an environment begins: entries of one environment can't be passed off as another's. */
export function emptyHead(environment: string): Head {
  return { entries: 0, hash: sha256(`paperfloor evidence of ${environment}`) };
}

export function link(head: Head, fact: Fact, environment: string, at: string): Entry {
  const open = { ...fact, seq: head.entries + 1, at, environment, previous: head.hash };
  return { ...open, hash: sha256(canonicalText(open as unknown as Json)) };
}

export function lineOf(entry: Entry): string {
  return `${canonicalText(entry as unknown as Json)}\n`;
}

export interface Chain {
  readonly entries: readonly Entry[];
  readonly head: Head;
  /** What is wrong, in order; empty when the chain is sound. */
  readonly faults: readonly string[];
}

/** Reads a ledger from its beginning. A last line without its end is a fault here; ledger.ts knows when a crash explains it. */
export function readChain(text: string, environment: string): Chain {
  const entries: Entry[] = [];
  const faults: string[] = [];
  let head = emptyHead(environment);
  const lines = text.split('\n');
  if (lines.pop() !== '') faults.push(`line ${lines.length + 1}: cut off`);
  for (const [index, line] of lines.entries()) {
    const { entry, wrong } = readLine(line, head, environment);
    if (wrong !== undefined) faults.push(`line ${index + 1}: ${wrong}`);
    if (entry === undefined) continue;
    entries.push(entry);
    head = { entries: entry.seq, hash: entry.hash };
  }
  return { entries, head, faults };
}

/** What the head kept apart says against what was read. */
export function headFaults(chain: Chain, kept: Head | undefined): string[] {
  if (kept === undefined) return chain.entries.length === 0 ? [] : ['the head is missing'];
  if (kept.entries > chain.entries.length) {
    return [`the end was cut off: the head knows ${kept.entries} entries, the ledger has ${chain.entries.length}`];
  }
  const there = kept.entries === 0 ? undefined : chain.entries[kept.entries - 1];
  if (there !== undefined && there.hash !== kept.hash)
    return [`line ${kept.entries}: another entry than the head knows`];
  // An append writes the line first: a crash in between leaves the head one entry behind.
  if (chain.entries.length - kept.entries > 1) {
    return [`${chain.entries.length - kept.entries} lines after the last one the head knows`];
  }
  return [];
}

function readLine(line: string, head: Head, environment: string): { entry?: Entry; wrong?: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { wrong: 'not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { wrong: 'not an entry' };
  const entry = value as Entry;
  const { hash, ...open } = entry;
  if (typeof hash !== 'string' || !Number.isSafeInteger(entry.seq)) return { wrong: 'not an entry' };
  if (canonicalText(entry as unknown as Json) !== line) return { entry, wrong: 'not as it was written' };
  if (sha256(canonicalText(open as unknown as Json)) !== hash)
    return { entry, wrong: 'altered: its hash does not fit' };
  if (entry.environment !== environment) return { entry, wrong: `of another environment (${entry.environment})` };
  if (entry.seq !== head.entries + 1 || entry.previous !== head.hash) {
    return { entry, wrong: `entry ${entry.seq} does not follow entry ${head.entries}` };
  }
  return { entry };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
