/** The price layer's way through a floor's past, bar by bar, before it is given prices and turned into candles. */
import type { Slices } from '../../core/snapshot/slices.ts';
import type { PastSchedule } from './past-schedule.ts';
import type { PriceLayer } from './price-layer.ts';

/** By symbol of the layer, one value per bar. */
export interface PastPath {
  /** Log price at the bar's end against the floor's first moment, where it is 0. */
  readonly price: readonly Float64Array[];
  /** Standard deviation of the bar's diffusion; log activity. */
  readonly sigma: readonly Float64Array[];
  readonly activity: readonly Float64Array[];
}

/** Bars of one slice of work: a few milliseconds. */
export const sliceBars = 500;

/** Runs a fresh layer up to the floor's first moment. */
export function* runPast(layer: PriceLayer, schedule: PastSchedule, each?: (bar: number) => void): Slices<void> {
  for (let bar = 0; bar < schedule.count; bar++) {
    layer.step(schedule.timeUs(bar), schedule.seconds(bar));
    each?.(bar);
    if (bar % sliceBars === sliceBars - 1) yield;
  }
}

/** A whole year's move beyond e^0.8 in a market that ends at a given price looks absurd: it is tilted back to that. */
const MOVE_MOST = 0.8;

export function* recordPast(layer: PriceLayer, schedule: PastSchedule): Slices<PastPath> {
  const symbols = layer.price.length;
  const columns = () => Array.from({ length: symbols }, () => new Float64Array(schedule.count));
  const path = { price: columns(), sigma: columns(), activity: columns() };
  yield* runPast(layer, schedule, (bar) => {
    copyInto(path.price, bar, layer.price);
    copyInto(path.sigma, bar, layer.sigma);
    copyInto(path.activity, bar, layer.activity);
  });
  for (const price of path.price) endAtZero(price, schedule);
  return path;
}

function copyInto(columns: readonly Float64Array[], bar: number, values: Float64Array): void {
  for (let s = 0; s < columns.length; s++) (columns[s] as Float64Array)[bar] = values[s] as number;
}

function endAtZero(price: Float64Array, schedule: PastSchedule): void {
  const last = price.length - 1;
  const end = price[last] as number;
  const start = (price[0] as number) - end;
  const excess = start - Math.max(-MOVE_MOST, Math.min(MOVE_MOST, start));
  const from = schedule.timeUs(0);
  const length = schedule.timeUs(schedule.count) - from;
  for (let bar = 0; bar <= last; bar++) {
    const left = 1 - (schedule.timeUs(bar + 1) - from) / length;
    price[bar] = (price[bar] as number) - end - excess * left;
  }
}
