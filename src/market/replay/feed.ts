/**
 * Recorded history as columns of whole numbers: what an import makes and what a replay plays. Times are microseconds, prices
 * ticks, quantities lots of the series' own tick and step; nothing here is rounded. Rows are in time order. A feed is never
 * changed after it was made: floors share it.
 */

/**
 * trades: one row is one trade; `flags` is the taker's side (0 buy, 1 sell).
 * bars:   one row is one candle: its open time, its four prices (open, high, low, close) and its volume.
 * book:   one row is a trade or what rests at a price from now on; `flags` is a `bookRow` code.
 */
export type SeriesKind = 'trades' | 'bars' | 'book';

/** Codes of book rows. The rows of one recorded change of the book stand together, the first of them marked. */
export const bookRow = {
  /** A trade, by the taker's side. */
  buy: 0,
  sell: 1,
  /** The quantity at a level of that side is now this, 0 when it is gone. */
  bid: 2,
  ask: 3,
  /** Added to the code of the first row of a change. */
  first: 4,
} as const;

export interface ReplaySeries {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly kind: SeriesKind;
  /** Decimal strings: one tick in quote per base, one lot in base. */
  readonly tickSize: string;
  readonly stepSize: string;
  /** Length of a bar in microseconds; 0 for trades and books. */
  readonly barUs: number;
  readonly rows: number;
  readonly times: Float64Array;
  /** One per row; four per row (open, high, low, close) for bars. */
  readonly prices: Int32Array;
  readonly quantities: Float64Array;
  /** One per row; empty for bars. */
  readonly flags: Uint8Array;
}

export interface ReplayFeed {
  /** Fingerprint of the encoded feed, 16 hex digits: two feeds with one digest play alike. */
  readonly digest: string;
  /** Sorted by symbol. */
  readonly series: readonly ReplaySeries[];
}

/** Ticks: the highest price that a book can hold. */
export const priceMax = 0x7fff_fffe;

/** Prices in one row of this kind. */
export function pricesPerRow(kind: SeriesKind): number {
  return kind === 'bars' ? 4 : 1;
}

/** Time of the first record of all series, microseconds. */
export function feedStart(feed: ReplayFeed): number {
  return feed.series.reduce((first, { times }) => Math.min(first, times[0] ?? first), Number.POSITIVE_INFINITY);
}

/** End of the last record of all series, microseconds. */
export function feedEnd(feed: ReplayFeed): number {
  return feed.series.reduce((last, { times, rows, barUs }) => Math.max(last, (times[rows - 1] ?? 0) + barUs), 0);
}
