/** How large background orders are: draws in quote, turned into whole lots that respect the symbol's least notional. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { exp } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import type { Random } from '../math/random.ts';
import type { OrderFlowParameters } from './parameters.ts';

/** A fresh best level on the side the market leans to is larger, on the other side much smaller. */
const FAVOURED = exp(0.6);
const SHUNNED = exp(-1.7);

export class OrderSizes {
  readonly #flow: OrderFlowParameters;
  readonly #instrument: Instrument;
  /** Quote in one tick times one lot. */
  readonly #unit: number;

  constructor(flow: OrderFlowParameters, instrument: Instrument, quoteUnits: number) {
    this.#flow = flow;
    this.#instrument = instrument;
    this.#unit = instrument.quotePerTickLot / quoteUnits;
  }

  /** Quote amount of lots at a price. */
  value(price: number, lots: number): number {
    return price * lots * this.#unit;
  }

  /** Lots worth this much at a price in ticks: at least the least notional, at most the largest quantity. */
  lots(quote: number, price: number): number {
    const wanted = Math.floor(quote / (price * this.#unit));
    return Math.min(this.#instrument.maxQuantity, Math.max(wanted, this.leastLots(price)));
  }

  leastLots(price: number): number {
    const { minNotional, quotePerTickLot, minQuantity } = this.#instrument;
    return Math.max(minQuantity, Math.ceil(minNotional / (price * quotePerTickLot)));
  }

  taker(random: Random): number {
    const z = gaussian(random);
    const bend = z > 0 ? this.#flow.takerBend * z * z : 0;
    return this.#flow.takerMedian * exp(this.#flow.takerSpread * z + bend);
  }

  sweep(random: Random): number {
    const u = random.uniform();
    return 3 * this.taker(random) + u * u * u * this.#flow.sweepMost;
  }

  limit(random: Random): number {
    return this.#flow.limitMedian * exp(this.#flow.limitSpread * gaussian(random));
  }

  touch(random: Random, favoured: boolean): number {
    const size = this.#flow.touchMedian * exp(this.#flow.touchSpread * gaussian(random));
    return size * (favoured ? FAVOURED : SHUNNED);
  }

  /** Mean of `limit`. */
  limitMean(): number {
    return this.#flow.limitMedian * exp((this.#flow.limitSpread * this.#flow.limitSpread) / 2);
  }
}
