/** Times, durations and verdicts as people read them. */
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

export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export function measuredText(measured: Measured): string[] {
  return Object.entries(measured).map(([name, value]) => `${name}: ${value}`);
}
