/** Requests one after the other on one connection, each timed as its client sees it and as the server does. */
import { quantile } from '../support/report.ts';
import { ReadingClient } from './reading-client.ts';
import { bucketsOf, quantileMs } from './server-times.ts';

const warmUps = 50;

export interface Timed {
  /** Milliseconds at the client. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds by the server's clock, undefined where it keeps no metrics. */
  readonly serverP99: number | undefined;
}

export interface TimedParts {
  readonly url: string;
  readonly asked: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hasMetrics: boolean;
  /** Path and query of one request. */
  readonly target: (index: number) => string;
}

export async function timeRequests({ url, asked, headers = {}, hasMetrics, target }: TimedParts): Promise<Timed> {
  const path = new URL(target(0), url).pathname;
  const buckets = () => (hasMetrics ? bucketsOf(url, path) : undefined);
  const client = new ReadingClient(url);
  for (let index = 0; index < warmUps; index++) await client.get(target(index % asked), headers);
  const before = await buckets();
  const times: number[] = [];
  for (let index = 0; index < asked; index++) {
    const wanted = target(index);
    const began = performance.now();
    await client.get(wanted, headers);
    times.push(performance.now() - began);
  }
  client.close();
  const after = await buckets();
  const serverP99 = before === undefined || after === undefined ? undefined : quantileMs(0.99, before, after);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), serverP99 };
}
