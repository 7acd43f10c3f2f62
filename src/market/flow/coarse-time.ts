/**
 * Closed periods, in coarse steps: the price layer moves by minutes (by quarters of an hour further back than a day, by
 * hours further back than 30 days), and each step prints four trades between background accounts: open, both extremes,
 * close. Candles, ledger and users' orders stay exact; the background book is taken away before and seeded anew after.
 *
 * A symbol that does not trade keeps its book as it stands: its price goes on, nothing is printed.
 *
 * A user's order that the path reaches is filled at its own price, however long its queue would have been: the path says
 * how far the price went, not how much was traded there.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';
import { Random } from '../math/random.ts';
import { barTurnover, bridgeHigh, bridgeLow, ratioSigma } from './bar-shape.ts';
import type { FlowSymbol } from './flow-symbols.ts';
import type { PriceLayer } from './price-layer.ts';

const MINUTE_US = 60_000_000;
const DAY_US = 1440 * MINUTE_US;
const PRINTS = 4;

export class CoarseTime {
  readonly #layer: PriceLayer;
  readonly #symbols: readonly FlowSymbol[];
  readonly #streams: readonly Random[];
  /** By symbol: ticks now and at the step's extremes, and which comes first. */
  readonly #price: Float64Array;
  readonly #path: Float64Array;
  readonly #lots: Float64Array;

  constructor(layer: PriceLayer, symbols: readonly FlowSymbol[], seed: string) {
    this.#layer = layer;
    this.#symbols = symbols;
    this.#streams = symbols.map((one) => new Random(`${seed}/coarse/${one.instrument.name}`));
    this.#price = new Float64Array(symbols.length);
    this.#path = new Float64Array(symbols.length * PRINTS);
    this.#lots = new Float64Array(symbols.length);
  }

  /** Leaves the books to be seeded at `to`. */
  run(access: MarketAccess, from: number, to: number): void {
    this.#symbols.forEach((one, s) => {
      this.#price[s] = one.desk.reference;
      if (access.isOpen(s)) one.desk.withdrawAll(access, from);
    });
    for (let time = from; time < to; ) {
      const length = stepLength(to - time);
      const end = Math.min(to, (Math.floor(time / length) + 1) * length);
      this.#step(access, time, end);
      time = end;
    }
  }

  encode(out: ByteWriter): void {
    for (const stream of this.#streams) stream.encode(out);
  }

  decode(input: ByteReader): void {
    for (const stream of this.#streams) stream.decode(input);
  }

  #step(access: MarketAccess, from: number, to: number): void {
    const seconds = (to - from) * 1e-6;
    this.#layer.step(from, seconds);
    for (let s = 0; s < this.#symbols.length; s++) this.#plan(s, seconds);
    for (let print = 0; print < PRINTS; print++) {
      const time = print === PRINTS - 1 ? to - 1 : from + Math.floor(((to - from) * print) / PRINTS);
      for (let s = 0; s < this.#symbols.length; s++) {
        if (access.isOpen(s)) this.#print(access, s, Math.max(from, time), print);
      }
    }
  }

  /** Decides a symbol's four prices and its lots for the step. */
  #plan(s: number, seconds: number): void {
    const one = this.#symbols[s] as FlowSymbol;
    const random = this.#streams[s] as Random;
    const open = this.#price[s] as number;
    one.desk.impact.decayOver(seconds);
    const close = this.#anchorTicks(one) * exp(one.desk.impact.shift());
    const sigma = this.#sigma(one);
    // Good to first order, and exact in its ends: moves of one step are small against the price.
    const move = close / open - 1;
    const clamp = (ticks: number) =>
      Math.max(one.instrument.minPrice, Math.min(one.instrument.maxPrice, Math.round(ticks)));
    const high = clamp(open * (1 + bridgeHigh(move, sigma, random)));
    const low = clamp(open * (1 + bridgeLow(move, sigma, random)));
    const highFirst = random.uniform() < 0.5;
    const at = s * PRINTS;
    this.#path[at] = clamp(open);
    this.#path[at + 1] = highFirst ? high : low;
    this.#path[at + 2] = highFirst ? low : high;
    this.#path[at + 3] = clamp(close);
    const turnover =
      barTurnover(this.#activity(one), move, sigma, random) * one.parameters.minuteVolume * (seconds / 60);
    this.#lots[s] = Math.max(1, Math.round(turnover / PRINTS / one.desk.sizes.value(open, 1)));
    this.#price[s] = close;
  }

  #print(access: MarketAccess, s: number, time: number, print: number): void {
    const { desk } = this.#symbols[s] as FlowSymbol;
    const price = this.#path[s * PRINTS + print] as number;
    this.#fillUsers(access, s, time, price);
    desk.agents.keepFunded(access, price);
    const { maker, taker } = desk.agents;
    const most = desk.agents.lotsMost(price);
    // In pieces that can be paid for, there and back.
    let side: SideCode = (this.#streams[s] as Random).uniform() < 0.5 ? 0 : 1;
    for (let left = this.#lots[s] as number; left > 0; left -= most) {
      const lots = Math.min(left, most);
      access.print(time, desk.symbol, side === 0 ? taker : maker, side === 0 ? maker : taker, side, price, lots);
      side = side === 0 ? 1 : 0;
    }
  }

  /** The book holds users' orders only: those at this price or beyond are done. */
  #fillUsers(access: MarketAccess, s: number, time: number, price: number): void {
    const { desk } = this.#symbols[s] as FlowSymbol;
    for (const side of [0, 1] as const) {
      for (;;) {
        const best = side === 0 ? access.bestAsk(desk.symbol) : access.bestBid(desk.symbol);
        if (best < 0 || (side === 0 ? best > price : best < price)) break;
        desk.agents.keepFunded(access, best);
        const lots = access.levelQuantity(desk.symbol, side === 0 ? 1 : 0, best);
        const most = desk.agents.lotsMost(best);
        if (access.take(time, desk.symbol, desk.agents.taker, side, best, Math.min(lots, most)) <= 0) break;
      }
    }
  }

  #anchorTicks(one: FlowSymbol): number {
    const { origin } = one;
    if (origin.kind === 'price') return origin.anchor.ticksAt(this.#layer.price[origin.place] as number);
    return origin.anchor.ticksOf(this.#quotePrice(origin.numerator), this.#quotePrice(origin.denominator));
  }

  #quotePrice(s: number): number {
    return (this.#price[s] as number) * (this.#symbols[s] as FlowSymbol).instrument.tickE8;
  }

  #sigma(one: FlowSymbol): number {
    const { origin } = one;
    if (origin.kind === 'price') return this.#layer.sigma[origin.place] as number;
    const numerator = this.#sigma(this.#symbols[origin.numerator] as FlowSymbol);
    const denominator = this.#sigma(this.#symbols[origin.denominator] as FlowSymbol);
    return ratioSigma(numerator, denominator);
  }

  #activity(one: FlowSymbol): number {
    return activityOf(this.#layer, this.#symbols, one);
  }
}

/** Log activity of a symbol; a ratio is as busy as its legs in the mean. */
export function activityOf(layer: PriceLayer, symbols: readonly FlowSymbol[], one: FlowSymbol): number {
  const { origin } = one;
  if (origin.kind === 'price') return layer.activity[origin.place] as number;
  const numerator = activityOf(layer, symbols, symbols[origin.numerator] as FlowSymbol);
  return (numerator + activityOf(layer, symbols, symbols[origin.denominator] as FlowSymbol)) / 2;
}

function stepLength(left: number): number {
  if (left > 30 * DAY_US) return 60 * MINUTE_US;
  return left > DAY_US ? 15 * MINUTE_US : MINUTE_US;
}
