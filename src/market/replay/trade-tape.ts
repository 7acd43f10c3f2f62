/** Recorded trades as prints: one row, one print. */
import type { SideCode } from '../../core/market-source.ts';
import type { ReplaySeries } from './feed.ts';
import { depthUnitOf, type Tape } from './tape.ts';

export class TradeTape implements Tape {
  readonly depthUnit: number;
  readonly #series: ReplaySeries;
  row = 0;
  readonly step = 0;
  time = Number.POSITIVE_INFINITY;
  price = 0;
  quantity = 0;
  side: SideCode = 0;

  constructor(series: ReplaySeries) {
    this.#series = series;
    let sum = 0;
    for (const lots of series.quantities) sum += lots;
    const { times, rows } = series;
    const minutes = ((times[rows - 1] ?? 0) - (times[0] ?? 0)) / 60_000_000;
    this.depthUnit = depthUnitOf(sum, minutes, sum / Math.max(1, rows));
    this.#show();
  }

  next(): void {
    this.row++;
    this.#show();
  }

  seek(row: number): void {
    this.row = row;
    this.#show();
  }

  #show(): void {
    const { times, prices, quantities, flags } = this.#series;
    this.time = times[this.row] ?? Number.POSITIVE_INFINITY;
    this.price = prices[this.row] ?? 0;
    this.quantity = quantities[this.row] ?? 0;
    this.side = flags[this.row] === 1 ? 1 : 0;
  }
}
