/**
 * A recorded series as a sequence of prints: the trades of a tape, or the prints along the path of each bar. The cursor shows
 * one print at a time; its place is two numbers, from which everything else can be found again.
 */
import type { SideCode } from '../../core/market-source.ts';

export interface Tape {
  /** Of the print under the cursor: microseconds (Infinity behind the last), ticks, lots, taker's side. */
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: SideCode;
  /** Lots that depth around this tape is measured in: half a percent of a mean minute's volume, a mean recorded trade at least. */
  readonly depthUnit: number;
  next(): void;
  /** Place of the cursor: the row, and the print within it. */
  readonly row: number;
  readonly step: number;
  seek(row: number, step: number): void;
}

/** Moves the cursor to the first print at or after `time`. */
export function seekTime(tape: Tape, times: Float64Array, time: number): void {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  // The bar before may reach over `time`.
  tape.seek(Math.max(0, low - 1), 0);
  while (tape.time < time) tape.next();
}

/** Of a mean minute's volume. */
const depthShare = 0.005;

/** Lots, from a series' volume, the minutes it fell in, and the mean of its recorded trades (0 if it has none). */
export function depthUnitOf(volume: number, minutes: number, meanTrade: number): number {
  return Math.max(1, Math.round(Math.max((volume / Math.max(1, minutes)) * depthShare, meanTrade)));
}
