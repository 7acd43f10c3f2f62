/** What one file says about one symbol, before the symbol's tick and step are known. Times in microseconds. */
import type { SeriesKind } from '../feed.ts';
import { ByteColumn, DecimalColumn, NumberColumn } from './columns.ts';

export interface RawSeries {
  /** As errors name it. */
  readonly file: string;
  /** The symbol the rows themselves name, as written; undefined when only the file's name can tell. */
  readonly symbol: string | undefined;
  readonly kind: SeriesKind;
  readonly times: NumberColumn;
  /** Four per row for bars: open, high, low, close. */
  readonly prices: DecimalColumn;
  readonly quantities: DecimalColumn;
  /** Taker's side or book row code; unused for bars. */
  readonly flags: ByteColumn;
  /** What was left out or put right, by reason: shown to whoever imports. */
  readonly notes: Map<string, number>;
}

export function createRawSeries(file: string, symbol: string | undefined, kind: SeriesKind): RawSeries {
  return {
    file,
    symbol,
    kind,
    times: new NumberColumn(),
    prices: new DecimalColumn(),
    quantities: new DecimalColumn(),
    flags: new ByteColumn(),
    notes: new Map(),
  };
}

export function note(series: RawSeries, reason: string, count = 1): void {
  series.notes.set(reason, (series.notes.get(reason) ?? 0) + count);
}
