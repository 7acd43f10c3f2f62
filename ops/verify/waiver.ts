/**
 * A finding that somebody has accepted, by name, with a reason, until a day. After that day it counts again. What has failed can be
 * waived as well as what could not be decided; a pass stays a pass.
 */
import type { Finding } from './finding.ts';

export interface Waiver {
  readonly environment: string;
  /** A check, or its beginning up to a space: `packages.open` is that of every host. */
  readonly check: string;
  readonly by: string;
  readonly reason: string;
  /** The last day it holds, `2027-03-31`. */
  readonly until: string;
}

/** Throws nothing: what isn't a waiver is told by its problem. */
export function waiverProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'expected an object';
  const waiver = value as Partial<Record<keyof Waiver, unknown>>;
  const missing = (['environment', 'check', 'by', 'reason', 'until'] as const).find(
    (name) => typeof waiver[name] !== 'string' || waiver[name] === '',
  );
  if (missing !== undefined) return `expected a text for "${missing}"`;
  return /^\d{4}-\d{2}-\d{2}$/.test(String(waiver.until)) ? undefined : 'expected "until" as a day such as 2027-03-31';
}

export function waive(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  environment: string,
  nowMs: number,
): Finding[] {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  return findings.map((finding) => {
    if (finding.verdict === 'pass') return finding;
    const fits = ({ check }: Waiver) => finding.check === check || finding.check.startsWith(`${check} `);
    const found = waivers.find((waiver) => waiver.environment === environment && fits(waiver));
    if (found === undefined) return finding;
    if (found.until < today)
      return { ...finding, details: [...finding.details, `the waiver of ${found.by} ended on ${found.until}`] };
    const says = `${finding.says}; waived by ${found.by} until ${found.until}: ${found.reason}`;
    return { ...finding, verdict: 'waived', says };
  });
}
