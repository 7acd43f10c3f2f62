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
import { bookRow } from '../feed.ts';
import { readDecimal, withoutZeros } from './decimal-text.ts';
import { excerpt, ReplayImportError } from './import-error.ts';
import { createRawSeries, note, type RawSeries } from './raw-series.ts';
import type { DepthUpdate, RecordedTrade, Snapshot } from './stream-message.ts';
import { detectTimeUnit } from './time-unit.ts';

interface Change {
  readonly side: number;
  readonly price: string;
  readonly quantity: string;
}

interface PendingUpdate extends DepthUpdate {
  readonly file: string;
  readonly line: number;
}

interface Moment {
  readonly timeUs: number;
  readonly changes: readonly Change[];
}

interface TradeMoment {
  readonly timeUs: number;
  readonly side: number;
  readonly price: string;
  readonly quantity: string;
}

/** Streams of one capture overtake each other by less than this, microseconds. */
const timeBackMaxUs = 5_000_000;
/** Updates that may wait for a snapshot. */
const pendingMax = 100_000;

export class BookRecorder {
  readonly #file: string;
  readonly #symbol: string;
  /** Quantity by price text, per side: what the record says rests. */
  readonly #levels: readonly [Map<string, string>, Map<string, string>] = [new Map(), new Map()];
  readonly #moments: Moment[] = [];
  readonly #trades: TradeMoment[] = [];
  readonly #notes = new Map<string, number>();
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
    const changes = [
      ...this.#difference(file, line, 0, snapshot.bids),
      ...this.#difference(file, line, 1, snapshot.asks),
    ];
    if (changes.length > 0) this.#moments.push({ timeUs, changes });
    this.#synced = true;
    this.#broken = undefined;
    this.#lastUpdateId = snapshot.lastUpdateId;
    this.#pending = [];
    for (const update of fresh) this.#apply(update.file, update.line, update);
  }

  trade(file: string, line: number, trade: RecordedTrade): void {
    if (trade.kind !== undefined && trade.kind !== 'MARKET') {
      this.#note('trades that are not of the market left out');
      return;
    }
    const price = this.#decimal(file, line, 'a price', trade.price);
    const quantity = this.#decimal(file, line, 'a quantity', trade.quantity);
    if (price === 0 && quantity === 0) {
      this.#note('trades with price 0 and quantity 0 left out');
      return;
    }
    if (price === 0 || quantity === 0) {
      throw new ReplayImportError(file, line, 'a price and a quantity above 0', `${trade.price} and ${trade.quantity}`);
    }
    if (trade.id <= this.#lastTradeId) {
      this.#note('trades received twice left out');
      return;
    }
    this.#lastTradeId = trade.id;
    const before = this.#trades.at(-1)?.timeUs ?? 0;
    const timeUs = Math.max(before, this.#timeUs(file, line, trade.time));
    this.#trades.push({ timeUs, side: trade.buyerIsMaker ? 1 : 0, price: trade.price, quantity: trade.quantity });
  }

  /** All rows in time order. Throws `ReplayImportError` when there was no book. */
  end(): RawSeries {
    const start = this.#moments[0];
    if (start === undefined || this.#broken !== undefined) {
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
    for (const [reason, count] of this.#notes) note(series, reason, count);
    let next = 0;
    const tradesUntil = (timeUs: number) => {
      for (; next < this.#trades.length; next++) {
        const trade = this.#trades[next];
        if (trade === undefined || trade.timeUs > timeUs) return;
        if (trade.timeUs < start.timeUs) note(series, 'trades before the snapshot left out');
        else push(series, trade.timeUs, trade.side, trade.price, trade.quantity);
      }
    };
    for (const [index, { timeUs, changes }] of this.#moments.entries()) {
      if (index > 0) tradesUntil(timeUs);
      changes.forEach(({ side, price, quantity }, i) => {
        push(series, timeUs, bookRow.bid + side + (i === 0 ? bookRow.first : 0), price, quantity);
      });
    }
    tradesUntil(Number.POSITIVE_INFINITY);
    return series;
  }

  #apply(file: string, line: number, update: DepthUpdate): void {
    const changes: Change[] = [];
    this.#change(file, line, 0, update.bids, changes);
    this.#change(file, line, 1, update.asks, changes);
    this.#lastUpdateId = update.lastId;
    const timeUs = Math.max(this.#moments.at(-1)?.timeUs ?? 0, this.#timeUs(file, line, update.time));
    if (changes.length > 0) this.#moments.push({ timeUs, changes });
  }

  /** Sets levels and keeps those that differ from what stood there. */
  #change(file: string, line: number, side: 0 | 1, rows: readonly (readonly string[])[], changes: Change[]): void {
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
      changes.push({ side, price, quantity: now ?? '0' });
    }
  }

  #difference(file: string, line: number, side: 0 | 1, rows: readonly (readonly string[])[]): Change[] {
    const stays = new Set(rows.map(([price = '']) => plain(price)));
    const gone = [...this.#levels[side].keys()].filter((price) => !stays.has(price));
    const changes: Change[] = [];
    this.#change(file, line, side, [...gone.map((price) => [price, '0']), ...rows], changes);
    return changes;
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

  #note(reason: string): void {
    this.#notes.set(reason, (this.#notes.get(reason) ?? 0) + 1);
  }
}

function push(series: RawSeries, timeUs: number, flag: number, priceText: string, quantityText: string): void {
  const price = readDecimal(priceText);
  const quantity = readDecimal(quantityText);
  const kept =
    price !== undefined &&
    quantity !== undefined &&
    series.prices.push(price.digits, price.decimals) &&
    series.quantities.push(quantity.digits, quantity.decimals);
  if (!kept) {
    throw new ReplayImportError(series.file, 0, 'prices and quantities of at most 15 digits at one scale', priceText);
  }
  series.times.push(timeUs);
  series.flags.push(flag);
}

/** Without zeros at the end, so that one price has one text. */
function plain(text: string): string {
  if (!text.includes('.')) return text;
  const short = withoutZeros(text);
  return short.endsWith('.') ? short.slice(0, -1) : short;
}
