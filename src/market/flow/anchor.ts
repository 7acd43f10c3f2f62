/**
 * What a symbol's quotes are anchored to before trades shift it: the price layer one second ago, or the ratio of two other
 * symbols' mid prices. The pure delay lets flow know what comes (its lead), which makes trades informed without leaving an
 * autocorrelation in the price; any smoothing instead would leave one.
 */
import type { MarketAccess } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import type { Random } from '../math/random.ts';

export interface Anchor {
  /** The next 0.25 s: log price now by the layer (unused by ratios), and common volatility against its mean. */
  step(price: number, volatility: number, random: Random): void;
  /** Forgets the delay: after a closed period. */
  settle(price: number): void;
  /** Ticks, with a fraction. */
  ticks(access: MarketAccess): number;
  /** Log price to come within the delay. */
  ahead(): number;
  encode(out: ByteWriter): void;
  decode(input: ByteReader): void;
}

const DELAY_STEPS = 4;

export class PriceAnchor implements Anchor {
  /** Log of ticks at layer price 0. */
  #origin = 0;
  readonly #recent = new Float64Array(DELAY_STEPS + 1);
  #at = 0;

  /** At this layer price the anchor stands at `ticks`, whose logarithm is `logTicks`. */
  start(logTicks: number, price: number): void {
    this.#origin = logTicks - price;
    this.settle(price);
  }

  step(price: number): void {
    this.#at = (this.#at + 1) % this.#recent.length;
    this.#recent[this.#at] = price;
  }

  settle(price: number): void {
    this.#recent.fill(price);
  }

  ticks(): number {
    return exp(this.#origin + this.#delayed());
  }

  /** Without the delay: closed periods. */
  ticksAt(price: number): number {
    return exp(this.#origin + price);
  }

  ahead(): number {
    return (this.#recent[this.#at] as number) - this.#delayed();
  }

  encode(out: ByteWriter): void {
    out.f64(this.#origin);
    for (const value of this.#recent) out.f64(value);
    out.u8(this.#at);
  }

  decode(input: ByteReader): void {
    this.#origin = input.f64();
    for (let i = 0; i < this.#recent.length; i++) this.#recent[i] = input.f64();
    this.#at = input.u8();
  }

  #delayed(): number {
    return this.#recent[(this.#at + 1) % this.#recent.length] as number;
  }
}

/** One leg of a ratio: mid price in quote units, and what comes. */
export interface Leg {
  mid(access: MarketAccess): number;
  ahead(): number;
}

/** Arbitrage is not perfect: the cross strays by about half a basis point, more when the market is wild. */
const STRAY = 0.5e-4;
const STRAY_MOST = 8;
const STRAY_KEPT = exp(-0.25 / 45);
const STRAY_SHOCK = Math.sqrt(1 - STRAY_KEPT * STRAY_KEPT);

export class RatioAnchor implements Anchor {
  readonly #numerator: Leg;
  readonly #denominator: Leg;
  readonly #tick: number;
  #stray = 0;
  #wildness = 1;

  /** `tick` in units of the ratio. */
  constructor(numerator: Leg, denominator: Leg, tick: number) {
    this.#numerator = numerator;
    this.#denominator = denominator;
    this.#tick = tick;
  }

  step(_price: number, volatility: number, random: Random): void {
    this.#stray = STRAY_KEPT * this.#stray + STRAY_SHOCK * gaussian(random);
    this.#wildness = Math.min(STRAY_MOST, volatility * Math.sqrt(volatility));
  }

  settle(): void {
    this.#stray = 0;
  }

  ticks(access: MarketAccess): number {
    const straying = 1 + STRAY * this.#wildness * this.#stray;
    return this.ticksOf(this.#numerator.mid(access), this.#denominator.mid(access)) * straying;
  }

  /** For given prices of the legs, without straying. */
  ticksOf(numerator: number, denominator: number): number {
    return numerator / denominator / this.#tick;
  }

  ahead(): number {
    return this.#numerator.ahead() - this.#denominator.ahead();
  }

  encode(out: ByteWriter): void {
    out.f64(this.#stray);
    out.f64(this.#wildness);
  }

  decode(input: ByteReader): void {
    this.#stray = input.f64();
    this.#wildness = input.f64();
  }
}
