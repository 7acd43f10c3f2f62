/** The golden journals on disk, what each must lead to, and the recordings they play. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GoldenResult, playJournal } from './play-journal.ts';

const journalDirectory = join(import.meta.dirname, 'journals');
const expectedFile = join(import.meta.dirname, 'expected.json');
const recordingDirectory = join(import.meta.dirname, '../fixtures/replay');

export type Expected = Readonly<Record<string, GoldenResult>>;

export function journalNames(): string[] {
  return readdirSync(journalDirectory)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .sort();
}

export function journalText(name: string): string {
  return readFileSync(journalPath(name), 'utf8');
}

export function saveJournal(name: string, text: string): void {
  writeFileSync(journalPath(name), text);
}

export function readExpected(): Expected {
  return JSON.parse(readFileSync(expectedFile, 'utf8')) as Expected;
}

export function saveExpected(expected: Expected): void {
  writeFileSync(expectedFile, `${JSON.stringify(expected, undefined, 2)}\n`);
}

/** By file name. */
export function readRecordings(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(recordingDirectory).map((file) => [file, readFileSync(join(recordingDirectory, file), 'utf8')]),
  );
}

export function playAll(): Expected {
  const recordings = readRecordings();
  return Object.fromEntries(journalNames().map((name) => [name, playJournal(journalText(name), recordings)]));
}

function journalPath(name: string): string {
  return join(journalDirectory, `${name}.jsonl`);
}
