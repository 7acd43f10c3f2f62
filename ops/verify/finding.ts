/**
 * What a verification found. A check passes only on what it has seen: what it could not see is `inconclusive`, never a pass, and a
 * whole verification is as good as its worst finding. A waived finding stays in the answer, with who waived it and until when.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'waived';

export type Measured = Readonly<Record<string, string | number | boolean>>;

export interface Finding {
  /** `firewall.matrix` */
  readonly check: string;
  readonly verdict: Verdict;
  /** One sentence: what was seen. */
  readonly says: string;
  readonly measured: Measured;
  /** What exactly, a line each, when one sentence isn't enough. */
  readonly details: readonly string[];
}

export interface Verification {
  readonly kind: VerificationKind | 'parity';
  readonly environment: string;
  readonly verdict: Exclude<Verdict, 'waived'>;
  /** How many findings of each verdict there are: the evidence of a step keeps these. */
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly milliseconds: number;
  readonly findings: readonly Finding[];
}

export const verificationKinds = ['smoke', 'integration', 'performance', 'security'] as const;

export type VerificationKind = (typeof verificationKinds)[number];

type More = { readonly measured?: Measured; readonly details?: readonly string[] };

export function passed(check: string, says: string, more: More = {}): Finding {
  return { measured: {}, details: [], ...more, check, verdict: 'pass', says };
}

export function failed(check: string, says: string, more: More = {}): Finding {
  return { measured: {}, details: [], ...more, check, verdict: 'fail', says };
}

export function undecided(check: string, says: string, more: More = {}): Finding {
  return { measured: {}, details: [], ...more, check, verdict: 'inconclusive', says };
}

/** A pass when nothing is wrong, a failure that lists what is. */
export function judge(
  check: string,
  good: string,
  wrong: readonly string[],
  more: { measured?: Measured } = {},
): Finding {
  if (wrong.length === 0) return passed(check, good, more);
  const rest = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  return failed(check, `${wrong[0]}${rest}`, { ...more, details: wrong });
}

/** Nothing found at all decides nothing. */
export function verdictOf(findings: readonly Finding[]): Verification['verdict'] {
  const has = (verdict: Verdict) => findings.some((finding) => finding.verdict === verdict);
  if (has('fail')) return 'fail';
  return has('inconclusive') || !has('pass') ? 'inconclusive' : 'pass';
}

export function countVerdicts(findings: readonly Finding[]): Verification['counts'] {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  return { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive'), waived: count('waived') };
}
