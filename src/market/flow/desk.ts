/**
 * One symbol's background participants as a whole: their accounts, their resting orders, the reference price they believe
 * in, and the ways they act on the book. Every act goes through `MarketAccess`, like everybody's.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';
import type { Random } from '../math/random.ts';
import { Agents } from './agents.ts';
import type { Anchor, Leg } from './anchor.ts';
import { BackgroundOrders } from './background-orders.ts';
import { Impact } from './impact.ts';
import { OrderSizes } from './order-sizes.ts';
import type { OrderFlowParameters } from './parameters.ts';

/** Seconds between two steps of the price layer. */
export const STEP_SECONDS = 0.25;
/** Basis points over which the book is seeded, and how many times its mean depth the accounts own. */
const SEED_RANGE = 50;
const PURSE = 5;

export class Desk implements Leg {
  readonly symbol: number;
  readonly instrument: Instrument;
  readonly anchor: Anchor;
  readonly orders = new BackgroundOrders();
  readonly impact: Impact;
  readonly sizes: OrderSizes;
  readonly agents: Agents;
  /** Orders that rest on either side of an undisturbed book within the range in which it is seeded. */
  readonly depth: number;
  /** The price quotes should stand around, among those that can be quoted: ticks with a fraction. */
  reference = 0;
  #base = 0;

  constructor(instrument: Instrument, flow: OrderFlowParameters, anchor: Anchor, quoteUnits: number) {
    this.symbol = instrument.index;
    this.instrument = instrument;
    this.anchor = anchor;
    this.impact = new Impact(flow.dailyVolume, flow.dailyMove, STEP_SECONDS);
    this.sizes = new OrderSizes(flow, instrument, quoteUnits);
    this.depth = Math.ceil(((0.45 * flow.limitRate * flow.limitLife) / 6.5) * SEED_RANGE);
    this.agents = new Agents(instrument, PURSE * this.depth * this.sizes.limitMean(), quoteUnits);
  }

  /** Reads the anchor anew. */
  refer(access: MarketAccess): void {
    this.#base = this.anchor.ticks(access);
    this.reweigh();
  }

  /** After a change of impact. */
  reweigh(): void {
    const { minPrice, maxPrice } = this.instrument;
    this.reference = Math.max(minPrice, Math.min(maxPrice, this.#base * exp(this.impact.shift())));
  }

  /** Between two ticks: the bid belongs here or lower, the ask one above or higher. */
  bidTarget(): number {
    return Math.max(this.instrument.minPrice, Math.min(this.instrument.maxPrice - 1, Math.round(this.reference - 0.5)));
  }

  mid(access: MarketAccess): number {
    const bid = access.bestBid(this.symbol);
    const ask = access.bestAsk(this.symbol);
    const ticks = bid < 0 || ask < 0 ? this.reference : (bid + ask) / 2;
    return ticks * this.instrument.tickE8;
  }

  ahead(): number {
    return this.anchor.ahead();
  }

  /** Takes up to `lots` at `price` or better. Returns the lots done. */
  trade(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): number {
    const limit = Math.max(this.instrument.minPrice, Math.min(this.instrument.maxPrice, price));
    const touch = side === 0 ? access.bestAsk(this.symbol) : access.bestBid(this.symbol);
    const done = access.take(time, this.symbol, this.agents.taker, side, limit, lots);
    if (done <= 0) return 0;
    const value = this.sizes.value(touch, done);
    this.impact.addBackground(side === 0 ? value : -value);
    this.reweigh();
    return done;
  }

  /** Rests lots at a price; what cannot be paid for is left out. */
  rest(access: MarketAccess, time: number, side: SideCode, price: number, lots: number): void {
    if (price < this.instrument.minPrice || price > this.instrument.maxPrice) return;
    const id = access.limit(time, this.symbol, this.agents.maker, side, price, lots);
    if (id > 0) this.orders.near.add(id);
  }

  /** Cancels the last background order of a queue. */
  withdrawYoungest(access: MarketAccess, time: number, side: SideCode, price: number): void {
    let youngest = 0;
    for (let id = access.firstOrderAt(this.symbol, side, price); id !== 0; id = access.orderBehind(this.symbol, id)) {
      if (this.agents.owns(access.orderOwner(this.symbol, id))) youngest = id;
    }
    if (youngest !== 0) access.cancel(time, this.symbol, youngest);
  }

  /** Cancels all background orders. */
  withdrawAll(access: MarketAccess, time: number): void {
    for (const heap of [this.orders.near, this.orders.far]) {
      for (let i = 0; i < heap.count; i++) access.cancel(time, this.symbol, heap.at(i));
    }
    this.orders.clear();
  }

  /** Quote units that one unit of the base asset is worth. */
  worth(): number {
    return this.reference * this.instrument.tickE8 * 1e-8;
  }

  encode(out: ByteWriter): void {
    this.anchor.encode(out);
    this.orders.encode(out);
    this.impact.encode(out);
    this.agents.encode(out);
    out.f64(this.reference);
    out.f64(this.#base);
  }

  decode(input: ByteReader): void {
    this.anchor.decode(input);
    this.orders.decode(input);
    this.impact.decode(input);
    this.agents.decode(input);
    this.reference = input.f64();
    this.#base = input.f64();
  }
}

/** Fills an empty book evenly over the seeded range. */
export function seedBook(desk: Desk, access: MarketAccess, time: number, random: Random): void {
  const bid = desk.bidTarget();
  const range = SEED_RANGE * 1e-4 * bid;
  for (let i = 0; i < 2 * desk.depth; i++) {
    const away = 1 + Math.floor(random.uniform() * range);
    const side: SideCode = i % 2 === 0 ? 0 : 1;
    const price = side === 0 ? bid - away : bid + 1 + away;
    const lots = desk.sizes.lots(desk.sizes.limit(random), Math.max(1, price));
    desk.rest(access, time, side, price, lots);
  }
}
