/** How long a server says its requests took: its own histogram, from a request's head to its written answer. */
import { quantileSeconds } from '../../src/observe/request-times.ts';

export type Buckets = Float64Array;

/** Answered requests of a route so far, by the histogram's bounds. */
export async function bucketsOf(serverUrl: string, path: string): Promise<Buckets> {
  const text = await (await fetch(`${serverUrl}/metrics`)).text();
  const pattern = new RegExp(
    `^paperfloor_request_seconds_bucket\\{le="[^"]+",route="${path}",[^}]*status="2xx"\\} (\\d+)$`,
    'gm',
  );
  const upTo = [...text.matchAll(pattern)].map(([, count]) => Number(count));
  return Float64Array.from(upTo, (count, index) => count - (upTo[index - 1] ?? 0));
}

/** Milliseconds, evenly spread within a bucket as Prometheus reckons it. */
export function quantileMs(share: number, before: Buckets, after: Buckets): number {
  return (quantileSeconds(share, before, after) ?? Number.NaN) * 1000;
}
