/** Times, durations, figures and verdicts as people read them. */
import type { Measured, Verdict } from '../evidence/fact.ts';
import { type Cell, cell, type Tone } from './document.ts';

const tones: Readonly<Record<Verdict, Tone>> = { pass: 'good', fail: 'bad', inconclusive: 'open', waived: 'open' };
const verdictWords: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'not decided',
  waived: 'waived',
};

export function verdictCell(verdict: Verdict, ...under: readonly string[]): Cell {
  return cell(verdictWords[verdict], { tone: tones[verdict], under });
}

export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `2026-11-22 06:40:01 UTC` */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** In the unit that one would say it in, from `7 ms` to `3.2 days`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const hours = seconds / 3_600;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return step === 0 ? `${bytes} bytes` : `${(bytes / 1_000 ** step).toFixed(1)} ${units[step]}`;
}

/** A word of a name that tells the unit, and how a value in it is written. */
const units: readonly (readonly [ending: RegExp, write: (value: number) => string])[] = [
  [/\bper second$/, (value) => `${value} a second`],
  [/\b(?:milliseconds|ms)$/, durationText],
  [/\bseconds$/, (value) => durationText(value * 1_000)],
  [/\bbytes$/, bytesText],
];
const capitals = /\b(?:rto|rpo|wal)\b/g;
const digestShown = 16;

/** A figure with its unit, which its name says: `repositoryBytes` is told as `repository: 5.7 MB`, `secondsMax` as `at most 30.0 s`. */
export function figureText(name: string, value: string | number | boolean): string {
  const spoken = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const isBound = spoken.endsWith(' max');
  const bare = isBound ? spoken.slice(0, -' max'.length) : spoken;
  const unit = typeof value === 'number' ? units.find(([ending]) => ending.test(bare)) : undefined;
  const subject = (unit === undefined ? bare : bare.replace(unit[0], '').trim()).replace(capitals, (word) =>
    word.toUpperCase(),
  );
  const written = unit === undefined || typeof value !== 'number' ? plainText(value) : unit[1](value);
  return `${subject === '' ? '' : `${subject}: `}${isBound ? 'at most ' : ''}${written}`;
}

export function measuredText(measured: Measured): string[] {
  return Object.entries(measured).map(([name, value]) => figureText(name, value));
}

/** A digest by its beginning: the whole of it stands in the evidence. */
function plainText(value: string | number | boolean): string {
  const text = String(value);
  return /^[0-9a-f]{40,}$/.test(text) ? `${text.slice(0, digestShown)}…` : text;
}
