/**
 * The depth of the book as two curves: how much rests between the middle and each price, out to an equal distance on both
 * sides. Pure: levels in, fractions of the picture out.
 */
import type { BookSide } from '../stores/book-side.ts';

export interface DepthPoint {
  /** 0 at the left edge, 1 at the right. */
  readonly x: number;
  /** Share of the larger side's sum, 0 .. 1. */
  readonly y: number;
}

export interface DepthCurves {
  /** From the middle outwards. */
  readonly bids: readonly DepthPoint[];
  readonly asks: readonly DepthPoint[];
  /** Ticks at the left edge, the middle and the right edge. */
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  /** Lots within the picture. */
  readonly bidLots: number;
  readonly askLots: number;
}

/** `reach`: distance from the middle to an edge, as a share of the price (0.001 is 10 basis points). */
export function depthCurves(bids: BookSide, asks: BookSide, reach: number): DepthCurves | undefined {
  if (bids.best === undefined || asks.best === undefined) return undefined;
  const middle = (bids.best + asks.best) / 2;
  const span = middle * reach;
  const bidSums = sums(bids, (price) => middle - price, span);
  const askSums = sums(asks, (price) => price - middle, span);
  const largest = Math.max(bidSums.total, askSums.total, 1);
  return {
    bids: bidSums.points.map(([distance, lots]) => ({ x: 0.5 - distance / 2, y: lots / largest })),
    asks: askSums.points.map(([distance, lots]) => ({ x: 0.5 + distance / 2, y: lots / largest })),
    from: middle - span,
    middle,
    to: middle + span,
    bidLots: bidSums.total,
    askLots: askSums.total,
  };
}

/** Where a price stands in the picture, 0 .. 1; undefined outside. */
export function depthPlace({ from, to }: DepthCurves, price: number): number | undefined {
  const x = (price - from) / (to - from);
  return x >= 0 && x <= 1 ? x : undefined;
}

/** Distance (0 .. 1 of the span) and the sum up to there, per level. */
function sums(
  levels: BookSide,
  distanceOf: (price: number) => number,
  span: number,
): { readonly points: readonly (readonly [number, number])[]; readonly total: number } {
  const points: (readonly [number, number])[] = [];
  let total = 0;
  for (let index = 0; index < levels.size; index += 1) {
    const distance = distanceOf(levels.prices[index] ?? 0) / span;
    if (distance > 1) break;
    total += levels.lots[index] ?? 0;
    points.push([distance, total]);
  }
  return { points, total };
}
