/**
 * A counter that begins where the history stands. While the database has no answer it is asked again a few times; after that, orders are
 * counted from the server's start on, which lets an account place more and never less. The history reports its own failures.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryReader } from '../../journal/history-reader.ts';
import type { OrderCounter } from './order-counter.ts';

const attempts = 5;
const betweenMs = 1_000;

/** Does not reject. `nowMs`: wall milliseconds. */
export async function restoreOrderCounts(
  counter: OrderCounter,
  history: Pick<HistoryReader, 'orderCounts'>,
  nowMs: () => number,
): Promise<void> {
  counter.holdBack();
  for (let attempt = 1; ; attempt++) {
    const askedMs = nowMs();
    const stored = await history.orderCounts(counter.windows(askedMs)).catch(() => undefined);
    if (stored !== undefined || attempt === attempts) {
      counter.restore(stored, askedMs, nowMs());
      return;
    }
    await sleep(betweenMs, undefined, { ref: false });
  }
}
