/**
 * A series as lines in a box of its own units: x from 0 (the oldest moment shown) to 1 (now), y from 0 (top) to 1 (zero). Where there was
 * nothing to measure, or the server did not run, the line has a gap: nothing is drawn between points that nobody measured.
 */
import type { Point } from './status.ts';

export interface ChartShape {
  /** SVG path data in a box of `boxWidth` by `boxHeight`. */
  readonly lines: string;
  readonly top: number;
}

export const boxWidth = 1000;
export const boxHeight = 100;
/** Twice the time between samples, and some more. */
const gapMs = 13_000;

/** `least`: the top of the scale when all is quiet, so that noise does not look like news. */
export function chartShape(
  points: readonly Point[],
  window: { readonly fromMs: number; readonly toMs: number },
  least: number,
): ChartShape {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const top = niceTop(Math.max(least, ...values));
  let lines = '';
  let before: number | undefined;
  for (const { atMs, value } of points) {
    if (value === null || atMs < window.fromMs) {
      before = undefined;
      continue;
    }
    const x = ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * boxWidth;
    const y = (1 - value / top) * boxHeight;
    const joined = before !== undefined && atMs - before < gapMs;
    // A point that stands alone is a short dash, or it would not be seen.
    lines += joined ? `L${x.toFixed(1)} ${y.toFixed(2)}` : `M${(x - 1.5).toFixed(1)} ${y.toFixed(2)}h1.5`;
    before = atMs;
  }
  return { lines, top };
}

/** The next of 1, 2, 5, 10, … that holds it. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(6));
}
