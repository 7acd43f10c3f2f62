/**
 * Unfilled orders per account, in ten seconds and in a day: one more for each order placed, one less in both windows at the
 * order's first fill, five less when that fill came to a waiting order; never below zero. So who trades is not stopped, and
 * who only quotes is. Cancelled and expired orders stay counted. Source: faqs/order_count_decrement.md.
 *
 * Orders are counted as the floor tells of them, so that every server that holds the floor has the same counts, whichever
 * server an order came through; those on their way to the floor have a place meanwhile. What was counted before a server started is
 * in the history: `holdBack`, ask for it, `restore`.
 */
import type { AccountEvent } from '../../core/messages/account-event.ts';
import type { CountedWindows, StoredOrderCounts } from '../../journal/history-reader.ts';
import type { OrderCounts } from '../wire/rate-limits.ts';

const tenSecondsMs = 10_000;
const dayMs = 86_400_000;
/** What a first fill takes off. */
const asTaker = 1;
const asMaker = 5;
/** Changes kept while the history is asked; with more it is not waited for. */
const heldMax = 200_000;

interface Entry {
  tenWindow: number;
  ten: number;
  dayWindow: number;
  day: number;
  /** Places taken by orders of which the floor has not told. */
  underWay: number;
}

/** `told`: the floor told of what was placed. `counted`: nothing was placed, and it counts all the same. */
export type OrderEnd = 'told' | 'counted';

export type OrderRefusal = {
  readonly limit: number;
  readonly interval: '10 SECOND' | '1 DAY';
  readonly retryAfterSeconds: number;
};

interface Change {
  readonly eventId: number;
  readonly account: number;
  readonly orders: number;
}

/** Counts of one floor's accounts. `nowMs` is wall time. */
export class OrderCounter {
  readonly #tenLimit: number;
  readonly #dayLimit: number;
  readonly #entries = new Map<number, Entry>();
  /** What the floor told while the history was asked. */
  #held: Change[] | undefined;
  /** The last event that is counted already. */
  #countedUpTo = 0;

  /** Infinity never refuses. */
  constructor(limits: { readonly perTenSeconds: number; readonly perDay: number }) {
    this.#tenLimit = limits.perTenSeconds;
    this.#dayLimit = limits.perDay;
  }

  /** Takes a place for orders about to be placed, or says why not. */
  take(account: number, nowMs: number, orders = 1): OrderRefusal | undefined {
    const entry = this.#entry(account, nowMs);
    if (entry.ten + entry.underWay + orders > this.#tenLimit) {
      const retryAfterSeconds = Math.ceil(((entry.tenWindow + 1) * tenSecondsMs - nowMs) / 1000);
      return { limit: this.#tenLimit, interval: '10 SECOND', retryAfterSeconds };
    }
    if (entry.day + entry.underWay + orders > this.#dayLimit) {
      const retryAfterSeconds = Math.ceil(((entry.dayWindow + 1) * dayMs - nowMs) / 1000);
      return { limit: this.#dayLimit, interval: '1 DAY', retryAfterSeconds };
    }
    entry.underWay += orders;
    return undefined;
  }

  /** Gives back the places that `take` took. */
  end(account: number, nowMs: number, orders: number, end: OrderEnd): void {
    const entry = this.#entry(account, nowMs);
    entry.underWay = Math.max(0, entry.underWay - orders);
    if (end === 'counted') add(entry, orders);
  }

  counts(account: number, nowMs: number): OrderCounts {
    const entry = this.#entry(account, nowMs);
    return { tenSeconds: entry.ten, day: entry.day };
  }

  /** Counts what was placed, takes off what was filled for the first time. */
  absorb(events: readonly AccountEvent[], nowMs: number): void {
    for (const event of events) {
      const orders = changeOf(event);
      if (orders === 0 || event.eventId <= this.#countedUpTo) continue;
      if (this.#held === undefined) add(this.#entry(event.account, nowMs), orders);
      else if (this.#held.push({ eventId: event.eventId, account: event.account, orders }) > heldMax)
        this.#release(nowMs);
    }
  }

  /** From now on keeps what the floor tells until `restore`. */
  holdBack(): void {
    this.#held = [];
  }

  /** What to ask the history for. */
  windows(nowMs: number): CountedWindows {
    const tenSecondsFromUs = (nowMs - (nowMs % tenSecondsMs)) * 1000;
    const dayFromUs = (nowMs - (nowMs % dayMs)) * 1000;
    return { tenSecondsFromUs, dayFromUs, takerFill: asTaker, makerFill: asMaker };
  }

  /** Goes on from what the history had when it was asked, if these are still the windows; from nothing without it. */
  restore(stored: StoredOrderCounts | undefined, askedMs: number, nowMs: number): void {
    if (this.#held !== undefined && stored !== undefined) {
      this.#countedUpTo = stored.eventId;
      const isTenSame = Math.floor(askedMs / tenSecondsMs) === Math.floor(nowMs / tenSecondsMs);
      const isDaySame = Math.floor(askedMs / dayMs) === Math.floor(nowMs / dayMs);
      for (const { account, tenSeconds, day } of stored.counts) {
        const entry = this.#entry(account, nowMs);
        if (isTenSame) entry.ten += tenSeconds;
        if (isDaySame) entry.day += day;
      }
    }
    this.#release(nowMs);
  }

  #release(nowMs: number): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { eventId, account, orders } of held) {
      if (eventId > this.#countedUpTo) add(this.#entry(account, nowMs), orders);
    }
  }

  #entry(account: number, nowMs: number): Entry {
    const tenWindow = Math.floor(nowMs / tenSecondsMs);
    const dayWindow = Math.floor(nowMs / dayMs);
    let entry = this.#entries.get(account);
    if (entry === undefined) {
      entry = { tenWindow, ten: 0, dayWindow, day: 0, underWay: 0 };
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

/** One more, or what a first fill takes off. */
function changeOf(event: AccountEvent): number {
  if (event.type === 'order_accepted') return 1;
  if (event.type !== 'order_filled' || event.order.executed !== event.fill.quantity) return 0;
  return event.fill.isMaker ? -asMaker : -asTaker;
}

function add(entry: Entry, orders: number): void {
  entry.ten = Math.max(0, entry.ten + orders);
  entry.day = Math.max(0, entry.day + orders);
}
