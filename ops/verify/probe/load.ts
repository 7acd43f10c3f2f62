/** The bounded load: requests begin by the clock, each order is cancelled again. Counts and times only; judging is elsewhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadInput, LoadResult, Tally } from '../performance/performance.ts';
import { Exchange, type HttpAnswer, type Key } from './exchange.ts';

const symbol = 'BTCUSDT';
const connections = 64;
const saidMax = 5;
/** Rests far below the market, and is worth more than the smallest order. */
const belowBid = 0.9;
const quantity = '0.001';

class Count {
  readonly #kind: Tally['kind'];
  #planned = 0;
  #errors = 0;
  #limited = 0;
  readonly #times: number[] = [];

  constructor(kind: Tally['kind']) {
    this.#kind = kind;
  }

  /** `dueMs` is when the request should have begun. Answers what came, when it was good. */
  async take(dueMs: number, ask: Promise<HttpAnswer>, said: string[]): Promise<HttpAnswer | undefined> {
    this.#planned += 1;
    try {
      const answer = await ask;
      this.#times.push(performance.now() - dueMs);
      if (answer.status === 200) return answer;
      if (answer.status === 429 || answer.status === 418) this.#limited += 1;
      this.#wrong(said, `${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      this.#wrong(said, error instanceof Error ? error.message : String(error));
    }
    return undefined;
  }

  tally(): Tally {
    const times = this.#times.sort((left, right) => left - right);
    return {
      ...{
        kind: this.#kind,
        planned: this.#planned,
        answered: times.length,
        errors: this.#errors,
        limited: this.#limited,
      },
      ...{ p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), maxMs: percentile(times, 1) },
    };
  }

  #wrong(said: string[], what: string): void {
    this.#errors += 1;
    if (said.length < saidMax) said.push(`${this.#kind}: ${what}`);
  }
}

export async function runLoad({ keys, seconds, perSecond, ...to }: LoadInput): Promise<LoadResult> {
  const exchange = new Exchange(to, { connections });
  const [depth, order, cancel] = [new Count('depth'), new Count('order'), new Count('cancel')];
  const said: string[] = [];
  const late: number[] = [];
  try {
    await exchange.ask('GET', '/api/v3/ping');
    await Promise.all(keys.map((key) => untilKnown(exchange, key)));
    const quote = await exchange.ask('GET', `/api/v3/ticker/bookTicker?symbol=${symbol}`);
    const price = (Number((JSON.parse(quote.text) as { bidPrice: string }).bidPrice) * belowBid).toFixed(2);
    const trade = async (dueMs: number, key: Key): Promise<void> => {
      const parameters = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity };
      const placed = await order.take(dueMs, exchange.askSigned('POST', '/api/v3/order', key, parameters), said);
      if (placed === undefined) return;
      const { orderId } = JSON.parse(placed.text) as { orderId: number };
      const gone = { symbol, orderId: String(orderId) };
      await cancel.take(performance.now(), exchange.askSigned('DELETE', '/api/v3/order', key, gone), said);
    };
    const look = (dueMs: number) =>
      depth.take(dueMs, exchange.ask('GET', `/api/v3/depth?symbol=${symbol}&limit=20`), said);
    await Promise.all([
      byTheClock(seconds, perSecond.depth, late, (dueMs) => look(dueMs)),
      byTheClock(seconds, perSecond.order, late, (dueMs, index) => trade(dueMs, keys[index % keys.length] as Key)),
    ]);
  } finally {
    exchange.close();
  }
  late.sort((left, right) => left - right);
  return { tallies: [depth, order, cancel].map((count) => count.tally()), lateP99Ms: percentile(late, 0.99), said };
}

/** Begins one every so often, however long the ones before take; resolves when all are answered. */
async function byTheClock(
  seconds: number,
  perSecond: number,
  late: number[],
  begin: (dueMs: number, index: number) => Promise<unknown>,
): Promise<void> {
  const startMs = performance.now();
  const begun: Promise<unknown>[] = [];
  for (let index = 0; index < seconds * perSecond; index += 1) {
    const dueMs = startMs + (index * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    late.push(Math.max(0, performance.now() - dueMs));
    begun.push(begin(dueMs, index));
  }
  await Promise.all(begun);
}

/** A key made on one server is known to the others a moment later. */
async function untilKnown(exchange: Exchange, key: Key): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const asked = await exchange.askSigned('GET', '/api/v3/order', key, { symbol, orderId: '1' });
    if (asked.status !== 401) return;
    await sleep(100);
  }
}

/** In milliseconds to one decimal; 0 of nothing. */
function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return Math.round(value * 10) / 10;
}
