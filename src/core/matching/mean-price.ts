/**
 * Quantity-weighted mean price of the last minutes: the running minute and the whole minutes before it. It is a reference
 * for filters and for display, never an amount of money, and so may be a double: sums beyond 2^53 round, the same way on
 * every machine.
 */
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';

export const minuteUs = 60_000_000;

export class MeanPrice {
  /** Whole minutes of the window before the running one, a ring by minute number. */
  declare private readonly pastTickLots: Float64Array;
  declare private readonly pastLots: Float64Array;
  declare private readonly pastMinutes: Float64Array;
  /** The running minute; -1 before the first trade. */
  #minute = -1;
  #minuteEnd = Number.NEGATIVE_INFINITY;
  #currentTickLots = 0;
  #currentLots = 0;
  /** The whole window as of the running minute: what is asked before every order, kept ready. */
  #windowTickLots = 0;
  #windowLots = 0;

  constructor(minutes: number) {
    const past = minutes - 1;
    this.pastTickLots = new Float64Array(past);
    this.pastLots = new Float64Array(past);
    this.pastMinutes = new Float64Array(past).fill(-1);
  }

  /** A trade: microseconds, ticks, lots. Time does not fall. */
  record(time: number, price: number, quantity: number): void {
    if (time >= this.#minuteEnd) this.#roll(time);
    this.#currentTickLots += price * quantity;
    this.#currentLots += quantity;
    this.#windowTickLots += price * quantity;
    this.#windowLots += quantity;
  }

  /** Sum of ticks x lots in the window that ends at `time`, and of lots: their ratio is the mean. */
  tickLots(time: number): number {
    return time < this.#minuteEnd ? this.#windowTickLots : this.#sumAt(this.pastTickLots, this.#currentTickLots, time);
  }

  lots(time: number): number {
    return time < this.#minuteEnd ? this.#windowLots : this.#sumAt(this.pastLots, this.#currentLots, time);
  }

  encode(out: ByteWriter): void {
    out.f64(this.#minute);
    out.f64(this.#currentTickLots);
    out.f64(this.#currentLots);
    out.f64(this.#windowTickLots);
    out.f64(this.#windowLots);
    for (let i = 0; i < this.pastMinutes.length; i++) {
      out.f64(this.pastMinutes[i] as number);
      out.f64(this.pastTickLots[i] as number);
      out.f64(this.pastLots[i] as number);
    }
  }

  decode(input: ByteReader): void {
    this.#minute = input.f64();
    this.#minuteEnd = this.#minute < 0 ? Number.NEGATIVE_INFINITY : (this.#minute + 1) * minuteUs;
    this.#currentTickLots = input.f64();
    this.#currentLots = input.f64();
    this.#windowTickLots = input.f64();
    this.#windowLots = input.f64();
    for (let i = 0; i < this.pastMinutes.length; i++) {
      this.pastMinutes[i] = input.f64();
      this.pastTickLots[i] = input.f64();
      this.pastLots[i] = input.f64();
    }
  }

  /** Closes the running minute and starts the one of `time`. */
  #roll(time: number): void {
    const minute = Math.floor(time / minuteUs);
    if (this.#minute >= 0 && this.pastMinutes.length > 0) {
      const at = this.#minute % this.pastMinutes.length;
      this.pastMinutes[at] = this.#minute;
      this.pastTickLots[at] = this.#currentTickLots;
      this.pastLots[at] = this.#currentLots;
    }
    this.#minute = minute;
    this.#minuteEnd = (minute + 1) * minuteUs;
    this.#currentTickLots = 0;
    this.#currentLots = 0;
    // In ring order, from nothing: a sum carried along would keep the rounding of minutes long gone.
    this.#windowTickLots = this.#sumSince(this.pastTickLots, minute - this.pastMinutes.length);
    this.#windowLots = this.#sumSince(this.pastLots, minute - this.pastMinutes.length);
  }

  /** As of a later minute, without closing the running one: reading changes nothing. */
  #sumAt(column: Float64Array, current: number, time: number): number {
    const first = Math.floor(time / minuteUs) - this.pastMinutes.length;
    return this.#sumSince(column, first) + (this.#minute >= first ? current : 0);
  }

  #sumSince(column: Float64Array, first: number): number {
    let sum = 0;
    for (let i = 0; i < column.length; i++)
      if ((this.pastMinutes[i] as number) >= Math.max(0, first)) sum += column[i] as number;
    return sum;
  }
}
