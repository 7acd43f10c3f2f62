/**
 * Keeps the counts of several servers together: tells what was used here a moment after it was, takes in what the others say.
 * One message is under way at a time; what comes meanwhile goes with the next. While nobody can be told, each server counts
 * for itself.
 */
import { randomBytes } from 'node:crypto';
import type { BanList } from './ban-list.ts';
import { type LimitChannel, readNews, writeNews } from './usage-news.ts';
import type { WindowedUsage } from './windowed-usage.ts';

/** How long news may gather. */
const gatherMs = 20;
/** Rows of one kind in a message: all four kinds of the longest addresses stay below PostgreSQL's 8,000 bytes. */
const rowsMax = 25;

export interface SharedCounts {
  readonly weight: WindowedUsage;
  readonly requests: WindowedUsage;
  readonly connects: WindowedUsage;
  readonly bans: BanList;
}

export class LimitExchange {
  readonly #counts: SharedCounts;
  readonly #channel: LimitChannel;
  readonly #nowMs: () => number;
  readonly #from = randomBytes(8).toString('hex');
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: { readonly counts: SharedCounts; readonly channel: LimitChannel; readonly nowMs: () => number }) {
    this.#counts = parts.counts;
    this.#channel = parts.channel;
    this.#nowMs = parts.nowMs;
  }

  /** Hears the others from now on. */
  open(): Promise<void> {
    return this.#channel.listen((text) => this.#hear(text));
  }

  /** Call when something may be worth telling: cheap when nothing is. */
  touch(): void {
    if (this.#timer === undefined && this.#hasNews) this.#timer = setTimeout(() => void this.tell(), gatherMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #hasNews(): boolean {
    const { weight, requests, connects, bans } = this.#counts;
    return weight.hasNews || requests.hasNews || connects.hasNews || bans.hasNews;
  }

  /** Tells what there is. */
  async tell(): Promise<void> {
    if (!this.#hasNews) return;
    const { weight, requests, connects, bans } = this.#counts;
    const news = {
      from: this.#from,
      weight: weight.takeNews(rowsMax),
      requests: requests.takeNews(rowsMax),
      connects: connects.takeNews(rowsMax),
      bans: bans.takeNews(rowsMax),
    };
    // A database that is away: what was not told is old by the time it is back.
    await this.#channel.tell(writeNews(news)).catch(() => {});
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.touch();
  }

  #hear(text: string): void {
    const news = readNews(text);
    if (news === undefined || news.from === this.#from) return;
    const now = this.#nowMs();
    for (const kind of ['weight', 'requests', 'connects'] as const) {
      for (const row of news[kind]) this.#counts[kind].hear(row, now);
    }
    for (const ban of news.bans) this.#counts.bans.hear(ban, now);
  }
}
