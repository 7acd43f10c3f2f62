/**
 * Whether a candidate may go on: compared with the active release over the same time, and with fixed limits. Three verdicts:
 * what is missing is `inconclusive` and never a pass. Pure: what was seen goes in, findings come out.
 */
import type { Counts } from './traffic.ts';

type Times = ReadonlyMap<number, number>;

/** What was seen of one slot since the canary began. */
export interface Seen {
  /** At the load balancers; undefined when they do not say. */
  readonly counts: Counts | undefined;
  /** Answer times of the API as the servers tell them, by upper bound in seconds, cumulative. */
  readonly times: Times | undefined;
  /** The same as the load balancers saw them. */
  readonly outside?: Times | undefined;
  /** Of another time than the candidate's: the machines may have had more to do, or less. */
  readonly earlier?: boolean;
  readonly servers: readonly SeenServer[];
}

export interface SeenServer {
  readonly host: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly troubles: readonly string[];
  readonly brokenFloors: readonly string[];
  readonly lagSeconds: number | undefined;
  readonly audits: number | undefined;
  readonly auditFaults: number | undefined;
  /** Lines in which the database is said to fail. */
  readonly databaseErrors: number | undefined;
}

export type GateVerdict = 'pass' | 'fail' | 'inconclusive';

export interface Finding {
  readonly check: string;
  readonly verdict: GateVerdict;
  readonly says: string;
}

export interface Limits {
  /** Requests of the candidate before its shares mean anything. */
  readonly requestsMin: number;
  /** Share of failed requests above the active slot's. */
  readonly failedShare: number;
  /** The slow answers of the candidate against the active one's: this many times, and this many seconds more. */
  readonly slowTimes: number;
  readonly slowSeconds: number;
  readonly lagSeconds: number;
}

export const defaultLimits: Limits = {
  ...{ requestsMin: 50, failedShare: 0.01, slowTimes: 2, slowSeconds: 0.02, lagSeconds: 0.5 },
};

/** Users' orders and balances on all servers at one command, compared; without `agree` they could not be, and `says` why. */
export type Reconciliation = { readonly agree?: boolean; readonly says: string } | undefined;

export function judge(candidate: Seen, active: Seen, limits: Limits, books: Reconciliation): Finding[] {
  return [
    readiness(candidate),
    floors(candidate, active),
    failures(candidate, active, limits),
    slowness(candidate, active, limits),
    lag(candidate, active, limits),
    databaseErrors(candidate, active),
    audit(candidate),
    reconciliation(books),
  ];
}

/** What a window is needed for: a server that has only just begun is slow, and so is each when the machine has other things to do. */
function isTimed({ check }: Finding): boolean {
  return check === 'answer times' || check === 'loop lag';
}

/** Those that count at any moment; the others count when the window is over. */
export function settled(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => !isTimed(finding));
}

/** Those of the whole time, but what needs a window from the newest one. */
export function ofWindow(whole: readonly Finding[], window: readonly Finding[]): readonly Finding[] {
  return [...settled(whole), ...window.filter(isTimed)];
}

/** Slow and nothing worse: one moment in which the machine stood still looks like this, too, so it is looked at once more. */
export function isOnlySlow(findings: readonly Finding[]): boolean {
  const bad = findings.filter(({ verdict }) => verdict === 'fail');
  return bad.length > 0 && bad.every(isTimed);
}

/** One failure fails; without one, anything that could not be decided leaves it undecided. */
export function verdictOf(findings: readonly Finding[]): GateVerdict {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return findings.length > 0 && findings.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'inconclusive';
}

function readiness({ servers }: Seen): Finding {
  const check = 'readiness';
  if (servers.length === 0) return { check, verdict: 'inconclusive', says: 'no server of the candidate was seen' };
  const bad = servers.filter(({ ready, restarts }) => !ready || restarts > 0);
  if (bad.length === 0) return { check, verdict: 'pass', says: `${servers.length} of ${servers.length} servers ready` };
  const says = bad.map(({ host, restarts, troubles, ready }) => {
    const how =
      restarts > 0 ? `ended and was started again ${restarts} times` : troubles.join(', ') || 'does not answer';
    return `${host} ${ready ? '' : 'is not ready: '}${how}`;
  });
  return { check, verdict: 'fail', says: says.join('; ') };
}

/** What the active slot cannot open either is nothing that the candidate has broken. */
function floors(candidate: Seen, active: Seen): Finding {
  const check = 'floors';
  const before = new Set(active.servers.flatMap(({ brokenFloors }) => brokenFloors));
  const bad = candidate.servers.flatMap(({ host, brokenFloors }) =>
    brokenFloors.filter((name) => !before.has(name)).map((name) => `${host} cannot open floor ${name}`),
  );
  if (bad.length > 0) return { check, verdict: 'fail', says: bad.join('; ') };
  return { check, verdict: 'pass', says: 'whatever the active slot has open' };
}

function failures(candidate: Seen, active: Seen, limits: Limits): Finding {
  const check = 'failed requests';
  const [ours, theirs] = [candidate.counts, active.counts];
  if (ours === undefined || theirs === undefined)
    return { check, verdict: 'inconclusive', says: 'the load balancers do not say' };
  const share = ours.requests === 0 ? 0 : ours.failed / ours.requests;
  const usual = theirs.requests === 0 ? 0 : theirs.failed / theirs.requests;
  const says = `${ours.failed} of ${ours.requests}, on the active slot ${theirs.failed} of ${theirs.requests}`;
  const isBad = share > usual + limits.failedShare;
  // Many failures among few requests need no more requests to be seen.
  if (isBad && (ours.requests >= limits.requestsMin || ours.failed >= 5)) return { check, verdict: 'fail', says };
  return { check, verdict: ours.requests < limits.requestsMin ? 'inconclusive' : 'pass', says };
}

/** So many of the slowest answers are left out: of few answers one that had to wait would be all there is to see. */
const slowestLeftOut = 5;
/** Against another time the typical answer is compared: slow ones tell of the machine then, not of the release. */
const earlierShare = 0.5;

/**
 * Seen from outside and by the servers' own account: a server does not know for how long its answer lay about, and a busy load balancer
 * does not write down every request. Either may say that it is slow.
 */
function slowness(candidate: Seen, active: Seen, limits: Limits): Finding {
  const check = 'answer times';
  const shareMax = active.earlier === true ? earlierShare : 0.99;
  const own = slownessOf([candidate.times, active.times], shareMax, limits);
  if (candidate.outside === undefined || active.outside === undefined) return { check, ...own };
  const outside = slownessOf([candidate.outside, active.outside], shareMax, limits);
  const verdicts = [outside.verdict, own.verdict];
  const verdict = (['fail', 'pass'] as const).find((each) => verdicts.includes(each)) ?? 'inconclusive';
  return { check, verdict, says: `at the load balancers ${outside.says}; by the servers' own account ${own.says}` };
}

function slownessOf(
  [candidate, active]: readonly [Times | undefined, Times | undefined],
  shareMax: number,
  limits: Limits,
): Omit<Finding, 'check'> {
  const answers = Math.min(totalOf(candidate), totalOf(active));
  const share = Math.min(shareMax, 1 - slowestLeftOut / Math.max(slowestLeftOut, answers));
  const [ours, theirs] = [quantile(candidate, share), quantile(active, share)];
  if (ours === undefined || theirs === undefined || answers < limits.requestsMin) {
    return { verdict: 'inconclusive', says: `${answers} answers, too few to say` };
  }
  const isSlow = ours > theirs * limits.slowTimes && ours > theirs + limits.slowSeconds;
  const says = `p${Math.floor(share * 100)} ${milliseconds(ours)} ms, on the active slot ${milliseconds(theirs)} ms`;
  return { verdict: isSlow ? 'fail' : 'pass', says };
}

function lag(candidate: Seen, active: Seen, limits: Limits): Finding {
  const check = 'loop lag';
  const ours = candidate.servers.map(({ lagSeconds }) => lagSeconds);
  if (ours.length === 0 || ours.includes(undefined))
    return { check, verdict: 'inconclusive', says: 'not every server says' };
  const worst = Math.max(...ours.map(Number));
  const usual = Math.max(0, ...active.servers.map(({ lagSeconds }) => lagSeconds ?? 0));
  const says = `p99 ${milliseconds(worst)} ms, on the active slot ${milliseconds(usual)} ms`;
  return { check, verdict: worst > Math.max(limits.lagSeconds, 3 * usual) ? 'fail' : 'pass', says };
}

function databaseErrors(candidate: Seen, active: Seen): Finding {
  const check = 'database errors';
  const count = ({ servers }: Seen) =>
    servers.length === 0 || servers.some(({ databaseErrors: each }) => each === undefined)
      ? undefined
      : servers.reduce((total, { databaseErrors: each = 0 }) => total + each, 0);
  const [ours, theirs] = [count(candidate), count(active)];
  if (ours === undefined || theirs === undefined)
    return { check, verdict: 'inconclusive', says: 'not every log was read' };
  // What the candidate does to the database may hit the active release.
  return { check, verdict: ours + theirs > 0 ? 'fail' : 'pass', says: `${ours}, on the active slot ${theirs}` };
}

function audit({ servers }: Seen): Finding {
  const check = 'ledger audit';
  const faulty = servers.filter(({ auditFaults = 0 }) => auditFaults > 0).map(({ host }) => host);
  if (faulty.length > 0) return { check, verdict: 'fail', says: `the audit failed on ${faulty.join(' and ')}` };
  const silent = servers.filter(({ audits = 0, auditFaults }) => audits === 0 || auditFaults === undefined);
  if (servers.length === 0 || silent.length > 0) {
    return {
      check,
      verdict: 'inconclusive',
      says: `no audit yet on ${silent.map(({ host }) => host).join(' and ') || 'any server'}`,
    };
  }
  const audits = servers.reduce((total, { audits: each = 0 }) => total + each, 0);
  return { check, verdict: 'pass', says: `${audits} audits without a fault` };
}

function reconciliation(books: Reconciliation): Finding {
  const check = 'open orders';
  if (books?.agree === undefined)
    return { check, verdict: 'inconclusive', says: books?.says ?? 'could not be compared yet' };
  return { check, verdict: books.agree ? 'pass' : 'fail', says: books.says };
}

/** As `histogram_quantile` of Prometheus: evenly spread inside a bucket. Undefined without answers. */
export function quantile(times: Times | undefined, share: number): number | undefined {
  const total = totalOf(times);
  if (times === undefined || total === 0) return undefined;
  const rank = share * total;
  let [below, from] = [0, 0];
  for (const [bound, count] of [...times].sort(([one], [other]) => one - other)) {
    if (count >= rank) {
      if (bound === Number.POSITIVE_INFINITY) return from;
      return from + ((bound - from) * (rank - below)) / Math.max(1, count - below);
    }
    [below, from] = [count, bound];
  }
  return from;
}

function totalOf(times: Times | undefined): number {
  return times?.get(Number.POSITIVE_INFINITY) ?? 0;
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(1);
}
