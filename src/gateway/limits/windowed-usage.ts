/**
 * How much each address has used in a window of the calendar (a minute, five minutes), here and on the other servers of the
 * same exchange. What is used here is told to them in steps of a hundredth of the limit, so that a whole is known everywhere
 * to within a few hundredths, and an address that uses little costs no message. Counts only; who refuses is request-limits.ts.
 */

/** Addresses remembered at once; the oldest are forgotten first. */
const addressesMax = 100_000;
const stepsPerLimit = 100;

interface Entry {
  /** Number of the window since 1970. */
  window: number;
  own: number;
  /** Of `own`, what the other servers know. */
  told: number;
  /** Used on other servers. */
  heard: number;
}

/** Used by one address in one window, since the last time it was told. May be negative: weight given back. */
export type UsageNews = readonly [address: string, window: number, amount: number];

export class WindowedUsage {
  readonly #windowMs: number;
  readonly #step: number;
  readonly #entries = new Map<string, Entry>();
  readonly #untold = new Map<string, Entry>();
  #sweptWindow = 0;

  /** `limit`: of one window; a step is a hundredth of it. */
  constructor(windowMs: number, limit: number) {
    this.#windowMs = windowMs;
    this.#step = Math.max(1, limit / stepsPerLimit);
  }

  /** Adds to an address, or takes off with a negative amount; yields what it has used in all. `nowMs` is wall time. */
  add(address: string, amount: number, nowMs: number): number {
    const entry = this.#entry(address, nowMs);
    entry.own = Math.max(0, entry.own + amount);
    if (Math.abs(entry.own - entry.told) >= this.#step) this.#untold.set(address, entry);
    return Math.max(0, entry.own + entry.heard);
  }

  used(address: string, nowMs: number): number {
    const entry = this.#entries.get(address);
    if (entry === undefined || entry.window !== this.#windowOf(nowMs)) return 0;
    return Math.max(0, entry.own + entry.heard);
  }

  secondsLeft(nowMs: number): number {
    return Math.ceil(((this.#windowOf(nowMs) + 1) * this.#windowMs - nowMs) / 1000);
  }

  get hasNews(): boolean {
    return this.#untold.size > 0;
  }

  /** At most `count` of what the others don't know yet; it counts as told. */
  takeNews(count: number): readonly UsageNews[] {
    const news: UsageNews[] = [];
    for (const [address, entry] of this.#untold) {
      if (news.length === count) break;
      this.#untold.delete(address);
      news.push([address, entry.window, entry.own - entry.told]);
      entry.told = entry.own;
    }
    return news;
  }

  /** Of another window than this server is in: late, and no longer of use. */
  hear([address, window, amount]: UsageNews, nowMs: number): void {
    if (window === this.#windowOf(nowMs)) this.#entry(address, nowMs).heard += amount;
  }

  #windowOf(nowMs: number): number {
    return Math.floor(nowMs / this.#windowMs);
  }

  #entry(address: string, nowMs: number): Entry {
    const window = this.#windowOf(nowMs);
    let entry = this.#entries.get(address);
    if (entry === undefined) {
      if (window !== this.#sweptWindow) this.#sweep(window);
      if (this.#entries.size >= addressesMax) this.#forgetOldest();
      entry = { window, own: 0, told: 0, heard: 0 };
      this.#entries.set(address, entry);
    } else if (entry.window !== window) {
      entry.window = window;
      entry.own = 0;
      entry.told = 0;
      entry.heard = 0;
    }
    return entry;
  }

  /** Once a window: forgets who was quiet. */
  #sweep(window: number): void {
    this.#sweptWindow = window;
    for (const [address, entry] of this.#entries) if (entry.window !== window) this.#forget(address);
  }

  #forgetOldest(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(address: string): void {
    this.#entries.delete(address);
    this.#untold.delete(address);
  }
}
