/**
 * Unfilled orders per account, in ten seconds and in a day: one more for each order placed, one less in both windows at the
 * order's first fill, never below zero. So who trades is not stopped, and who only quotes is.
 */
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { OrderCounts } from '../wire/rate-limits.ts';

const tenSecondsMs = 10_000;
const dayMs = 86_400_000;

interface Entry {
  tenWindow: number;
  ten: number;
  dayWindow: number;
  day: number;
}

export type OrderRefusal = {
  readonly limit: number;
  readonly interval: '10 SECOND' | '1 DAY';
  readonly retryAfterSeconds: number;
};

/** Counts of one floor's accounts. `nowMs` is wall time. */
export class OrderCounter {
  readonly #tenLimit: number;
  readonly #dayLimit: number;
  readonly #entries = new Map<number, Entry>();

  /** Infinity never refuses. */
  constructor(limits: { readonly perTenSeconds: number; readonly perDay: number }) {
    this.#tenLimit = limits.perTenSeconds;
    this.#dayLimit = limits.perDay;
  }

  /** Counts an order about to be placed, or says why not. */
  take(account: number, nowMs: number, orders = 1): OrderRefusal | undefined {
    const entry = this.#entry(account, nowMs);
    if (entry.ten + orders > this.#tenLimit) {
      const retryAfterSeconds = Math.ceil(((entry.tenWindow + 1) * tenSecondsMs - nowMs) / 1000);
      return { limit: this.#tenLimit, interval: '10 SECOND', retryAfterSeconds };
    }
    if (entry.day + orders > this.#dayLimit) {
      const retryAfterSeconds = Math.ceil(((entry.dayWindow + 1) * dayMs - nowMs) / 1000);
      return { limit: this.#dayLimit, interval: '1 DAY', retryAfterSeconds };
    }
    entry.ten += orders;
    entry.day += orders;
    return undefined;
  }

  /** The order was refused, or has its first fill. */
  giveBack(account: number, nowMs: number, orders = 1): void {
    const entry = this.#entry(account, nowMs);
    entry.ten = Math.max(0, entry.ten - orders);
    entry.day = Math.max(0, entry.day - orders);
  }

  counts(account: number, nowMs: number): OrderCounts {
    const entry = this.#entry(account, nowMs);
    return { tenSeconds: entry.ten, day: entry.day };
  }

  /** Takes off what was filled for the first time. */
  absorb(events: readonly AccountEvent[], nowMs: number): void {
    for (const event of events) {
      if (event.type === 'order_filled' && event.order.executed === event.fill.quantity) {
        this.giveBack(event.account, nowMs);
      }
    }
  }

  #entry(account: number, nowMs: number): Entry {
    const tenWindow = Math.floor(nowMs / tenSecondsMs);
    const dayWindow = Math.floor(nowMs / dayMs);
    let entry = this.#entries.get(account);
    if (entry === undefined) {
      entry = { tenWindow, ten: 0, dayWindow, day: 0 };
      this.#entries.set(account, entry);
    }
    if (entry.tenWindow !== tenWindow) {
      entry.tenWindow = tenWindow;
      entry.ten = 0;
    }
    if (entry.dayWindow !== dayWindow) {
      entry.dayWindow = dayWindow;
      entry.day = 0;
    }
    return entry;
  }
}
