/**
 * A bounded load against its budget. Requests begin by the clock, not when the last answer came, so a slow system can't slow its own
 * measurement; when this machine could not keep the clock, nothing is decided.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, type Check, type CheckParts } from '../check.ts';
import { type Finding, judge, undecided } from '../finding.ts';
import type { Key, ServiceInput } from '../probe/exchange.ts';
import { hostsOf } from '../site.ts';
import { endKey, makeKey, servingSlot } from '../smoke/trader.ts';
import { type Budget, readBudget } from './budget.ts';

export interface LoadInput extends ServiceInput {
  readonly keys: readonly Key[];
  readonly seconds: number;
  readonly perSecond: Budget['perSecond'];
}

export interface Tally {
  readonly kind: 'depth' | 'order' | 'cancel';
  readonly planned: number;
  readonly answered: number;
  /** Answers other than 200, and requests without one. */
  readonly errors: number;
  readonly limited: number;
  /** From the moment a request was due to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface LoadResult {
  readonly tallies: readonly Tally[];
  /** How late requests began, in the worst hundredth. */
  readonly lateP99Ms: number;
  /** The first few things that went wrong, as they were said. */
  readonly said: readonly string[];
}

/** What the program says of itself, taken while the load runs. */
export interface ServerFigures {
  readonly host: string;
  readonly loopLagP99Ms: number | undefined;
  readonly commitMs: number | undefined;
}

/** A client this late measures itself. */
const lateP99MsMax = 100;

export const performanceCheck: Check = {
  name: 'performance',
  async run(parts) {
    const budget = readBudget(readFileSync(join(parts.root, 'ops/verify/performance/budget.json'), 'utf8'), parts.kind);
    const names = Array.from({ length: budget.accounts }, (_, index) => `verify-load-${index + 1}`);
    const made = await Promise.all(names.map((name) => makeKey(parts, name)));
    const keys = made.map(({ key }) => key);
    try {
      const { serviceAddress: address, serviceName: serverName } = parts.site;
      const to = { address, serverName, authority: parts.authority, slot: parts.slot };
      const { seconds, perSecond } = budget;
      const load = parts.probe<LoadInput, LoadResult>('load', { ...to, keys, seconds, perSecond });
      const result = await load;
      return judgeLoad(result, await askServers(parts), budget);
    } finally {
      await Promise.all(keys.map((key) => endKey(parts, key)));
    }
  },
};

export const performanceChecks: readonly Check[] = [performanceCheck];

export function judgeLoad(result: LoadResult, servers: readonly ServerFigures[], budget: Budget): Finding[] {
  const { tallies, lateP99Ms, said } = result;
  const limited = tallies.reduce((sum, tally) => sum + tally.limited, 0);
  const held = judge('performance.clock', `requests began at most ${lateP99Ms} ms late`, [], {
    measured: { lateP99Ms },
  });
  if (lateP99Ms > lateP99MsMax) {
    const why = `this machine began requests up to ${lateP99Ms} ms late: it measured itself`;
    return [undecided('performance.clock', why, { measured: { lateP99Ms } })];
  }
  if (limited > 0) {
    return [
      held,
      undecided(
        'performance.limits',
        `${limited} requests met the exchange’s own limits: the load can’t be carried from one address`,
      ),
    ];
  }
  return [
    held,
    ...tallies.map((tally) => judgeTally(tally, budget, said)),
    judgeServers('performance.loop-lag', servers, ({ loopLagP99Ms }) => loopLagP99Ms, budget.loopLagP99MsMax),
    judgeServers('performance.commit', servers, ({ commitMs }) => commitMs, budget.commitMsMax),
  ];
}

function judgeTally(
  { kind, planned, answered, errors, p50Ms, p99Ms, maxMs }: Tally,
  budget: Budget,
  said: readonly string[],
): Finding {
  const check = `performance.${kind}`;
  const measured = { planned, answered, errors, p50Ms, p99Ms, maxMs, perSecond: Math.round(planned / budget.seconds) };
  if (planned === 0) return undecided(check, 'nothing was asked', { measured });
  const limit = kind === 'depth' ? budget.depthP99MsMax : budget.orderP99MsMax;
  const share = errors / planned;
  const wrong = [
    ...(share > budget.errorShareMax ? [`${errors} of ${planned} failed: ${said[0] ?? 'no answer'}`] : []),
    ...(p99Ms > limit ? [`p99 ${p99Ms} ms; the budget is ${limit} ms`] : []),
  ];
  const good = `${planned} in ${budget.seconds} s, none failed; p50 ${p50Ms} ms, p99 ${p99Ms} ms of ${limit} ms`;
  return judge(check, good, wrong, { measured });
}

/** What a server did not say is not within any budget. */
function judgeServers(
  check: string,
  servers: readonly ServerFigures[],
  figure: (server: ServerFigures) => number | undefined,
  max: number,
): Finding {
  const figures = servers.map((server) => [server.host, figure(server)] as const);
  const measured = Object.fromEntries(figures.flatMap(([host, value]) => (value === undefined ? [] : [[host, value]])));
  const silent = figures.filter(([, value]) => value === undefined).map(([host]) => host);
  if (servers.length === 0 || silent.length > 0)
    return undecided(check, `no figure from ${silent.join(', ') || 'any server'}`, { measured });
  const wrong = figures.flatMap(([host, value = 0]) =>
    value > max ? [`${host}: ${value} ms; the budget is ${max} ms`] : [],
  );
  const worst = Math.max(...figures.map(([, value = 0]) => value));
  return judge(check, `${worst} ms at most of ${max} ms`, wrong, { measured });
}

export function figuresWords(address: string, port: number): readonly string[] {
  return ['curl', '--silent', '--fail', '--max-time', '5', `http://${address}:${port}/metrics`];
}

async function askServers(parts: CheckParts): Promise<readonly ServerFigures[]> {
  const port = parts.site.slots[await servingSlot(parts)] ?? 0;
  return Promise.all(
    hostsOf(parts.site, 'app').map(async ({ name, address }) =>
      readFigures(name, await answerOf(parts, parts.on(name, figuresWords(address, port)))),
    ),
  );
}

export function readFigures(host: string, text: string): ServerFigures {
  const milliseconds = (pattern: RegExp) => {
    const values = [...text.matchAll(pattern)]
      .map(([, value]) => Number(value) * 1000)
      .filter((value) => !Number.isNaN(value));
    return values.length === 0 ? undefined : Math.round(Math.max(...values) * 10) / 10;
  };
  return {
    host,
    loopLagP99Ms: milliseconds(/^paperfloor_nodejs_eventloop_lag_p99_seconds (\S+)/gm),
    commitMs: milliseconds(/^paperfloor_journal_commit_seconds\{[^}]*\} (\S+)/gm),
  };
}
