/**
 * A symbol's filters for limit orders folded into a few bounds, so that nearly every order is judged by six comparisons. It only ever
 * says "certainly within all of them": an order it turns away is judged filter by filter (order-filters.ts), which alone
 * decides and names the rejection. The band around the mean price is one tick narrower than the rule, and drawn anew when a trade has
 * moved the mean or its minute is over.
 */
import type { Instrument } from '../../instruments/instrument.ts';
import { minuteUs } from '../mean-price.ts';

export class OrderGate {
  /** Ticks; valid before `#until`, floor time in microseconds. */
  #lowest = 0;
  #highest = 0;
  #until = -1;
  /** Lots. */
  readonly #least: number;
  readonly #most: number;
  /** Smallest quote units. */
  readonly #leastNotional: number;
  readonly #mostNotional: number;
  readonly #quotePerTickLot: number;
  readonly #instrument: Instrument;

  constructor(instrument: Instrument) {
    const { filters } = instrument;
    this.#instrument = instrument;
    this.#least = instrument.minQuantity;
    this.#most = Math.min(instrument.maxQuantity, Math.floor(filters.baseAmountMax / instrument.basePerLot));
    this.#leastNotional = Math.max(instrument.minNotional, filters.leastNotional);
    this.#mostNotional = Math.min(instrument.maxNotional, filters.quoteAmountMax);
    this.#quotePerTickLot = instrument.quotePerTickLot;
  }

  /** Whether a limit order is within every filter: floor time, ticks, lots. False says nothing. */
  passes(time: number, price: number, quantity: number): boolean {
    if (time >= this.#until || price < this.#lowest || price > this.#highest) return false;
    if (quantity < this.#least || quantity > this.#most) return false;
    const notional = price * quantity * this.#quotePerTickLot;
    return notional >= this.#leastNotional && notional <= this.#mostNotional;
  }

  /** The mean price has changed: nothing passes until the band is drawn. */
  close(): void {
    this.#until = -1;
  }

  /** Draws the band around the mean of a window with trades (sum of ticks x lots, and lots above 0), for the minute of `time`. */
  draw(time: number, tickLots: number, lots: number): void {
    const { filters, minPrice, maxPrice } = this.#instrument;
    const { bySideUp, bySideDown, hasPercent, percentUp, percentDown } = filters;
    const up = Math.min(bySideUp[0], bySideUp[1], hasPercent ? percentUp : bySideUp[0]);
    const down = Math.max(bySideDown[0], bySideDown[1], hasPercent ? percentDown : bySideDown[0]);
    const perTick = lots * 10_000;
    this.#lowest = Math.max(minPrice, Math.ceil((tickLots * down) / perTick) + 1);
    this.#highest = Math.min(maxPrice, Math.floor((tickLots * up) / perTick) - 1);
    this.#until = (Math.floor(time / minuteUs) + 1) * minuteUs;
  }
}
