/**
 * The evidence of one environment on the disk: `evidence.jsonl`, lines that are only ever added, each synced before the next thing is
 * done, and `evidence.head` beside it. A line that a crash cut off is put aside and that is an entry too. Anything else that doesn't
 * fit stops everything: nothing is added to evidence that is not sound.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../../command/problem.ts';
import type { Json } from './canonical.ts';
import { type Chain, emptyHead, type Head, headFaults, lineOf, link, readChain } from './chain.ts';
import type { Entry, Fact } from './fact.ts';
import { type Redact, redactAll } from './redact.ts';

export const ledgerFile = 'evidence.jsonl';
export const headFile = 'evidence.head';

export interface Ledger {
  readonly environment: string;
  /** Everything so far, in order. */
  readonly entries: readonly Entry[];
  readonly head: Head;
  /** On the disk when it returns. */
  append(fact: Fact): Entry;
}

export interface LedgerOptions {
  readonly directory: string;
  readonly environment: string;
  readonly redact: Redact;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Throws `OpsProblem` when what is there is not sound. */
export function openLedger({ directory, environment, redact, now }: LedgerOptions): Ledger {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const torn = putTornLineAside(directory);
  const chain = inspectLedger(directory, environment);
  if (chain.faults.length > 0) throw unsound(environment, chain.faults);
  const entries = [...chain.entries];
  let head = chain.head;
  writeHead(directory, head);
  // A command that this process has started may have added evidence of its own meanwhile.
  const follow = () => {
    const now = inspectLedger(directory, environment);
    if (now.faults.length > 0) throw unsound(environment, now.faults);
    entries.push(...now.entries.slice(entries.length));
    head = now.head;
  };
  const path = join(directory, ledgerFile);
  let bytes = sizeOf(path);
  const ledger: Ledger = {
    environment,
    entries,
    get head() {
      return head;
    },
    append(fact) {
      if (sizeOf(path) !== bytes) follow();
      const clean = redactAll(fact as unknown as Json, redact) as unknown as Fact;
      const entry = link(head, clean, environment, new Date(now()).toISOString());
      const next = { entries: entry.seq, hash: entry.hash };
      try {
        addLine(path, lineOf(entry));
        writeHead(directory, next);
      } catch (error) {
        // Half an entry would make the rest of no worth, and a full disk has room again one day.
        cutBack(path, bytes);
        throw notWritten(environment, directory, error as Error);
      }
      bytes = sizeOf(path);
      head = next;
      entries.push(entry);
      return entry;
    },
  };
  if (torn !== undefined) ledger.append({ what: 'ledger.repaired', ...torn });
  return ledger;
}

/** Reads without touching anything: chain and head, with every fault of both. */
export function inspectLedger(directory: string, environment: string): Chain {
  const chain = readChain(textOf(directory), environment);
  return { ...chain, faults: [...chain.faults, ...headFaults(chain, readHead(directory))] };
}

export function unsound(environment: string, faults: readonly string[]): OpsProblem {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new OpsProblem(
    `the evidence of ${environment} is not sound: ${faults[0]}${more}`,
    `paperfloor ops evidence verify --env ${environment}; then put back the last sound export`,
  );
}

/** What a crash in the middle of an append leaves: bytes after the last end of a line. The head never knew them. */
function putTornLineAside(directory: string): { bytes: number; digest: string } | undefined {
  const text = textOf(directory);
  const end = text.lastIndexOf('\n') + 1;
  if (end === text.length) return undefined;
  const torn = Buffer.from(text.slice(end));
  const kept = readHead(directory);
  const whole = readChain(text.slice(0, end), '').entries.length;
  if (kept !== undefined && kept.entries > whole) return undefined;
  const digest = createHash('sha256').update(torn).digest('hex');
  writeFileSync(join(directory, `torn-${digest.slice(0, 12)}`), torn, { mode: 0o640 });
  const file = openSync(join(directory, ledgerFile), 'r+');
  try {
    ftruncateSync(file, Buffer.byteLength(text.slice(0, end)));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { bytes: torn.length, digest };
}

function notWritten(environment: string, directory: string, error: Error): OpsProblem {
  const hint = `make room below ${directory}; nothing of what was written before is lost`;
  return new OpsProblem(`the evidence of ${environment} can't be written: ${error.message}`, hint, { cause: error });
}

/** The whole line: on a disk that fills up a single write may end in the middle and say so only by its count. */
function addLine(path: string, line: string): void {
  const file = openSync(path, 'a', 0o640);
  try {
    writeFileSync(file, line);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function cutBack(path: string, bytes: number): void {
  if (sizeOf(path) > bytes) truncateSync(path, bytes);
}

function writeHead(directory: string, head: Head): void {
  const path = join(directory, headFile);
  writeFileSync(`${path}.new`, `${JSON.stringify(head)}\n`, { mode: 0o640, flush: true });
  renameSync(`${path}.new`, path);
}

function readHead(directory: string): Head | undefined {
  const path = join(directory, headFile);
  if (!existsSync(path)) return undefined;
  try {
    const { entries, hash } = JSON.parse(readFileSync(path, 'utf8')) as Head;
    return { entries, hash };
  } catch {
    return { ...emptyHead(''), entries: -1 };
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function textOf(directory: string): string {
  const path = join(directory, ledgerFile);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
