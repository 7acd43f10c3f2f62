/**
 * Recorded candles as prints. Each bar is played along the path of its turning points (bar-points.ts): the first print at its
 * open price and time, the last at its close, its high and low in between, and prints on the way whose prices wander around
 * the straight line. They share the bar's volume, every one at least a lot. A candle built from the prints therefore has the
 * recorded open, high, low, close and volume exactly. A bar without volume, and a bar that is missing, has no prints.
 *
 * Everything is drawn from the seed, the symbol and the bar's open time, so a bar looks the same whenever it is played.
 */
import type { SideCode } from '../../core/market-source.ts';
import { barPoints } from './bar-points.ts';
import { mixBits } from './digest.ts';
import type { ReplaySeries } from './feed.ts';
import { depthUnitOf, type Tape } from './tape.ts';

const minuteUs = 60_000_000;
/** Prints of a minute's bar; longer bars have more, by the square root of their length. */
const printsPerMinute = 16;
const printsMax = 240;
const printsMin = 4;

/** Of a bar that has as many lots. */
export function printsPerBar(barUs: number): number {
  const wanted = Math.round(printsPerMinute * Math.sqrt(barUs / minuteUs));
  return Math.min(printsMax, Math.max(printsMin, wanted));
}

export class BarTape implements Tape {
  readonly depthUnit: number;
  readonly #series: ReplaySeries;
  readonly #seed: number;
  readonly #printsPerBar: number;
  #prices: number[] = [];
  #quantities: number[] = [];
  #sides: SideCode[] = [];
  #times: number[] = [];
  #salt = 0;
  row = 0;
  step = 0;
  time = Number.POSITIVE_INFINITY;
  price = 0;
  quantity = 0;
  side: SideCode = 0;

  constructor(series: ReplaySeries, seed: number) {
    this.#series = series;
    this.#seed = seed;
    this.#printsPerBar = printsPerBar(series.barUs);
    let sum = 0;
    let bars = 0;
    for (const lots of series.quantities) {
      sum += lots;
      if (lots > 0) bars++;
    }
    this.depthUnit = depthUnitOf(sum, (bars * series.barUs) / minuteUs, 0);
    this.seek(0, 0);
  }

  next(): void {
    this.step++;
    if (this.step < this.#prices.length) this.#show();
    else this.seek(this.row + 1, 0);
  }

  seek(row: number, step: number): void {
    const { rows, quantities } = this.#series;
    this.row = row;
    this.step = step;
    while (this.row < rows && quantities[this.row] === 0) this.row++;
    if (this.row < rows) this.#draw();
    this.#show();
  }

  #show(): void {
    const isOver = this.row >= this.#series.rows;
    this.time = isOver ? Number.POSITIVE_INFINITY : (this.#times[this.step] ?? Number.POSITIVE_INFINITY);
    this.price = this.#prices[this.step] ?? 0;
    this.quantity = this.#quantities[this.step] ?? 0;
    this.side = this.#sides[this.step] ?? 0;
  }

  #draw(): void {
    const { times, prices, quantities } = this.#series;
    const openTime = times[this.row] ?? 0;
    const volume = quantities[this.row] ?? 0;
    this.#salt = mixBits(this.#seed ^ mixBits(Math.floor(openTime / 1_000_000)));
    const points = barPoints(prices, this.row);
    const count = Math.max(points.length, Math.min(this.#printsPerBar, volume));
    this.#drawPrices(points, count, prices[this.row * 4 + 2] ?? 0, prices[this.row * 4 + 1] ?? 0);
    this.#drawQuantities(volume, count);
    this.#times = [];
    for (let i = 0; i < count; i++) {
      const fraction = i === 0 ? 0 : this.#roll();
      this.#times.push(openTime + Math.floor(((i + fraction) * this.#series.barUs) / count));
    }
  }

  #drawPrices(points: readonly number[], count: number, low: number, high: number): void {
    const first = points[0] ?? 0;
    const before = this.row > 0 ? (this.#series.prices[this.row * 4 - 1] ?? first) : first;
    this.#prices = [first];
    this.#sides = [first > before ? 0 : first < before ? 1 : this.#coin()];
    const legs = points.length - 1;
    // Where each turning point stands among the prints: legs take shares of the way by chance, every one at least one print.
    let at = 0;
    let from = first;
    for (let leg = 1; leg <= legs; leg++) {
      const spare = count - 1 - at - (legs - leg + 1);
      const length = leg === legs ? count - 1 - at : 1 + Math.floor((this.#roll() * 2 * spare) / (legs - leg + 1.5));
      const to = points[leg] ?? from;
      for (let i = 1; i <= length; i++) this.#push(i === length ? to : this.#between(from, to, i / length, low, high));
      at += length;
      from = to;
    }
    while (this.#prices.length < count) this.#push(from);
  }

  #between(from: number, to: number, share: number, low: number, high: number): number {
    const wander = (this.#roll() - 0.5) * (high - low) * 0.25;
    const price = Math.round(from + (to - from) * share + wander);
    return Math.min(high, Math.max(low, price));
  }

  #push(price: number): void {
    const before = this.#prices.at(-1) ?? price;
    this.#prices.push(price);
    this.#sides.push(price > before ? 0 : price < before ? 1 : this.#coin());
  }

  #drawQuantities(volume: number, count: number): void {
    const shares: number[] = [];
    let total = 0;
    for (let i = 0; i < count; i++) {
      const roll = this.#roll();
      // The square makes few large prints and many small ones.
      total += 0.05 + roll * roll;
      shares.push(total);
    }
    const spare = volume - count;
    let given = 0;
    this.#quantities = shares.map((share, i) => {
      const upTo = i === count - 1 ? spare : Math.min(spare, Math.floor((spare * share) / total));
      const lots = 1 + upTo - given;
      given = upTo;
      return lots;
    });
  }

  /** 0 to 1, without 1. */
  #roll(): number {
    this.#salt = (this.#salt + 0x9e3779b9) | 0;
    return (mixBits(this.#salt) >>> 0) / 0x1_0000_0000;
  }

  #coin(): SideCode {
    return this.#roll() < 0.5 ? 0 : 1;
  }
}
