/**
 * Order flow for engine benchmarks, the same for the same seed on every machine: 55 % new orders, 35 % cancels, 5 % replaces,
 * 5 % marketable orders, with distances from the touch drawn from a Pareto law. A plain matcher inside works out the right
 * answer while it generates, because cancels and prices depend on the book; nothing is timed that does not give that answer.
 *
 * `mixed`: about 5 000 orders resting; `deep`: 200 000 and more; `burst`: sweeps of 25 resting orders, 200 in a row.
 */
import { type Answer, Fingerprint } from './answer.ts';
import { PlainMatcher } from './plain-matcher.ts';
import { Sfc32 } from './sfc32.ts';

export type ProfileName = 'mixed' | 'deep' | 'burst';

export const operation = { limit: 0, immediate: 1, cancel: 2, replace: 3 } as const;

export interface Flow {
  readonly profile: ProfileName;
  /** Four int32 per operation: kind | side << 8, order id, price in ticks, quantity in lots. */
  readonly records: Int32Array;
  readonly operations: number;
  /** Leading operations that only build the book; replayed but not timed. */
  readonly prefill: number;
  readonly maxOrderId: number;
  readonly answer: Answer;
}

interface Profile {
  readonly resting: number;
  /** Pareto distance from the opposite touch, ticks. */
  readonly scale: number;
  readonly alpha: number;
  readonly distanceMax: number;
  /** Mean number of resting orders that a marketable order eats. */
  readonly sweep: number;
  readonly burst?: { readonly period: number; readonly length: number; readonly sweep: number };
}

const profiles: Readonly<Record<ProfileName, Profile>> = {
  mixed: { resting: 5_000, scale: 12, alpha: 1.1, distanceMax: 3_000, sweep: 4 },
  deep: { resting: 200_000, scale: 4_000, alpha: 1.3, distanceMax: 150_000, sweep: 4 },
  burst: {
    resting: 10_000,
    scale: 20,
    alpha: 1.1,
    distanceMax: 5_000,
    sweep: 2,
    burst: { period: 4_000, length: 200, sweep: 25 },
  },
};

const basePrice = 6_000_000;
const halfWindow = 1 << 20;
const lowest = basePrice - halfWindow;
const levels = halfWindow * 2;
const meanLots = 700;
const recentKept = 1024;

/** `resting`: orders in the book, where it is not the profile's own number. */
export function generateFlow(
  name: ProfileName,
  operations: number,
  seed: number,
  resting = profiles[name].resting,
): Flow {
  return new FlowGenerator(name, operations, seed, resting).run();
}

class FlowGenerator {
  readonly #name: ProfileName;
  readonly #profile: Profile;
  readonly #operations: number;
  readonly #random: Sfc32;
  readonly #records: Int32Array;
  readonly #trades = new Fingerprint();
  readonly #book: PlainMatcher;
  readonly #recent = new Int32Array(recentKept);
  #recentAt = 0;
  #at = 0;
  #nextId = 1;
  #rejects = 0;
  /** Share of buyers among marketable orders; wanders. */
  #buyers = 0.5;

  constructor(name: ProfileName, operations: number, seed: number, resting: number) {
    this.#name = name;
    this.#profile = { ...profiles[name], resting };
    this.#operations = operations;
    this.#random = new Sfc32(seed);
    const capacity = operations + this.#profile.resting + 16;
    this.#records = new Int32Array(capacity * 4);
    this.#book = new PlainMatcher(lowest, levels, capacity, (taker, maker, price, quantity) =>
      this.#trades.trade(taker, maker, price, quantity),
    );
  }

  run(): Flow {
    for (let i = 0; i < this.#profile.resting; i++) this.#add((i & 1) as 0 | 1);
    const prefill = this.#at >> 2;
    for (let i = 0; i < this.#operations; i++) this.#step(i);
    const book = this.#book;
    return {
      profile: this.#name,
      records: this.#records.subarray(0, this.#at),
      operations: this.#at >> 2,
      prefill,
      maxOrderId: this.#nextId - 1,
      answer: {
        trades: this.#trades.trades,
        tradedLots: this.#trades.lots,
        tradeHash: this.#trades.hash,
        rejects: this.#rejects,
        resting: book.live.length,
        bestBid: book.bestBid,
        bestAsk: book.bestAsk,
        bookHash: book.hash(),
      },
    };
  }

  #step(i: number): void {
    const { burst } = this.#profile;
    const inBurst = burst !== undefined && i % burst.period < burst.length;
    this.#buyers += (0.5 - this.#buyers) * 0.0005 + (this.#random.next() - 0.5) * 0.01;
    this.#buyers = Math.min(0.8, Math.max(0.2, this.#buyers));
    const drawn = this.#random.next();
    const kind = inBurst ? 0.99 : drawn;
    if (kind < 0.55 || this.#book.live.length < 64) this.#add(this.#random.next() < 0.5 ? 0 : 1);
    else if (kind < 0.9) this.#cancel();
    else if (kind < 0.95) this.#replace();
    else this.#marketable(i, inBurst);
  }

  #add(side: 0 | 1): void {
    const id = this.#nextId++;
    const price = this.#passivePrice(side);
    const quantity = this.#lots();
    this.#emit(operation.limit, side, id, price, quantity);
    this.#matchAndRest(id, side, price, quantity);
    this.#recent[this.#recentAt++ % recentKept] = id;
  }

  /** Two in a hundred ask for an order that may be gone. */
  #cancel(): void {
    const book = this.#book;
    if (this.#random.next() < 0.02) {
      const id = 1 + this.#random.below(this.#nextId - 1);
      this.#emit(operation.cancel, 0, id, 0, 0);
      if (book.isLive(id)) book.remove(id);
      else this.#rejects++;
      return;
    }
    const id = this.#pick();
    this.#emit(operation.cancel, book.sideOf(id), id, 0, 0);
    book.remove(id);
  }

  #replace(): void {
    const book = this.#book;
    const id = this.#pick();
    const side = book.sideOf(id);
    const before = book.priceOf(id);
    book.remove(id);
    const price = this.#random.next() < 0.5 ? this.#passivePrice(side) : before;
    const quantity = this.#lots();
    this.#emit(operation.replace, side, id, price, quantity);
    this.#matchAndRest(id, side, price, quantity);
  }

  #marketable(i: number, inBurst: boolean): void {
    const { burst, sweep, resting } = this.#profile;
    const book = this.#book;
    const side = this.#marketableSide(i, inBurst);
    const spread = 0.2 + 1.6 * this.#random.next();
    const eaten = inBurst && burst ? burst.sweep * spread : sweep * spread * (book.live.length / resting);
    const quantity = Math.max(1, Math.round(eaten * meanLots));
    const slip = this.#random.below(inBurst ? 400 : 40);
    const price =
      side === 0
        ? Math.min(lowest + levels - 2, (book.hasAsk ? book.bestAsk : basePrice) + slip)
        : Math.max(lowest + 1, (book.hasBid ? book.bestBid : basePrice) - slip);
    const id = this.#nextId++;
    this.#emit(operation.immediate, side, id, price, quantity);
    book.match(id, side, price, quantity);
  }

  #marketableSide(i: number, inBurst: boolean): 0 | 1 {
    const { burst } = this.#profile;
    if (inBurst && burst) return (Math.floor(i / burst.period) & 1) as 0 | 1;
    return this.#random.next() < this.#buyers ? 0 : 1;
  }

  #matchAndRest(id: number, side: 0 | 1, price: number, quantity: number): void {
    const leaves = this.#book.match(id, side, price, quantity);
    if (leaves > 0) this.#book.rest(id, side, price, leaves);
  }

  #passivePrice(side: 0 | 1): number {
    const book = this.#book;
    const ask = book.hasAsk ? book.bestAsk : book.hasBid ? book.bestBid + 2 : basePrice + 1;
    const bid = book.hasBid ? book.bestBid : ask - 2;
    const price = side === 0 ? ask - 1 - this.#distance() : bid + 1 + this.#distance();
    return Math.min(lowest + levels - 2, Math.max(lowest + 1, price));
  }

  #distance(): number {
    const { scale, alpha, distanceMax } = this.#profile;
    const drawn = Math.floor(scale * ((1 - this.#random.next()) ** (-1 / alpha) - 1));
    return drawn > distanceMax ? this.#random.below(distanceMax) : drawn;
  }

  #lots(): number {
    const drawn = this.#random.next();
    if (drawn < 0.6) return 1 + this.#random.below(100);
    return drawn < 0.95 ? 100 + this.#random.below(900) : 1000 + this.#random.below(20_000);
  }

  /** A resting order: mostly a recent one. */
  #pick(): number {
    const { live } = this.#book;
    if (this.#random.next() < 0.65) {
      for (let tries = 0; tries < 8; tries++) {
        const id = this.#recent[this.#random.below(recentKept)] ?? 0;
        if (id !== 0 && this.#book.isLive(id)) return id;
      }
    }
    return live[this.#random.below(live.length)] ?? 0;
  }

  #emit(kind: number, side: number, id: number, price: number, quantity: number): void {
    this.#records[this.#at++] = kind | (side << 8);
    this.#records[this.#at++] = id;
    this.#records[this.#at++] = price;
    this.#records[this.#at++] = quantity;
  }
}
