/** The figures of one server at one moment, read from what `slotFigures` printed. Pure. What is not there is undefined, never zero. */
import type { Slot } from './place.ts';

export interface ServerFigures {
  readonly active: boolean;
  /** Starts after the first that systemd has made. */
  readonly restarts: number;
  readonly ready: boolean;
  /** Words of the parts that are not well. */
  readonly troubles: readonly string[];
  readonly floors: readonly FloorFigures[];
  /** Names of floors that it could not open. */
  readonly brokenFloors: readonly string[];
  /** Answers to API requests by upper bound of their time in seconds, cumulative. */
  readonly times: ReadonlyMap<number, number> | undefined;
  /** The 99th percentile of the event loop's lag, seconds. */
  readonly lagSeconds: number | undefined;
  readonly audits: number | undefined;
  readonly auditFaults: number | undefined;
}

export interface FloorFigures {
  readonly name: string;
  readonly role: 'writer' | 'follower';
  readonly epoch: number;
  readonly behind: number;
}

export function readFigures(text: string): Readonly<Partial<Record<Slot, ServerFigures>>> {
  const parts = text.split(/^=== /m).slice(1);
  return Object.fromEntries(parts.map((part) => [part.split(' ', 1)[0], figuresOf(part)]));
}

function figuresOf(part: string): ServerFigures {
  const [head = '', ...rest] = part.split('\n');
  const [, restarts, state] = head.split(' ');
  const body = rest.join('\n');
  const [, health = '', code = '', metrics = ''] = /^([\s\S]*?)\n?--- (\d{3})\n([\s\S]*)$/.exec(body) ?? [];
  const report = healthOf(health);
  return {
    active: state === 'active',
    restarts: Number(restarts ?? 0),
    ready: code === '200',
    troubles: Object.entries(report.parts)
      .filter(([, how]) => how !== 'ok')
      .map(([name, how]) => `${name}: ${how}`),
    floors: report.floors,
    brokenFloors: report.closed.filter(({ why }) => why === 'broken').map(({ name }) => name),
    times: timesOf(metrics),
    lagSeconds: only(metrics, 'paperfloor_nodejs_eventloop_lag_p99_seconds'),
    audits: sum(metrics, 'paperfloor_audits_total'),
    auditFaults: sum(metrics, 'paperfloor_audit_faults_total'),
  };
}

interface Health {
  readonly parts: Readonly<Record<string, string>>;
  readonly floors: readonly FloorFigures[];
  readonly closed: readonly { readonly name: string; readonly why: string }[];
}

function healthOf(text: string): Health {
  try {
    const { parts = {}, floors = [], closed = [] } = JSON.parse(text) as Partial<Health>;
    return { parts, floors, closed };
  } catch {
    return { parts: {}, floors: [], closed: [] };
  }
}

/** Of the API's routes; the order of labels is not to be relied on. */
function timesOf(metrics: string): ReadonlyMap<number, number> | undefined {
  if (!metrics.includes('paperfloor_request_seconds')) return undefined;
  const times = new Map<number, number>();
  for (const [, labels = '', count] of metrics.matchAll(/^paperfloor_request_seconds_bucket\{([^}]*)\} (\d+)$/gm)) {
    const bound = /\ble="([^"]+)"/.exec(labels)?.[1];
    if (bound === undefined || !/\broute="\/s?api\//.test(labels)) continue;
    const seconds = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
    times.set(seconds, (times.get(seconds) ?? 0) + Number(count));
  }
  return times;
}

function only(metrics: string, name: string): number | undefined {
  const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics) ?? [];
  return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
}

/** Over all floors. */
function sum(metrics: string, name: string): number | undefined {
  const found = [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  return found.length === 0 ? undefined : found.reduce((total, value) => total + value, 0);
}
