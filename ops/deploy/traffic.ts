/**
 * Where requests go: three entries of one map on each load balancer. They are set through the running process, all at once, and
 * written to the file for its next start. Pure: words, and the reading of what HAProxy answers.
 *
 * While something is being done to the other slot, it is the candidate, also before it gets a request and after its last: so whoever comes
 * after a command that was killed reads here, and needs no evidence, that the active slot is the one to keep (`isUnderWay`).
 */
import { OpsProblem } from '../command/problem.ts';
import type { Slot } from './place.ts';

export interface Traffic {
  readonly active: Slot;
  readonly candidate: Slot;
  /** Share of requests that the candidate gets, in whole percent. */
  readonly percent: number;
}

const map = '/etc/haproxy/traffic.map';
const talkToHaproxy = 'socat -t 5 - UNIX-CONNECT:/run/haproxy/admin.sock';

/** Answers what the running process has afterwards. */
export function setTraffic({ active, candidate, percent }: Traffic): string[] {
  const script = `printf 'set map ${map} active %s; set map ${map} candidate %s; set map ${map} canary_percent %s\\n' "$1" "$2" "$3" | ${talkToHaproxy}
printf 'active %s\\ncandidate %s\\ncanary_percent %s\\n' "$1" "$2" "$3" > ${map}.new
mv ${map}.new ${map}
echo 'show map ${map}' | ${talkToHaproxy}`;
  return ['sudo', 'sh', '-euc', script, 'traffic', active, candidate, String(percent)];
}

/** The running process's map, then the file's. */
export function showTraffic(): string[] {
  return ['sudo', 'sh', '-euc', `echo 'show map ${map}' | ${talkToHaproxy}; echo ---; cat ${map}`];
}

/** Throws `OpsProblem` when the text holds no traffic plan. */
export function readTraffic(text: string): Traffic {
  const [, active] = /(?:^|\s)active (blue|green)\s*$/m.exec(text) ?? [];
  const [, candidate] = /(?:^|\s)candidate (blue|green)\s*$/m.exec(text) ?? [];
  const [, percent] = /(?:^|\s)canary_percent (\d+)\s*$/m.exec(text) ?? [];
  if (isSlot(active) && isSlot(candidate) && percent !== undefined) {
    return { active, candidate, percent: Number(percent) };
  }
  throw new OpsProblem(
    `expected a traffic plan, found ${JSON.stringify(text.trim().slice(0, 200))}`,
    'see /etc/haproxy/traffic.map on each load balancer; paperfloor ops provision ENV --tags lb makes a missing one',
  );
}

export function sameTraffic(one: Traffic, other: Traffic): boolean {
  return one.active === other.active && one.candidate === other.candidate && one.percent === other.percent;
}

/** Something was begun with the candidate, and is not ended: nobody but the active slot is to be trusted. */
export function isUnderWay({ active, candidate }: Traffic): boolean {
  return active !== candidate;
}

/** Counts of a load balancer since it began, by slot: what clients got, and what never reached a server. */
export function showCounts(): string[] {
  return ['sudo', 'sh', '-euc', `echo 'show stat' | ${talkToHaproxy}`];
}

export interface Counts {
  readonly requests: number;
  /** Answers with 500 and above, and requests that no server answered. */
  readonly failed: number;
}

/** Undefined for a slot that the text says nothing of. */
export function readCounts(text: string, slot: Slot): Counts | undefined {
  const [head = '', ...rows] = text.trim().split('\n');
  const names = head.replace(/^# /, '').split(',');
  const row = rows
    .map((line) => line.split(','))
    .find(([proxy, server]) => proxy === `slot_${slot}` && server === 'BACKEND');
  const value = (name: string) => Number(row?.[names.indexOf(name)]);
  const [requests, failed] = [value('req_tot'), value('hrsp_5xx')];
  return row === undefined || !Number.isFinite(requests + failed) ? undefined : { requests, failed };
}

/**
 * How long servers took for the API's answers, by the load balancer's own log (HAProxy's manual, 8.4: Tr): counted here, so that a busy
 * minute is a few lines. What no server answered is not among them.
 */
export function showTimes(sinceMs: number): string[] {
  const script = `journalctl --unit=haproxy.service --since="@$1" --output=cat --no-pager | awk '
/"[A-Z]+ [^ "]*\\/s?api\\// {
  for (i = 1; i < NF; i++) if ($i ~ /^slot_(blue|green)\\//) {
    split($i, to, "[_/]"); split($(i + 1), times, "/")
    if (times[4] >= 0 && $(i + 2) != 101) count[to[2] " " times[4]]++
    break
  }
}
END { for (each in count) print each, count[each] }'`;
  return ['sudo', 'sh', '-euc', script, 'times', (sinceMs / 1000).toFixed(3)];
}

/** Answers of a slot by upper bound in seconds, cumulative, over all load balancers. */
export function readTimes(texts: readonly string[], slot: Slot): ReadonlyMap<number, number> {
  const byMs = new Map<number, number>();
  for (const [, of, ms, count] of texts.join('\n').matchAll(/^(blue|green) (\d+) (\d+)$/gm)) {
    if (of === slot) byMs.set(Number(ms), (byMs.get(Number(ms)) ?? 0) + Number(count));
  }
  const times = new Map<number, number>();
  let total = 0;
  for (const [ms, count] of [...byMs].sort(([one], [other]) => one - other)) {
    total += count;
    // The log has whole milliseconds, the rest cut off.
    times.set((ms + 1) / 1000, total);
  }
  return times.set(Number.POSITIVE_INFINITY, total);
}

function isSlot(text: string | undefined): text is Slot {
  return text === 'blue' || text === 'green';
}
