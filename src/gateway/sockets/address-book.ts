/** Open and recent connections per address, so that one client cannot take all places. */
const windowMs = 300_000;

interface Entry {
  open: number;
  recent: number;
  windowStart: number;
}

export class AddressBook {
  readonly #openMax: number;
  readonly #recentMax: number;
  readonly #entries = new Map<string, Entry>();

  /** At most `openMax` at once and `recentMax` new ones in five minutes, per address. */
  constructor(openMax: number, recentMax: number) {
    this.#openMax = openMax;
    this.#recentMax = recentMax;
  }

  /** Takes a place; false when there is none. Each place taken is given back by `leave`. */
  enter(address: string, nowMs: number): boolean {
    let entry = this.#entries.get(address);
    if (entry === undefined) {
      this.#forget(nowMs);
      entry = { open: 0, recent: 0, windowStart: nowMs };
      this.#entries.set(address, entry);
    }
    if (nowMs - entry.windowStart >= windowMs) {
      entry.windowStart = nowMs;
      entry.recent = 0;
    }
    if (entry.open >= this.#openMax || entry.recent >= this.#recentMax) return false;
    entry.open++;
    entry.recent++;
    return true;
  }

  leave(address: string): void {
    const entry = this.#entries.get(address);
    if (entry !== undefined) entry.open--;
  }

  /** Drops the oldest addresses that have nothing open and whose window is over. */
  #forget(nowMs: number): void {
    for (const [address, entry] of this.#entries) {
      if (entry.open > 0 || nowMs - entry.windowStart < windowMs) return;
      this.#entries.delete(address);
    }
  }
}
