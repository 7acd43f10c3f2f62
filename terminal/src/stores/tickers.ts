/** The last day of every symbol: from REST at first, then from the mini ticker stream, which names only what changed. */
import type { DayTicker } from '../wire/rest.ts';
import type { MiniTicker } from '../wire/stream.ts';

/** Decimal texts as sent. */
export interface Ticker {
  readonly symbol: string;
  readonly last: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly volume: string;
  readonly quoteVolume: string;
}

export type Tickers = ReadonlyMap<string, Ticker>;

export function tickersOfRest(rows: readonly DayTicker[]): Tickers {
  return new Map(
    rows.map((row) => [
      row.symbol,
      {
        symbol: row.symbol,
        last: row.lastPrice,
        open: row.openPrice,
        high: row.highPrice,
        low: row.lowPrice,
        volume: row.volume,
        quoteVolume: row.quoteVolume,
      },
    ]),
  );
}

export function withMiniTickers(tickers: Tickers, events: readonly MiniTicker[]): Tickers {
  const next = new Map(tickers);
  for (const { s, c, o, h, l, v, q } of events) {
    next.set(s, { symbol: s, last: c, open: o, high: h, low: l, volume: v, quoteVolume: q });
  }
  return next;
}
