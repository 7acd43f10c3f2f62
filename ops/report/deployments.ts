/**
 * Deployments and the ways back from them, read from the evidence of the program that carried them out. The four figures of DORA
 * (dora.dev) follow from these alone; what the evidence doesn't know is told as not known.
 */
import type { Entry, Verdict } from '../plan/evidence/fact.ts';

export interface Deployment {
  readonly kind: 'deployment' | 'rollback';
  readonly version: string;
  /** The slot that served afterwards. */
  readonly slot: string;
  readonly at: string;
  readonly by: string;
  /** Why somebody wanted it, and how it ended. */
  readonly why: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly milliseconds: number;
  /** What was installed was made from this commit; evidence of older versions doesn't say. */
  readonly commit: string | undefined;
  /** From that commit to serving everybody; undefined unless it does. */
  readonly leadMs: number | undefined;
  /** It was begun on the hosts and then taken back by itself; one that was refused before that touched nothing. */
  readonly pulledBack: boolean;
  /** From the first bad sign to being back, for a rollback and for one that was pulled back. */
  readonly recoveryMs: number | undefined;
}

type Ended = Extract<Entry, { what: 'deploy.ended' }>;
type Stage = Extract<Entry, { what: 'deploy.step' }>;

/** In the order of time. */
export function deploymentsIn(entries: readonly Entry[]): Deployment[] {
  const ended = entries.filter((entry): entry is Ended => entry.what === 'deploy.ended');
  return ended.map((end) => deploymentOf(end, stagesOf(end.deployment, entries)));
}

function deploymentOf(end: Ended, stages: readonly Stage[]): Deployment {
  const { kind, version, slot, at, by, why, verdict, reason, milliseconds } = end;
  const isDeployment = kind === 'deployment';
  const pulledBack = isDeployment && verdict !== 'pass' && stages.some(({ stage }) => stage !== 'preflight');
  const installed = stages.find(({ stage }) => stage === 'install')?.measured ?? {};
  const { commit, committedAt } = installed;
  const committedMs = typeof committedAt === 'string' ? Date.parse(committedAt) : Number.NaN;
  const isLive = isDeployment && verdict === 'pass' && Number.isFinite(committedMs);
  const back = pulledBack ? sinceFirstBadSign(stages, at) : undefined;
  return {
    ...{ kind, version, slot, at, by, why, verdict, reason, milliseconds, pulledBack },
    commit: typeof commit === 'string' ? commit : undefined,
    leadMs: isLive ? Date.parse(at) - committedMs : undefined,
    recoveryMs: isDeployment ? back : milliseconds,
  };
}

function stagesOf(deployment: string, entries: readonly Entry[]): Stage[] {
  return entries.filter((entry): entry is Stage => entry.what === 'deploy.step' && entry.deployment === deployment);
}

/** What could not be decided is taken back like what failed. */
const isBad: ReadonlySet<Verdict> = new Set(['fail', 'inconclusive']);

function sinceFirstBadSign(stages: readonly Stage[], endedAt: string): number | undefined {
  const first = stages.find(({ verdict }) => isBad.has(verdict));
  return first === undefined ? undefined : Date.parse(endedAt) - Date.parse(first.at);
}

/** The release that serves now: the newest deployment or way back that did what it should; undefined before the first. */
export function servingNow(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.findLast(({ verdict }) => verdict === 'pass');
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Dora {
  readonly window: Span;
  /** Days the figures are about. */
  readonly days: number;
  /** All that fall into it, in the order of time. */
  readonly within: readonly Deployment[];
  readonly live: number;
  readonly perWeek: number;
  /** Half of the releases were live this long after their commit. */
  readonly leadTimeMs: number | undefined;
  /** Of how many of them that is known. */
  readonly leadTimes: number;
  /** Deployments that had to be taken back after they served everybody, of all that did. */
  readonly failed: number;
  readonly failureShare: number | undefined;
  /** Pulled back by themselves before they served everybody. */
  readonly pulledBack: number;
  readonly recoveryMs: number | undefined;
}

const dayMs = 86_400_000;

export function doraFigures(deployments: readonly Deployment[], window: Span): Dora {
  const within = deployments.filter(({ at }) => Date.parse(at) >= window.fromMs && Date.parse(at) <= window.toMs);
  const live = within.filter(({ kind, verdict }) => kind === 'deployment' && verdict === 'pass');
  const failed = within.filter(({ kind, verdict }) => kind === 'rollback' && verdict === 'pass').length;
  const leads = live.flatMap(({ leadMs }) => leadMs ?? []);
  const days = Math.max(1, Math.round((window.toMs - window.fromMs) / dayMs));
  return {
    ...{ window, days, within, live: live.length, perWeek: Math.round((live.length / days) * 70) / 10 },
    ...{ leadTimeMs: median(leads), leadTimes: leads.length },
    ...{ failed, failureShare: live.length === 0 ? undefined : failed / live.length },
    pulledBack: within.filter(({ pulledBack }) => pulledBack).length,
    recoveryMs: median(within.flatMap(({ recoveryMs }) => recoveryMs ?? [])),
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
