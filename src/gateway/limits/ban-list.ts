/**
 * Addresses that went on after they were refused: each is banned, every time for twice as long, from two minutes to three days
 * (rest-api.md, IP limits). A ban made on one server holds on all.
 */
const minuteMs = 60_000;
/** Refused requests in one minute that are still forgiven. */
const refusalsForgiven = 200;
const banFirstMs = 2 * minuteMs;
const banMaxMs = 3 * 24 * 60 * minuteMs;
const addressesMax = 100_000;

interface Entry {
  minute: number;
  refusals: number;
  bans: number;
  untilMs: number;
}

/** A ban as the other servers hear of it. */
export type BanNews = readonly [address: string, untilMs: number, bans: number];

export class BanList {
  readonly #entries = new Map<string, Entry>();
  readonly #untold = new Map<string, BanNews>();

  /** When the ban of an address ends, wall milliseconds; undefined when it is not banned. */
  until(address: string, nowMs: number): number | undefined {
    // Nearly always nobody was ever refused.
    if (this.#entries.size === 0) return undefined;
    const untilMs = this.#entries.get(address)?.untilMs ?? 0;
    return untilMs > nowMs ? untilMs : undefined;
  }

  /** A request was refused; yields the end of the ban that came of it. */
  refused(address: string, nowMs: number): number | undefined {
    const entry = this.#entry(address, nowMs);
    const minute = Math.floor(nowMs / minuteMs);
    if (entry.minute !== minute) {
      entry.minute = minute;
      entry.refusals = 0;
    }
    if (++entry.refusals <= refusalsForgiven) return undefined;
    entry.untilMs = nowMs + Math.min(banFirstMs * 2 ** entry.bans, banMaxMs);
    entry.bans++;
    entry.refusals = 0;
    this.#untold.set(address, [address, entry.untilMs, entry.bans]);
    return entry.untilMs;
  }

  get hasNews(): boolean {
    return this.#untold.size > 0;
  }

  takeNews(count: number): readonly BanNews[] {
    const news = [...this.#untold.values().take(count)];
    for (const [address] of news) this.#untold.delete(address);
    return news;
  }

  hear([address, untilMs, bans]: BanNews, nowMs: number): void {
    if (untilMs <= nowMs || untilMs > nowMs + banMaxMs) return;
    const entry = this.#entry(address, nowMs);
    entry.untilMs = Math.max(entry.untilMs, untilMs);
    entry.bans = Math.max(entry.bans, bans);
  }

  #entry(address: string, nowMs: number): Entry {
    let entry = this.#entries.get(address);
    if (entry === undefined) {
      if (this.#entries.size >= addressesMax) this.#forget(nowMs);
      entry = { minute: 0, refusals: 0, bans: 0, untilMs: 0 };
      this.#entries.set(address, entry);
    }
    return entry;
  }

  /** Who was not banned for as long as the longest ban; and the oldest, when that is not enough. */
  #forget(nowMs: number): void {
    for (const [address, { minute, untilMs }] of this.#entries) {
      const isOld = untilMs + banMaxMs < nowMs && (minute + 1) * minuteMs < nowMs;
      if (!isOld && this.#entries.size < addressesMax) continue;
      this.#entries.delete(address);
      this.#untold.delete(address);
    }
  }
}
