/**
 * One symbol's recorded stream (snapshot, depth updates, trades) becomes rows of a book series. The rules of rebuilding:
 *
 * - Depth updates that were received before the snapshot may be newer than it: they wait for it, then those with
 *   `u` ≤ `lastUpdateId` are dropped and the rest is applied in order. Without this, best prices end up far off.
 * - Spot: each update's `U` is the `u` before it plus one. Futures: its `pu` is the `u` before it. After a break, updates wait for
 *   another snapshot; if none comes the file is refused.
 * - Time is the exchange's (`T`, else `E`), never the receiver's clock, which runs seconds apart from it. At one instant trades
 *   come before the depth update, which already counts them.
 * - A trade with price 0 and quantity 0, or of another kind than MARKET (`X`, futures: the insurance fund), is no trade of the market.
 */
import type { Slices } from '../../../core/snapshot/slices.ts';
import { bookRow } from '../feed.ts';
import { decimalText, readDecimal, withoutZeros } from './decimal-text.ts';
import { excerpt, ReplayImportError } from './import-error.ts';
import { createRawSeries, note, type RawSeries } from './raw-series.ts';
import type { DepthUpdate, RecordedTrade, Snapshot } from './stream-message.ts';
import { detectTimeUnit } from './time-unit.ts';

interface PendingUpdate extends DepthUpdate {
  readonly file: string;
  readonly line: number;
}

/** Streams of one capture overtake each other by less than this, microseconds. */
const timeBackMaxUs = 5_000_000;
/** Rows that are put in order at once. */
const rowsOfSlice = 50_000;
/** Updates that may wait for a snapshot. */
const pendingMax = 100_000;

export class BookRecorder {
  readonly #file: string;
  readonly #symbol: string;
  /** Quantity by price text, per side: what the record says rests. */
  readonly #levels: readonly [Map<string, string>, Map<string, string>] = [new Map(), new Map()];
  /** Rows in columns, since a day has millions: the changes of levels, and the trades that `end` puts between them. */
  readonly #changes: RawSeries;
  readonly #trades: RawSeries;
  #pending: PendingUpdate[] = [];
  #synced = false;
  #lastUpdateId = 0;
  #lastTradeId = -1;
  #unitUs = 0;
  #lastTime = 0;
  #broken: ReplayImportError | undefined;

  constructor(file: string, symbol: string) {
    this.#file = file;
    this.#symbol = symbol;
    this.#changes = createRawSeries(file, symbol, 'book');
    this.#trades = createRawSeries(file, symbol, 'book');
  }

  /** Kept so far. */
  get rows(): number {
    return this.#changes.times.length + this.#trades.times.length;
  }

  update(file: string, line: number, update: DepthUpdate): void {
    this.#timeUs(file, line, update.time);
    if (!this.#synced) {
      this.#pending.push({ ...update, file, line });
      if (this.#pending.length > pendingMax) {
        throw new ReplayImportError(file, line, `a snapshot (lastUpdateId) within ${pendingMax} depth updates`, 'none');
      }
      return;
    }
    const follows =
      update.previousId === undefined
        ? update.firstId === this.#lastUpdateId + 1
        : update.previousId === this.#lastUpdateId;
    if (follows) {
      this.#apply(file, line, update);
      return;
    }
    this.#synced = false;
    this.#broken = new ReplayImportError(
      file,
      line,
      `a depth update of ${this.#symbol} that follows update ${this.#lastUpdateId}, or a new snapshot`,
      `one that follows ${update.previousId ?? update.firstId - 1}`,
    );
    this.#pending = [{ ...update, file, line }];
  }

  snapshot(file: string, line: number, snapshot: Snapshot): void {
    if (this.#synced && snapshot.lastUpdateId <= this.#lastUpdateId) return;
    const stale = this.#pending.filter(({ lastId }) => lastId <= snapshot.lastUpdateId);
    const fresh = this.#pending.slice(stale.length);
    const first = fresh[0];
    if (
      first !== undefined &&
      first.firstId > snapshot.lastUpdateId + 1 &&
      first.previousId !== snapshot.lastUpdateId
    ) {
      // Too old for what was received: a later snapshot may do.
      this.#broken = new ReplayImportError(
        first.file,
        first.line,
        `a depth update of ${this.#symbol} that begins by update ${snapshot.lastUpdateId + 1}`,
        `${first.firstId}`,
      );
      return;
    }
    const stamp = snapshot.time ?? stale.at(-1)?.time ?? first?.time;
    const timeUs = stamp === undefined ? this.#lastTime : this.#timeUs(file, line, stamp);
    const from = this.#changes.times.length;
    this.#difference(file, line, timeUs, 0, snapshot.bids);
    this.#difference(file, line, timeUs, 1, snapshot.asks);
    this.#markFirst(from);
    this.#synced = true;
    this.#broken = undefined;
    this.#lastUpdateId = snapshot.lastUpdateId;
    this.#pending = [];
    for (const update of fresh) this.#apply(update.file, update.line, update);
  }

  trade(file: string, line: number, trade: RecordedTrade): void {
    if (trade.kind !== undefined && trade.kind !== 'MARKET') {
      note(this.#trades, 'trades that are not of the market left out');
      return;
    }
    const price = this.#decimal(file, line, 'a price', trade.price);
    const quantity = this.#decimal(file, line, 'a quantity', trade.quantity);
    if (price === 0 && quantity === 0) {
      note(this.#trades, 'trades with price 0 and quantity 0 left out');
      return;
    }
    if (price === 0 || quantity === 0) {
      throw new ReplayImportError(file, line, 'a price and a quantity above 0', `${trade.price} and ${trade.quantity}`);
    }
    if (trade.id <= this.#lastTradeId) {
      note(this.#trades, 'trades received twice left out');
      return;
    }
    this.#lastTradeId = trade.id;
    const timeUs = Math.max(lastTime(this.#trades), this.#timeUs(file, line, trade.time));
    push(
      this.#trades,
      file,
      line,
      timeUs,
      trade.buyerIsMaker ? bookRow.sell : bookRow.buy,
      trade.price,
      trade.quantity,
    );
  }

  /** All rows in time order. Throws `ReplayImportError` when there was no book. */
  *end(): Slices<RawSeries> {
    const [changes, trades] = [this.#changes, this.#trades];
    if (changes.times.length === 0 || this.#broken !== undefined) {
      throw (
        this.#broken ??
        new ReplayImportError(
          this.#file,
          0,
          `a depth snapshot of ${this.#symbol} (a line with lastUpdateId) that its depth updates continue`,
          'none; a file that continues another is given together with it',
        )
      );
    }
    const series = createRawSeries(this.#file, this.#symbol, 'book');
    for (const [reason, count] of trades.notes) note(series, reason, count);
    const start = changes.times.at(0);
    let next = 0;
    for (; next < trades.times.length && trades.times.at(next) < start; next++) {
      note(series, 'trades before the snapshot left out');
    }
    for (let row = 0; row < changes.times.length; row++) {
      if (row > 0 && changes.flags.at(row) & bookRow.first) {
        for (; next < trades.times.length && trades.times.at(next) <= changes.times.at(row); next++) {
          this.#copy(trades, next, series);
        }
      }
      this.#copy(changes, row, series);
      if (row % rowsOfSlice === 0) yield;
    }
    for (; next < trades.times.length; next++) {
      this.#copy(trades, next, series);
      if (next % rowsOfSlice === 0) yield;
    }
    return series;
  }

  #copy(from: RawSeries, row: number, to: RawSeries): void {
    const { prices, quantities } = from;
    const kept =
      to.prices.push(prices.at(row), prices.scale) && to.quantities.push(quantities.at(row), quantities.scale);
    if (!kept) throw outOfScale(this.#file, 0, decimalText(prices.at(row), prices.scale));
    to.times.push(from.times.at(row));
    to.flags.push(from.flags.at(row));
  }

  #apply(file: string, line: number, update: DepthUpdate): void {
    const timeUs = Math.max(lastTime(this.#changes), this.#timeUs(file, line, update.time));
    const from = this.#changes.times.length;
    this.#change(file, line, timeUs, 0, update.bids);
    this.#change(file, line, timeUs, 1, update.asks);
    this.#lastUpdateId = update.lastId;
    this.#markFirst(from);
  }

  /** The rows from here on are one change of the book. */
  #markFirst(row: number): void {
    const { flags } = this.#changes;
    if (row < flags.length) flags.set(row, flags.at(row) + bookRow.first);
  }

  /** Sets levels and keeps those that differ from what stood there. */
  #change(file: string, line: number, timeUs: number, side: 0 | 1, rows: readonly (readonly string[])[]): void {
    const levels = this.#levels[side];
    for (const [priceText = '', quantityText = ''] of rows) {
      const price = plain(priceText);
      const quantity = plain(quantityText);
      if (this.#decimal(file, line, 'a price above 0', price) === 0) {
        throw new ReplayImportError(file, line, 'a price above 0', excerpt(priceText));
      }
      const now = this.#decimal(file, line, 'a quantity', quantity) === 0 ? undefined : quantity;
      if (levels.get(price) === now) continue;
      if (now === undefined) levels.delete(price);
      else levels.set(price, now);
      push(this.#changes, file, line, timeUs, bookRow.bid + side, price, now ?? '0');
    }
  }

  #difference(file: string, line: number, timeUs: number, side: 0 | 1, rows: readonly (readonly string[])[]): void {
    const stays = new Set(rows.map(([price = '']) => plain(price)));
    const gone = [...this.#levels[side].keys()].filter((price) => !stays.has(price));
    this.#change(file, line, timeUs, side, [...gone.map((price) => [price, '0']), ...rows]);
  }

  #timeUs(file: string, line: number, stamp: number): number {
    if (this.#unitUs === 0) this.#unitUs = detectTimeUnit(file, line, stamp);
    const time = stamp * this.#unitUs;
    if (!Number.isSafeInteger(time))
      throw new ReplayImportError(file, line, 'a time in whole milliseconds', `${stamp}`);
    if (time < this.#lastTime - timeBackMaxUs) {
      const found = `${stamp}; one capture of ${this.#symbol} at a time`;
      throw new ReplayImportError(file, line, `a time not before ${this.#lastTime / this.#unitUs}`, found);
    }
    this.#lastTime = Math.max(this.#lastTime, time);
    return time;
  }

  #decimal(file: string, line: number, expected: string, text: string): number {
    const decimal = readDecimal(text);
    if (decimal === undefined) throw new ReplayImportError(file, line, `${expected} as a plain decimal`, excerpt(text));
    return decimal.digits;
  }
}

function lastTime({ times }: RawSeries): number {
  return times.length === 0 ? 0 : times.at(times.length - 1);
}

function push(
  series: RawSeries,
  file: string,
  line: number,
  timeUs: number,
  flag: number,
  priceText: string,
  quantityText: string,
): void {
  const price = readDecimal(priceText);
  const quantity = readDecimal(quantityText);
  const kept =
    price !== undefined &&
    quantity !== undefined &&
    series.prices.push(price.digits, price.decimals) &&
    series.quantities.push(quantity.digits, quantity.decimals);
  if (!kept) throw outOfScale(file, line, priceText);
  series.times.push(timeUs);
  series.flags.push(flag);
}

function outOfScale(file: string, line: number, found: string): ReplayImportError {
  return new ReplayImportError(file, line, 'prices and quantities of at most 15 digits at one scale', found);
}

/** Without zeros at the end, so that one price has one text. */
function plain(text: string): string {
  if (!text.includes('.')) return text;
  const short = withoutZeros(text);
  return short.endsWith('.') ? short.slice(0, -1) : short;
}
