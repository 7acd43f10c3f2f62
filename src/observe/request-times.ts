/**
 * How long requests took, as a Prometheus histogram by route pattern, method and class of status. Written by hand because
 * every request passes here: the client library checks and hashes the labels each time, which cost more than the signature's
 * hash.
 */
const name = 'paperfloor_request_seconds';
const help = 'Time from a request to the end of its answer, by route pattern.';
/** Upper bounds in seconds, as Prometheus prints them. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

interface Series {
  readonly labels: string;
  /** By bound, not cumulative; the last counts what is above all. */
  readonly counts: Float64Array;
  sum: number;
}

/** Of all requests together, since the process began. */
export interface RequestTotals {
  readonly requests: number;
  /** Answered with a 5xx. */
  readonly failed: number;
  /** Requests by bound, not cumulative; the last counts what is above all. */
  readonly buckets: Float64Array;
}

export class RequestTimes {
  /** By route, then method, then hundreds of the status. */
  readonly #series = new Map<string, Map<string, (Series | undefined)[]>>();

  /** `route` is the pattern, not the path. */
  add(route: string, method: string, status: number, seconds: number): void {
    const hundreds = Math.floor(status / 100);
    const series = this.#series.get(route)?.get(method)?.[hundreds] ?? this.#begin(route, method, hundreds);
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  totals(): RequestTotals {
    const buckets = new Float64Array(bounds.length + 1);
    let failed = 0;
    for (const methods of this.#series.values()) {
      for (const classes of methods.values()) {
        for (const [hundreds, series] of classes.entries()) {
          if (series === undefined) continue;
          for (const [index, count] of series.counts.entries()) buckets[index] = (buckets[index] ?? 0) + count;
          if (hundreds === serverFault) failed += sum(series.counts);
        }
      }
    }
    return { requests: sum(buckets), failed, buckets };
  }

  /** Prometheus text format. */
  text(): string {
    let text = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
    for (const methods of this.#series.values()) {
      for (const classes of methods.values()) {
        for (const series of classes) if (series !== undefined) text += seriesText(series);
      }
    }
    return text;
  }

  #begin(route: string, method: string, hundreds: number): Series {
    const series = {
      labels: `route="${route}",method="${method}",status="${hundreds}xx"`,
      counts: new Float64Array(bounds.length + 1),
      sum: 0,
    };
    const methods = this.#series.get(route) ?? new Map<string, (Series | undefined)[]>();
    const classes = methods.get(method) ?? [];
    classes[hundreds] = series;
    methods.set(method, classes);
    this.#series.set(route, methods);
    return series;
  }
}

/**
 * The time in seconds below which the share `quantile` of the requests between two totals was answered, as Prometheus reckons it:
 * evenly spread within a bucket, the highest bound for what is above all. Undefined when there were none.
 */
export function quantileSeconds(quantile: number, before: Float64Array, after: Float64Array): number | undefined {
  const counts = after.map((count, index) => count - (before[index] ?? 0));
  const rank = quantile * sum(counts);
  if (rank === 0) return undefined;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (below + count >= rank && count > 0) {
      const from = bounds[index - 1] ?? 0;
      const to = bounds[index] ?? from;
      return from + ((to - from) * (rank - below)) / count;
    }
    below += count;
  }
  return undefined;
}

const serverFault = 5;

function sum(counts: Float64Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

function seriesText({ labels, counts, sum }: Series): string {
  let text = '';
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    text += `${name}_bucket{le="${bounds[index] ?? '+Inf'}",${labels}} ${total}\n`;
  }
  return `${text}${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${total}\n`;
}
