/** Own fills as marks on the chart: one per candle and side, so that a sweep of twenty fills is one letter, not twenty. */
import { lotsOf, type Market } from '../stores/market.ts';
import type { WireFill } from '../wire/rest.ts';
import { shortQuantity } from './figures.ts';

export interface ChartMark {
  /** Seconds, the open time of the candle. */
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly text: string;
}

/** `times` are the open times of the candles shown, rising. Fills before the first candle are left out. */
export function chartMarks(fills: readonly WireFill[], market: Market, times: readonly number[]): readonly ChartMark[] {
  const lots = new Map<string, { time: number; side: 'buy' | 'sell'; lots: number }>();
  for (const fill of fills) {
    if (fill.symbol !== market.symbol) continue;
    const time = candleAt(times, fill.time / 1000);
    if (time === undefined) continue;
    const side = fill.isBuyer ? 'buy' : 'sell';
    const mark = lots.get(`${time}${side}`) ?? { time, side, lots: 0 };
    mark.lots += lotsOf(market, fill.qty);
    lots.set(`${time}${side}`, mark);
  }
  return [...lots.values()]
    .sort((a, b) => a.time - b.time || (a.side < b.side ? -1 : 1))
    .map(({ time, side, lots: sum }) => ({
      time,
      side,
      text: `${side === 'buy' ? 'B' : 'S'} ${shortQuantity(market, sum)}`,
    }));
}

/** Open time of the candle that holds an instant (seconds). */
function candleAt(times: readonly number[], seconds: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return times[low - 1];
}
