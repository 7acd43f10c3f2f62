/** A series with the largest numbers that playing it brings about: they decide how fine its assets may be, and whether a floor can hold them. */
import { printsPerBar } from './bar-tape.ts';
import type { ReplaySeries } from './feed.ts';
import { type DecimalDigits, readDecimal } from './import/decimal-text.ts';
import { levelUnitsMost } from './ladder.ts';
import { createTape } from './replay-source.ts';

export interface MeasuredSeries extends ReplaySeries {
  readonly tick: DecimalDigits;
  readonly step: DecimalDigits;
  /** Ticks. */
  readonly priceMost: number;
  /** Lots: of one row. */
  readonly quantityMost: number;
  /** Lots: the largest print, level of a recorded book, or level of the depth that is made up around prints. */
  readonly orderMost: number;
}

/** No print of a bar is much larger than this many mean ones. */
const printMost = 4;

export function measureSeries(series: ReplaySeries): MeasuredSeries {
  const quantityMost = largestOf(series.quantities);
  return {
    ...series,
    tick: gridOf(series.tickSize),
    step: gridOf(series.stepSize),
    priceMost: largestOf(series.prices),
    quantityMost,
    orderMost: largestOrder(series, quantityMost),
  };
}

function largestOrder(series: ReplaySeries, quantityMost: number): number {
  const tape = createTape(series, '');
  if (tape === undefined) return quantityMost;
  const print = series.kind === 'bars' ? (quantityMost * printMost) / printsPerBar(series.barUs) : quantityMost;
  return Math.max(Math.min(print, quantityMost), levelUnitsMost * tape.depthUnit);
}

function largestOf(values: Int32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > largest) largest = value;
  }
  return largest;
}

function gridOf(size: string): DecimalDigits {
  return readDecimal(size) ?? { digits: 1, decimals: 0 };
}
