/**
 * Keeps one symbol's local book live: fetches the snapshot once the diff stream is agreed, and again whenever the book
 * finds a hole. An answer that comes after a newer question is dropped.
 */
import type { Api } from '../net/api.ts';
import { backoffMs } from '../net/backoff.ts';
import { LocalBook } from '../stores/local-book.ts';
import type { Market } from '../stores/market.ts';
import type { DepthSnapshot } from '../wire/rest.ts';
import type { DepthUpdate } from '../wire/stream.ts';

const snapshotLevels = 1000;

export interface BookWatch {
  readonly book: LocalBook;
  readonly stream: string;
  /** The diff stream is complete from here. */
  subscribed(): void;
  update(update: DepthUpdate): void;
  /** The connection is gone: what is shown is no longer true. */
  interrupted(): void;
  stop(): void;
}

export function watchBook(api: Api, market: Market, changed: () => void): BookWatch {
  const book = new LocalBook(market);
  let question = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (attempt: number): Promise<void> => {
    question += 1;
    const mine = question;
    try {
      const limit = snapshotLevels;
      const snapshot = await api.get<DepthSnapshot>('/api/v3/depth', { symbol: market.symbol, limit });
      if (mine !== question) return;
      const need = book.snapshot(snapshot);
      changed();
      if (need === 'snapshot') askLater(attempt + 1);
    } catch {
      if (mine === question) askLater(attempt + 1);
    }
  };
  const askLater = (attempt: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(attempt), backoffMs(attempt, Math.random()));
  };

  return {
    book,
    stream: `${market.symbol.toLowerCase()}@depth@100ms`,
    subscribed: () => void ask(0),
    update(update) {
      if (book.update(update) === 'snapshot') askLater(0);
      changed();
    },
    interrupted() {
      question += 1;
      clearTimeout(timer);
      book.interrupt();
      changed();
    },
    stop() {
      question += 1;
      clearTimeout(timer);
    },
  };
}
