/**
 * Request weight per address in calendar minutes, as the exchange counts it: over the limit a request is refused until the
 * minute ends, and an address that keeps on is banned, each time for twice as long.
 */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'over'; readonly retryAfterSeconds: number }
  | { readonly kind: 'banned'; readonly retryAfterSeconds: number; readonly untilMs: number };

const minuteMs = 60_000;
/** Refused requests in one minute that are still forgiven. */
const refusalsForgiven = 200;
const banFirstMs = 2 * minuteMs;
const banMaxMs = 3 * 24 * 60 * minuteMs;
/** Addresses remembered at once; the oldest are forgotten first. */
const addressesMax = 100_000;

interface Entry {
  minute: number;
  weight: number;
  refusals: number;
  bans: number;
  bannedUntilMs: number;
}

const pass: Verdict = { kind: 'pass' };

export class WeightMeter {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();
  #sweptMinute = 0;

  /** `limit`: weight per minute; Infinity never refuses. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the weight and says whether the request may go on. `nowMs` is wall time. */
  charge(address: string, weight: number, nowMs: number): Verdict {
    const entry = this.#entry(address, nowMs);
    if (entry.bannedUntilMs > nowMs) {
      return banned(entry, nowMs);
    }
    entry.weight += weight;
    if (entry.weight <= this.#limit) return pass;
    entry.refusals++;
    if (entry.refusals > refusalsForgiven) {
      entry.bannedUntilMs = nowMs + Math.min(banFirstMs * 2 ** entry.bans, banMaxMs);
      entry.bans++;
      entry.refusals = 0;
      return banned(entry, nowMs);
    }
    return { kind: 'over', retryAfterSeconds: Math.ceil(((entry.minute + 1) * minuteMs - nowMs) / 1000) };
  }

  /** Takes weight off again, of a request that turned out to be free. */
  refund(address: string, weight: number, nowMs: number): void {
    const entry = this.#entry(address, nowMs);
    entry.weight = Math.max(0, entry.weight - weight);
  }

  used(address: string, nowMs: number): number {
    return this.#entry(address, nowMs).weight;
  }

  #entry(address: string, nowMs: number): Entry {
    const minute = Math.floor(nowMs / minuteMs);
    let entry = this.#entries.get(address);
    if (entry === undefined) {
      if (minute !== this.#sweptMinute) this.#sweep(minute, nowMs);
      entry = { minute, weight: 0, refusals: 0, bans: 0, bannedUntilMs: 0 };
      this.#entries.set(address, entry);
    } else if (entry.minute !== minute) {
      entry.minute = minute;
      entry.weight = 0;
      entry.refusals = 0;
    }
    return entry;
  }

  /** Once a minute: forgets addresses that were quiet and are not banned; and the oldest beyond the bound. */
  #sweep(minute: number, nowMs: number): void {
    this.#sweptMinute = minute;
    for (const [address, entry] of this.#entries) {
      const stale = entry.minute < minute - 1 && entry.bannedUntilMs + banMaxMs < nowMs;
      const neverBanned = entry.minute < minute - 1 && entry.bans === 0;
      if (stale || neverBanned || this.#entries.size > addressesMax) this.#entries.delete(address);
    }
  }
}

function banned(entry: Entry, nowMs: number): Verdict {
  const retryAfterSeconds = Math.ceil((entry.bannedUntilMs - nowMs) / 1000);
  return { kind: 'banned', retryAfterSeconds, untilMs: entry.bannedUntilMs };
}
