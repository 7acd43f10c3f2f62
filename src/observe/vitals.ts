/**
 * The vital signs of this server over the last half hour, for its own Operations page: a row every five seconds, taken from
 * the same figures as the metrics, kept in memory and bounded. So the page works on a laptop without Prometheus; it does not
 * replace it: what is older, and what other hosts say, is Prometheus' to keep.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FloorFigures, VitalTotals } from './metrics.ts';
import { quantileSeconds } from './request-times.ts';

export const vitalEverySeconds = 5;
export const vitalRowsMax = 360;

/** What stands in a row, in this order; a unit ends the name. Null where there was nothing to measure. */
export const vitalColumns = [
  'atMs',
  'ordersPerSecond',
  'requestsPerSecond',
  'failedShare',
  'p99Ms',
  'loopLagMs',
  'commitMs',
  'behindBatches',
  'databaseMs',
  'streams',
  'apiSockets',
  'memoryBytes',
] as const;

export type VitalRow = readonly (number | null)[];

export interface DatabaseSign {
  /** `asking`: no answer yet, and none overdue. */
  readonly state: 'asking' | 'answers' | 'silent';
  /** Wall milliseconds since when it is so. */
  readonly sinceMs: number;
  /** Round trip of the last answer. */
  readonly milliseconds: number | null;
}

export interface VitalSources {
  readonly totals: () => VitalTotals;
  readonly floors: () => readonly FloorFigures[];
  /** Resolves when the database has answered. */
  readonly askDatabase: () => Promise<unknown>;
  /** Wall milliseconds. */
  readonly nowMs?: () => number;
}

const resolutionMs = 20;
/** A database that has not answered by then counts as silent. */
const silentMs = 4_000;

export class Vitals {
  readonly #sources: VitalSources;
  readonly #nowMs: () => number;
  readonly #loop = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #rows: VitalRow[] = [];
  #before: { readonly atMs: number; readonly totals: VitalTotals };
  #database: DatabaseSign;
  /** When the question under way was asked. */
  #askedMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(sources: VitalSources) {
    this.#sources = sources;
    this.#nowMs = sources.nowMs ?? Date.now;
    const atMs = this.#nowMs();
    this.#before = { atMs, totals: sources.totals() };
    this.#database = { state: 'asking', sinceMs: atMs, milliseconds: null };
  }

  /** Takes a row every five seconds until `close`; never keeps the process alive. */
  start(): void {
    this.#loop.enable();
    this.#ask();
    this.#timer = setInterval(() => this.sample(), vitalEverySeconds * 1000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loop.disable();
  }

  /** Oldest first. */
  get rows(): readonly VitalRow[] {
    return this.#rows;
  }

  get database(): DatabaseSign {
    return this.#database;
  }

  sample(): void {
    const atMs = this.#nowMs();
    const { totals, floors } = this.#sources;
    const now = totals();
    const { atMs: beforeMs, totals: before } = this.#before;
    const seconds = (atMs - beforeMs) / 1000;
    // A clock that was set back makes no rate.
    if (seconds <= 0) return;
    this.#before = { atMs, totals: now };
    this.#judgeDatabase(atMs);
    const requests = now.requests - before.requests;
    const writing = floors().filter(({ writes, batches }) => writes && batches > 0);
    this.#rows.push([
      Math.round(atMs),
      rounded((now.orders - before.orders) / seconds),
      rounded(requests / seconds),
      requests === 0 ? null : rounded((now.failed - before.failed) / requests, 5),
      nullOr(quantileSeconds(0.99, before.buckets, now.buckets), 1000),
      this.#loopLag(),
      writing.length === 0 ? null : rounded(Math.max(...writing.map(({ lastCommitMs }) => lastCommitMs)), 3),
      Math.max(0, ...floors().map(({ behind }) => behind)),
      this.#database.state === 'answers' ? this.#database.milliseconds : null,
      now.streams,
      now.apiSockets,
      process.memoryUsage.rss(),
    ]);
    if (this.#rows.length > vitalRowsMax) this.#rows.shift();
    this.#ask();
  }

  #ask(): void {
    if (this.#askedMs !== undefined) return;
    const askedMs = this.#nowMs();
    const began = performance.now();
    this.#askedMs = askedMs;
    this.#sources.askDatabase().then(
      () => this.#answered('answers', rounded(performance.now() - began, 3)),
      () => this.#answered('silent', this.#database.milliseconds),
    );
  }

  #answered(state: 'answers' | 'silent', milliseconds: number | null): void {
    this.#askedMs = undefined;
    const sinceMs = this.#database.state === state ? this.#database.sinceMs : this.#nowMs();
    this.#database = { state, sinceMs, milliseconds };
  }

  #judgeDatabase(nowMs: number): void {
    const asked = this.#askedMs;
    if (asked === undefined || nowMs - asked < silentMs || this.#database.state === 'silent') return;
    this.#database = { ...this.#database, state: 'silent', sinceMs: asked };
  }

  /** How late the loop was for its own timer, in the worst of a hundred cases; the timer's period is no lateness. */
  #loopLag(): number | null {
    const { count } = this.#loop;
    const lag = Math.max(0, this.#loop.percentile(99) / 1e6 - resolutionMs);
    this.#loop.reset();
    return count === 0 ? null : rounded(lag);
  }
}

function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

function nullOr(value: number | undefined, factor: number): number | null {
  return value === undefined ? null : rounded(value * factor);
}
