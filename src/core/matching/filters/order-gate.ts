/**
 * A symbol's filters for limit orders folded into four whole numbers, so that nearly every order is judged by as many comparisons. It
 * only ever says "certainly within all of them": an order it turns away is judged filter by filter (order-filters.ts), which
 * alone decides and names the rejection. The band of prices is narrower than the rule by a tick and by what the mean may move, and no wider than half to
 * twice the mean, so that a quantity that is worth enough at one end and not too much at the other is so everywhere between: it holds
 * until a trade stands 1/128 away from the mean it was drawn around, or the minute is over.
 */
import type { Instrument } from '../../instruments/instrument.ts';
import { minuteUs } from '../mean-price.ts';

export class OrderGate {
  /** Ticks; valid before `#until`, floor time in microseconds. */
  #lowest = 0;
  #highest = 0;
  #until = -1;
  /** Ticks: as long as all trades are between, so is the mean, and the band holds. */
  #calmLowest = 0;
  #calmHighest = 0;
  /** Lots, worth enough and not too much at any price of the band. */
  #least = 0;
  #most = 0;
  declare private readonly instrument: Instrument;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  /** Whether a limit order is within every filter: floor time, ticks, lots. False says nothing. */
  passes(time: number, price: number, quantity: number): boolean {
    if (time >= this.#until) return false;
    return price >= this.#lowest && price <= this.#highest && quantity >= this.#least && quantity <= this.#most;
  }

  /** The mean price moves towards a price, and never past it: only a distant one calls for a new band. */
  traded(price: number): void {
    if (price < this.#calmLowest || price > this.#calmHighest) this.#until = -1;
  }

  /** Draws the band around the mean of a window with trades (sum of ticks x lots, and lots above 0), for the minute of `time`. */
  draw(time: number, tickLots: number, lots: number): void {
    const { filters, minPrice, maxPrice } = this.instrument;
    const { bySideUp, bySideDown, hasPercent, percentUp, percentDown } = filters;
    const up = Math.min(bySideUp[0], bySideUp[1], hasPercent ? percentUp : bySideUp[0], 20_000);
    const down = Math.max(bySideDown[0], bySideDown[1], hasPercent ? percentDown : bySideDown[0], 5_000);
    const mean = tickLots / lots;
    const low = mean - mean / 128;
    const high = mean + mean / 128;
    this.#calmLowest = Math.ceil(low);
    this.#calmHighest = Math.floor(high);
    this.#lowest = Math.max(minPrice, Math.ceil((high * down) / 10_000) + 1);
    this.#highest = Math.min(maxPrice, Math.floor((low * up) / 10_000) - 1);
    this.#until = (Math.floor(time / minuteUs) + 1) * minuteUs;
    this.#drawQuantities();
  }

  #drawQuantities(): void {
    const { filters, minQuantity, maxQuantity, minNotional, maxNotional, basePerLot, quotePerTickLot } =
      this.instrument;
    const leastNotional = Math.max(minNotional, filters.leastNotional);
    const mostNotional = Math.min(maxNotional, filters.quoteAmountMax);
    const least = Math.ceil(leastNotional / (this.#lowest * quotePerTickLot)) + 1;
    const most = Math.floor(mostNotional / (this.#highest * quotePerTickLot)) - 1;
    this.#least = Math.max(minQuantity, least);
    this.#most = Math.min(maxQuantity, Math.floor(filters.baseAmountMax / basePerLot), most);
  }
}
