/** The limits of all doors together: weight by address, orders by account. Switched off they count and never refuse. */
import type { FloorSession } from '../../engine/floor-session.ts';
import { type WireError, wireError } from '../wire/errors.ts';
import type { OrderCounts, RateLimits } from '../wire/rate-limits.ts';
import { OrderCounter } from './order-counter.ts';
import { WeightMeter } from './weight-meter.ts';

export interface LimitRefusal {
  readonly error: WireError;
  readonly retryAfterSeconds: number;
}

export class RequestLimits {
  readonly rateLimits: RateLimits;
  readonly #enforced: boolean;
  readonly #nowMs: () => number;
  readonly #meter: WeightMeter;
  readonly #orders = new WeakMap<FloorSession, OrderCounter>();

  constructor(parts: { readonly rateLimits: RateLimits; readonly enforced: boolean; readonly nowMs: () => number }) {
    this.rateLimits = parts.rateLimits;
    this.#enforced = parts.enforced;
    this.#nowMs = parts.nowMs;
    this.#meter = new WeightMeter(parts.enforced ? parts.rateLimits.weightPerMinute : Number.POSITIVE_INFINITY);
  }

  /** Adds a request's weight to its address; a refusal says 429, or 418 when the address is banned. */
  charge(address: string, weight: number): LimitRefusal | undefined {
    const verdict = this.#meter.charge(address, weight, this.#nowMs());
    switch (verdict.kind) {
      case 'pass':
        return undefined;
      case 'over':
        return {
          error: wireError('too_much_weight', this.rateLimits.weightPerMinute, '1 MINUTE'),
          retryAfterSeconds: verdict.retryAfterSeconds,
        };
      case 'banned':
        return { error: wireError('banned', verdict.untilMs), retryAfterSeconds: verdict.retryAfterSeconds };
    }
  }

  refund(address: string, weight: number): void {
    this.#meter.refund(address, weight, this.#nowMs());
  }

  /** Weight used in this minute. */
  used(address: string): number {
    return this.#meter.used(address, this.#nowMs());
  }

  /** Counts orders about to be placed; `giveBackOrders` when they were refused. */
  takeOrders(session: FloorSession, account: number, orders: number): LimitRefusal | undefined {
    const refusal = this.#counter(session).take(account, this.#nowMs(), orders);
    if (refusal === undefined) return undefined;
    return {
      error: wireError('too_many_orders_placed', refusal.limit, refusal.interval),
      retryAfterSeconds: refusal.retryAfterSeconds,
    };
  }

  giveBackOrders(session: FloorSession, account: number, orders: number): void {
    this.#counter(session).giveBack(account, this.#nowMs(), orders);
  }

  orderCounts(session: FloorSession, account: number): OrderCounts {
    return this.#counter(session).counts(account, this.#nowMs());
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
