/**
 * The market streams as they are named to people: a pattern, what comes, how often. The names themselves are read by
 * stream-name.ts; each kind that it knows has its row here, or this does not compile.
 */
import { intervals } from '../../engine/views/interval.ts';
import type { StreamSpec } from './stream-name.ts';

export interface StreamForm {
  /** Parts in braces stand for what may be chosen. */
  readonly names: readonly string[];
  readonly tells: string;
  readonly pace: string;
}

const realTime = 'as it happens';
const everySecond = 'every second';

export const streamForms: Readonly<Record<StreamSpec['kind'], StreamForm>> = {
  trade: { names: ['{symbol}@trade'], tells: 'Every trade, one message each.', pace: realTime },
  aggTrade: {
    names: ['{symbol}@aggTrade'],
    tells: 'Trades of one taker order at one price, put together.',
    pace: realTime,
  },
  kline: {
    names: ['{symbol}@kline_{interval}', '{symbol}@kline_{interval}@+08:00'],
    tells: 'The present candle, and each candle once more when it closes (`x` is true). Days of UTC, or of UTC+8.',
    pace: 'every second for 1s, every two seconds for the others',
  },
  miniTicker: { names: ['{symbol}@miniTicker'], tells: 'Prices and volumes of the last 24 hours.', pace: everySecond },
  ticker: {
    names: ['{symbol}@ticker'],
    tells: 'All statistics of the last 24 hours, with bid and ask.',
    pace: everySecond,
  },
  window: {
    names: ['{symbol}@ticker_{window}'],
    tells: 'Statistics of a rolling window.',
    pace: everySecond,
  },
  bookTicker: {
    names: ['{symbol}@bookTicker'],
    tells: 'Best bid and ask with their quantities.',
    pace: realTime,
  },
  avgPrice: { names: ['{symbol}@avgPrice'], tells: 'The average price that filters use.', pace: everySecond },
  referencePrice: {
    names: ['{symbol}@referencePrice'],
    tells: 'The price that bounds executions, where a symbol has one.',
    pace: everySecond,
  },
  depth: {
    names: ['{symbol}@depth', '{symbol}@depth@100ms'],
    tells: 'Changes of the book: new quantities of levels, zero for one that is gone. To be stitched to a snapshot.',
    pace: 'every second, or every 100 ms',
  },
  levels: {
    names: ['{symbol}@depth{levels}', '{symbol}@depth{levels}@100ms'],
    tells: 'The best levels of the book, whole.',
    pace: 'every second, or every 100 ms',
  },
  allTickers: { names: ['!ticker@arr'], tells: 'Tickers of the symbols that changed.', pace: everySecond },
  allMiniTickers: { names: ['!miniTicker@arr'], tells: 'Mini tickers of the symbols that changed.', pace: everySecond },
  allWindows: {
    names: ['!ticker_{window}@arr'],
    tells: 'Statistics of a rolling window, of the symbols that changed.',
    pace: everySecond,
  },
};

/** What may stand in place of each part but the symbol. */
export const streamChoices: Readonly<Record<'interval' | 'window' | 'levels', readonly string[]>> = {
  interval: intervals,
  window: ['1h', '4h', '1d'],
  levels: ['5', '10', '20'],
};
