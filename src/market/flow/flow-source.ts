/**
 * The flow market as the floor sees it: the price layer stepping on its grid of 0.25 s and one order flow per symbol, their
 * events merged in order of time (ties: the step, then symbols in listing order).
 *
 * A symbol that does not trade is not run: its price goes on with the others', its book stays as it stands.
 *
 * The rule it keeps: what happens depends on the times of events only, never on where calls of `run` cut the time.
 */
import type { MarketAccess, MarketSource, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { log } from '../math/exp-log.ts';
import { activityOf, CoarseTime } from './coarse-time.ts';
import { STEP_SECONDS } from './desk.ts';
import type { FlowSymbol } from './flow-symbols.ts';
import type { PriceLayer } from './price-layer.ts';

const STEP_US = STEP_SECONDS * 1e6;
/** Share of users' turnover in a cross that reaches its legs. */
const CARRIED = 0.3;

export class FlowSource implements MarketSource {
  readonly #symbols: readonly FlowSymbol[];
  readonly #layer: PriceLayer;
  readonly #reachPresent: (layer: PriceLayer) => void;
  readonly #coarse: CoarseTime;
  #stepTime = Infinity;
  /** By symbol: when its flow acts next. */
  readonly #next: Float64Array;
  /** The symbol that acts first; the earlier listed on a tie. */
  #first = 0;

  /** `reachPresent` brings the fresh layer to the floor's first moment. */
  constructor(
    layer: PriceLayer,
    symbols: readonly FlowSymbol[],
    seed: string,
    reachPresent: (layer: PriceLayer) => void,
  ) {
    this.#layer = layer;
    this.#symbols = symbols;
    this.#reachPresent = reachPresent;
    this.#coarse = new CoarseTime(layer, symbols, seed);
    this.#next = new Float64Array(symbols.length).fill(Infinity);
  }

  open(access: MarketAccess, time: number): void {
    this.#reachPresent(this.#layer);
    for (const { origin } of this.#symbols) {
      if (origin.kind === 'price')
        origin.anchor.start(log(origin.startTicks), this.#layer.price[origin.place] as number);
    }
    for (const { desk } of this.#symbols) {
      desk.refer(access);
      desk.agents.open(access, desk.reference);
      this.#seed(access, desk.symbol, time);
    }
    this.#stepTime = time;
  }

  nextTime(): number {
    return Math.min(this.#stepTime, this.#next[this.#first] as number);
  }

  run(access: MarketAccess, time: number): void {
    for (;;) {
      const next = this.#next[this.#first] as number;
      if (Math.min(this.#stepTime, next) > time) return;
      if (this.#stepTime <= next) this.#step(access);
      else this.#act(access, this.#first);
    }
  }

  skip(access: MarketAccess, from: number, to: number): void {
    this.#coarse.run(access, from, to);
    for (const { origin, desk } of this.#symbols) {
      origin.anchor.settle(origin.kind === 'price' ? (this.#layer.price[origin.place] as number) : 0);
      desk.refer(access);
      desk.agents.keepFunded(access, desk.reference);
      this.#seed(access, desk.symbol, to);
    }
    if (this.#stepTime <= to) this.#stepTime += (Math.floor((to - this.#stepTime) / STEP_US) + 1) * STEP_US;
  }

  userTraded(symbol: number, side: SideCode, price: number, quantity: number): void {
    const { desk, flow, origin } = this.#symbols[symbol] as FlowSymbol;
    const value = desk.sizes.value(price, quantity);
    const signed = side === 0 ? value : -value;
    flow.userTraded(signed);
    if (origin.kind === 'price') return;
    // Arbitrage carries part of what is done in a cross over to its legs.
    const legs = CARRIED * signed * (this.#symbols[origin.denominator] as FlowSymbol).desk.worth();
    (this.#symbols[origin.numerator] as FlowSymbol).flow.userTraded(legs);
    (this.#symbols[origin.denominator] as FlowSymbol).flow.userTraded(-legs);
  }

  /** Nothing to do: see background-orders.ts. */
  orderGone(): void {}

  encode(out: ByteWriter): void {
    out.f64(this.#stepTime);
    this.#layer.encode(out);
    this.#coarse.encode(out);
    for (const { flow } of this.#symbols) flow.encode(out);
  }

  decode(input: ByteReader): void {
    this.#stepTime = input.f64();
    this.#layer.decode(input);
    this.#coarse.decode(input);
    this.#symbols.forEach(({ flow }, symbol) => {
      flow.decode(input);
      this.#next[symbol] = flow.nextTime;
    });
    this.#findFirst();
  }

  #step(access: MarketAccess): void {
    const time = this.#stepTime;
    this.#layer.step(time, STEP_SECONDS);
    const { volatility } = this.#layer.common;
    for (let symbol = 0; symbol < this.#symbols.length; symbol++) {
      const one = this.#symbols[symbol] as FlowSymbol;
      const price = one.origin.kind === 'price' ? (this.#layer.price[one.origin.place] as number) : 0;
      if (access.isOpen(symbol)) {
        one.flow.step(access, time, activityOf(this.#layer, this.#symbols, one), price, volatility);
      } else one.flow.rest(price, volatility);
      this.#next[symbol] = one.flow.nextTime;
    }
    this.#stepTime = time + STEP_US;
    this.#findFirst();
  }

  #act(access: MarketAccess, symbol: number): void {
    const { flow } = this.#symbols[symbol] as FlowSymbol;
    if (access.isOpen(symbol)) flow.act(access);
    else flow.stop();
    this.#next[symbol] = flow.nextTime;
    this.#findFirst();
  }

  #seed(access: MarketAccess, symbol: number, time: number): void {
    const { flow } = this.#symbols[symbol] as FlowSymbol;
    if (access.isOpen(symbol)) flow.seed(access, time);
    else flow.stop();
    this.#next[symbol] = flow.nextTime;
    this.#findFirst();
  }

  #findFirst(): void {
    const next = this.#next;
    let first = 0;
    let least = next[0] as number;
    for (let symbol = 1; symbol < next.length; symbol++) {
      const time = next[symbol] as number;
      if (time < least) {
        least = time;
        first = symbol;
      }
    }
    this.#first = first;
  }
}
