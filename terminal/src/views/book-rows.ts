/**
 * The order book as rows: levels merged to a grouping step, sums running away from the touch, own orders marked. Asks are
 * merged upwards and bids downwards, so that a grouped price never promises more than is there.
 */
import type { BookSide } from '../stores/book-side.ts';

export interface BookRow {
  /** Ticks; for a group its far edge. */
  readonly price: number;
  readonly lots: number;
  /** Lots from the best price to here. */
  readonly sum: number;
  readonly mine: boolean;
}

/** `step` in ticks, 1 for none; `mine` are prices of own open orders, in ticks. At most `count` rows, best first. */
export function bookRows(
  levels: BookSide,
  side: 'bid' | 'ask',
  step: number,
  count: number,
  mine: ReadonlySet<number>,
): readonly BookRow[] {
  const rows: BookRow[] = [];
  let price = -1;
  let lots = 0;
  let sum = 0;
  let own = false;
  for (let index = 0; index < levels.size; index += 1) {
    const ticks = levels.prices[index] ?? 0;
    const group = side === 'ask' ? Math.ceil(ticks / step) * step : Math.floor(ticks / step) * step;
    if (group !== price) {
      if (price >= 0) rows.push({ price, lots, sum, mine: own });
      if (rows.length === count) return rows;
      price = group;
      lots = 0;
      own = false;
    }
    lots += levels.lots[index] ?? 0;
    sum += levels.lots[index] ?? 0;
    own ||= mine.has(ticks);
  }
  if (price >= 0) rows.push({ price, lots, sum, mine: own });
  return rows;
}

/** Grouping steps offered for a symbol, in ticks: 1, 10, 100 … while a step stays below about 0.2 % of the price. */
export function groupingSteps(price: number): readonly number[] {
  const steps = [1];
  for (const factor of [5, 10, 50, 100, 500, 1000, 5000, 10_000]) if (factor * 500 <= price) steps.push(factor);
  return steps;
}

/** The step in which a ladder begins: the coarsest below about a basis point, so that what moves within seconds stays in sight. */
export function ladderStep(price: number): number {
  return groupingSteps(price).findLast((step) => step * 10_000 <= price) ?? 1;
}

/** Share of the bid side in what rests within the rows shown, in per cent; undefined when nothing does. */
export function bidShare(bids: readonly BookRow[], asks: readonly BookRow[]): number | undefined {
  const bid = bids.at(-1)?.sum ?? 0;
  const total = bid + (asks.at(-1)?.sum ?? 0);
  return total === 0 ? undefined : Math.round((bid / total) * 100);
}
