/**
 * Public market data of a floor, in memory, fed by the floor's event ring: recent trades, aggregates, candles of all
 * intervals, rolling tickers. It holds no book (the floor does) and no rule of trading; the same records always give the
 * same views. Finished candles leave through `takeClosedCandles` into the klines projection; `encode` saves only what that
 * does not hold. So the writer stores what it took no later than the snapshot it encodes next, and after a restart
 * `decode`, then `loadCandles`, then the replayed records give back the views as they were.
 */
import type { EventRing } from '../../core/floor/event-ring.ts';
import type { SymbolPast } from '../../core/market-source.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../core/messages/market-event.ts';
import { ByteReader, ByteWriter, SnapshotError } from '../../core/snapshot/bytes.ts';
import {
  type Candle,
  type CandleForm,
  type CandleQuery,
  type ClosedCandle,
  plainCandles,
  storedIntervals,
} from './candle.ts';
import type { Interval } from './interval.ts';
import type { RollingTicker } from './rolling-ticker.ts';
import { SymbolViews } from './symbol-views.ts';
import type { AggregateQuery, TapeAggregate, TapeTrade } from './trade-tape.ts';

const layoutVersion = 1;

export class MarketViews {
  readonly #symbols: readonly SymbolViews[];
  #time: number;

  /** `symbolCount` as in the floor's definition; `timeUs` is the floor's first moment. */
  constructor(symbolCount: number, timeUs: number) {
    this.#symbols = Array.from({ length: symbolCount }, () => new SymbolViews());
    this.#time = timeUs;
  }

  /** Floor time these views have reached: an open candle or ticker is as of here. */
  get time(): number {
    return this.#time;
  }

  /** Gives a new floor its past, by symbol index. Once, before the first record. */
  seed(past: readonly SymbolPast[]): void {
    for (const [index, symbol] of past.entries()) this.#at(index).seed(symbol);
  }

  /** Takes all undrained records of the ring. Allocates nothing. */
  absorb(ring: EventRing): void {
    const { records, count } = ring;
    const end = count * marketEventStride;
    for (let at = 0; at < end; at += marketEventStride) {
      const kind = records[at + marketField.kind] ?? 0;
      if (!isTrade(kind)) continue;
      const views = this.#symbols[symbolOf(kind)];
      const time = records[at + marketField.time] ?? 0;
      if (time > this.#time) this.#time = time;
      views?.trade(
        records[at + marketField.tradeId] ?? 0,
        records[at + marketField.price] ?? 0,
        records[at + marketField.quantity] ?? 0,
        time,
        sideOf(kind),
        records[at + marketField.takerOrderId] ?? 0,
      );
    }
  }

  /** Tells how far floor time has come; candles close by it even when nobody trades. Never goes back. */
  advance(timeUs: number): void {
    if (timeUs > this.#time) this.#time = timeUs;
  }

  lastTrade(symbol: number): TapeTrade | undefined {
    return this.#at(symbol).tape.last;
  }

  /** The latest `limit` trades, oldest first. */
  recentTrades(symbol: number, limit: number): TapeTrade[] {
    return this.#at(symbol).tape.latest(limit);
  }

  /** Trades with this id and later, oldest first. Ids older than the tape start at its oldest. */
  tradesFrom(symbol: number, fromId: number, limit: number): TapeTrade[] {
    return this.#at(symbol).tape.from(fromId, limit);
  }

  lastAggregateId(symbol: number): number {
    return this.#at(symbol).tape.lastAggregateId;
  }

  aggregates(symbol: number, query: AggregateQuery): TapeAggregate[] {
    return this.#at(symbol).tape.aggregates(query);
  }

  /** Oldest first; the last one is the unfinished candle when the query reaches the present. */
  candles(symbol: number, interval: Interval, query: CandleQuery): Candle[] {
    return this.candleRows(symbol, interval, query, plainCandles);
  }

  /** The same in a reader's own form. */
  candleRows<Row>(symbol: number, interval: Interval, query: CandleQuery, form: CandleForm<Row>): Row[] {
    return this.#at(symbol).candles(interval, query, this.#time, form);
  }

  /** Rolling 24 hours; undefined when the symbol never had a price. */
  dayTicker(symbol: number): RollingTicker | undefined {
    return this.#at(symbol).dayTicker(this.#time);
  }

  /** The last `windowUs` microseconds: a whole number of minutes, at most 14 days. */
  ticker(symbol: number, windowUs: number): RollingTicker | undefined {
    return this.#at(symbol).ticker(windowUs, this.#time);
  }

  /** Stored intervals' candles that finished since the last call, of all symbols. */
  takeClosedCandles(): ClosedCandle[] {
    return this.#symbols.flatMap((views, index) => views.takeClosed(index, this.#time));
  }

  /** Gives back what `takeClosedCandles` gave, oldest first per symbol and interval. After `decode`, before `absorb`. */
  loadCandles(candles: readonly ClosedCandle[]): void {
    const groups = new Map<string, ClosedCandle[]>();
    for (const candle of candles) {
      const key = `${candle.symbol} ${candle.interval}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [candle]);
      else group.push(candle);
    }
    for (const [symbol, views] of this.#symbols.entries()) {
      for (const interval of storedIntervals) views.load(interval, groups.get(`${symbol} ${interval}`) ?? []);
    }
  }

  /** Everything but the finished candles. */
  encode(): Uint8Array {
    const out = new ByteWriter(65_536);
    out.u8(layoutVersion);
    out.f64(this.#time);
    out.u32(this.#symbols.length);
    for (const views of this.#symbols) views.encode(out, this.#time);
    return out.take();
  }

  /** Rejects with SnapshotError what is cut, of another layout, or of another number of symbols. */
  static decode(symbolCount: number, bytes: Uint8Array): MarketViews {
    const input = new ByteReader(bytes);
    const version = input.u8();
    if (version !== layoutVersion) {
      throw new SnapshotError(
        `expected market views of layout ${layoutVersion}, found ${version}: rebuild them by replay`,
      );
    }
    const views = new MarketViews(symbolCount, input.f64());
    const found = input.u32();
    if (found !== symbolCount)
      throw new SnapshotError(`expected market views of ${symbolCount} symbols, found ${found}`);
    for (const symbol of views.#symbols) symbol.decode(input);
    return views;
  }

  #at(symbol: number): SymbolViews {
    const views = this.#symbols[symbol];
    if (views === undefined) throw new RangeError(`symbol index ${symbol} is not one of ${this.#symbols.length}`);
    return views;
  }
}
