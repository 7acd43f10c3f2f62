/**
 * The limits of all doors together: request weight, raw requests and new sockets by client address (counted-address.ts), orders by
 * account. Switched off they count and never refuse. Several servers of one database count together (limit-exchange.ts).
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import type { OrderCounts, RateLimits } from '../wire/rate-limits.ts';
import { BanList } from './ban-list.ts';
import { countedAddress } from './counted-address.ts';
import { LimitExchange, type SharedCounts } from './limit-exchange.ts';
import { OrderCounter, type OrderEnd } from './order-counter.ts';
import { restoreOrderCounts } from './order-restore.ts';
import type { LimitChannel } from './usage-news.ts';
import { WindowedUsage } from './windowed-usage.ts';

export interface LimitRefusal {
  readonly error: WireError;
  readonly retryAfterSeconds: number;
}

export interface RequestLimitsParts {
  readonly rateLimits: RateLimits;
  readonly enforced: boolean;
  /** Whether who goes on after a refusal is banned. */
  readonly bans?: boolean;
  /** Wall milliseconds. */
  readonly nowMs: () => number;
  /** To the other servers of the same database, where there may be some. */
  readonly channel?: LimitChannel | undefined;
}

const minuteMs = 60_000;

export class RequestLimits {
  readonly rateLimits: RateLimits;
  readonly #enforced: boolean;
  readonly #bansStubborn: boolean;
  readonly #nowMs: () => number;
  readonly #counts: SharedCounts;
  readonly #exchange: LimitExchange | undefined;
  readonly #orders = new WeakMap<FloorSession, OrderCounter>();

  constructor({ rateLimits, enforced, bans = true, nowMs, channel }: RequestLimitsParts) {
    this.rateLimits = rateLimits;
    this.#enforced = enforced;
    this.#bansStubborn = bans;
    this.#nowMs = nowMs;
    this.#counts = {
      weight: new WindowedUsage(minuteMs, rateLimits.weightPerMinute),
      requests: new WindowedUsage(5 * minuteMs, rateLimits.requestsPerFiveMinutes),
      connects: new WindowedUsage(5 * minuteMs, rateLimits.connectsPerFiveMinutes),
      bans: new BanList(),
    };
    const counts = this.#counts;
    if (enforced && channel !== undefined) this.#exchange = new LimitExchange({ counts, channel, nowMs });
  }

  /** Hears of what is used on other servers from now on. */
  async open(): Promise<void> {
    await this.#exchange?.open();
  }

  /** Tells the others what they don't know yet, at once. */
  async tellNow(): Promise<void> {
    await this.#exchange?.tell();
  }

  close(): void {
    this.#exchange?.close();
  }

  /**
   * Adds a request's weight to its address; a refusal says 429, or 418 when the address is banned. `requests`: 0 on sockets,
   * where raw requests are not counted.
   */
  charge(client: string, weight: number, requests: 0 | 1 = 1): LimitRefusal | undefined {
    const now = this.#nowMs();
    const address = countedAddress(client);
    if (!this.#enforced) {
      // What clients are shown, and nothing else.
      this.#counts.weight.add(address, weight, now);
      return undefined;
    }
    const bannedUntilMs = this.#counts.bans.until(address, now);
    if (bannedUntilMs !== undefined) return bannedUntil(bannedUntilMs, now);
    const used = this.#counts.weight.add(address, weight, now);
    const asked = requests === 0 ? 0 : this.#counts.requests.add(address, requests, now);
    this.#exchange?.touch();
    const { weightPerMinute, requestsPerFiveMinutes } = this.rateLimits;
    if (used > weightPerMinute) {
      return this.#refuse(address, wireError('too_much_weight', weightPerMinute, '1 MINUTE'), this.#counts.weight);
    }
    if (asked > requestsPerFiveMinutes) {
      const error = wireError('too_many_requests', requestsPerFiveMinutes, '5 MINUTE');
      return this.#refuse(address, error, this.#counts.requests);
    }
    return undefined;
  }

  /** Takes weight off again, of a request that turned out to be free. */
  refund(client: string, weight: number): void {
    this.#counts.weight.add(countedAddress(client), -weight, this.#nowMs());
  }

  /** Weight used in this minute. */
  used(client: string): number {
    return this.#counts.weight.used(countedAddress(client), this.#nowMs());
  }

  /** 418 for an address that is banned now. */
  banned(client: string): LimitRefusal | undefined {
    const now = this.#nowMs();
    const untilMs = this.#counts.bans.until(countedAddress(client), now);
    return untilMs === undefined ? undefined : bannedUntil(untilMs, now);
  }

  /** Counts a new socket; the refusal says that there were too many in five minutes. */
  connect(client: string): LimitRefusal | undefined {
    const now = this.#nowMs();
    const address = countedAddress(client);
    const connects = this.#counts.connects.add(address, 1, now);
    this.#exchange?.touch();
    if (!this.#enforced || connects <= this.rateLimits.connectsPerFiveMinutes) return undefined;
    const retryAfterSeconds = this.#counts.connects.secondsLeft(now);
    return { error: wireError('too_many_connections', address), retryAfterSeconds };
  }

  /**
   * Counts a floor's orders, whichever server they come through, on top of what its history has of these windows. Resolves when that is
   * counted, or cannot be had.
   */
  watch(session: FloorSession): Promise<void> {
    return restoreOrderCounts(this.#counter(session), session.history, this.#nowMs);
  }

  /** Takes a place for orders about to be placed; `endOrders` when it is known what became of them. */
  takeOrders(session: FloorSession, account: number, orders: number): LimitRefusal | undefined {
    const refusal = this.#counter(session).take(account, this.#nowMs(), orders);
    if (refusal === undefined) return undefined;
    return {
      error: wireError('too_many_orders_placed', refusal.limit, refusal.interval),
      retryAfterSeconds: refusal.retryAfterSeconds,
    };
  }

  endOrders(session: FloorSession, account: number, orders: number, end: OrderEnd): void {
    this.#counter(session).end(account, this.#nowMs(), orders, end);
  }

  orderCounts(session: FloorSession, account: number): OrderCounts {
    return this.#counter(session).counts(account, this.#nowMs());
  }

  #refuse(address: string, error: WireError, usage: WindowedUsage): LimitRefusal {
    const now = this.#nowMs();
    const untilMs = this.#bansStubborn ? this.#counts.bans.refused(address, now) : undefined;
    if (untilMs === undefined) return { error, retryAfterSeconds: usage.secondsLeft(now) };
    this.#exchange?.touch();
    return bannedUntil(untilMs, now);
  }

  #counter(session: FloorSession): OrderCounter {
    let counter = this.#orders.get(session);
    if (counter === undefined) {
      const { ordersPerTenSeconds, ordersPerDay } = this.rateLimits;
      const made = new OrderCounter({
        perTenSeconds: this.#enforced ? ordersPerTenSeconds : Number.POSITIVE_INFINITY,
        perDay: this.#enforced ? ordersPerDay : Number.POSITIVE_INFINITY,
      });
      session.listen({ account: (events) => made.absorb(events, this.#nowMs()) });
      this.#orders.set(session, made);
      counter = made;
    }
    return counter;
  }
}

function bannedUntil(untilMs: number, nowMs: number): LimitRefusal {
  return { error: wireError('banned', Math.ceil(untilMs)), retryAfterSeconds: Math.ceil((untilMs - nowMs) / 1000) };
}
