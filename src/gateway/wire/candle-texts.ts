/**
 * Candles as JSON text, and the texts of closed ones kept for the next who asks: a closed candle never changes, and nearly every
 * thousand asked for are those of a minute ago and one more. What is kept is always the very text that would be made anew.
 *
 * Bounded by count, for all floors together: texts are put on a new shelf, and when that is full it becomes the old one, whose texts
 * come back when somebody asks for them and are let go with it when the new one is full in its turn. So candles that nobody asks for,
 * among them those the floor has dropped, stay for as long as it takes to fill two shelves and no longer. An open candle is made each
 * time. It knows nothing of what may be asked: that is the operation's.
 */
import { priceE8, quantityE8, tickLotsAmount, wireDecimals } from '../../core/units/convert.ts';
import type { Candle, CandleQuery } from '../../engine/views/candle.ts';
import type { Interval } from '../../engine/views/interval.ts';
import type { MarketViews } from '../../engine/views/market-views.ts';
import { AsciiText } from './ascii-text.ts';
import type { Market } from './market-json.ts';
import { type TimeUnit, wireTime, wireTimeBefore } from './time-unit.ts';

/** Twenty series of a thousand. Measured: 251 bytes a text, so that two full shelves take 10 MB. */
const shelfTextsDefault = 20_000;

/** Texts by a candle's opening, microseconds, of one series. */
type SeriesTexts = Map<number, string>;
/** By floor, then series. A floor that is gone takes its texts along. */
type Shelf = WeakMap<MarketViews, Map<string, SeriesTexts>>;

export interface CandleRequest {
  readonly interval: Interval;
  readonly range: CandleQuery;
  readonly unit: TimeUnit;
}

export class CandleTexts {
  readonly #shelfTexts: number;
  #newer: Shelf = new WeakMap();
  #older: Shelf = new WeakMap();
  /** Texts on the newer shelf; a series without any counts for one. */
  #count = 0;

  /** `shelfTexts`: a shelf is full when it holds so many; one answer may go beyond that. */
  constructor(shelfTexts = shelfTextsDefault) {
    this.#shelfTexts = shelfTexts;
  }

  /** The rows of `klines`, oldest first. `views` are those of the market's floor. */
  answer(market: Market, views: MarketViews, { interval, range, unit }: CandleRequest): string {
    if (this.#count >= this.#shelfTexts) this.#turn();
    const series = `${market.instrument.index} ${interval} ${range.offsetUs ?? 0} ${unit}`;
    const newer = this.#series(views, series);
    const older = this.#older.get(views)?.get(series);
    const keep = (openTimeUs: number, text: string): string => {
      newer.set(openTimeUs, text);
      this.#count++;
      return text;
    };
    const rows = views.candleRows(market.instrument.index, interval, range, {
      kept(openTimeUs) {
        const text = newer.get(openTimeUs);
        if (text !== undefined) return text;
        const old = older?.get(openTimeUs);
        return old === undefined ? undefined : keep(openTimeUs, old);
      },
      make(candle) {
        const text = candleText(market, candle, unit);
        return candle.closed ? keep(candle.openTimeUs, text) : text;
      },
    });
    return inBrackets(rows);
  }

  #turn(): void {
    this.#older = this.#newer;
    this.#newer = new WeakMap();
    this.#count = 0;
  }

  #series(views: MarketViews, name: string): SeriesTexts {
    const all = this.#newer.get(views) ?? new Map<string, SeriesTexts>();
    this.#newer.set(views, all);
    const found = all.get(name);
    if (found !== undefined) return found;
    const texts: SeriesTexts = new Map();
    all.set(name, texts);
    this.#count++;
    return texts;
  }
}

/** Brackets put around what is joined would have a text of 170 kB copied once more, which is memory of its own to the collector. */
function inBrackets(rows: string[]): string {
  rows[0] = `[${rows[0] ?? ''}`;
  rows[rows.length - 1] += ']';
  return rows.join();
}

/** Rows are made one at a time, each in one step. */
const out = new AsciiText();

function candleText({ instrument, quoteDecimals }: Market, candle: Candle, unit: TimeUnit): string {
  out.raw('[');
  out.whole(wireTime(candle.openTimeUs, unit));
  out.raw(',"');
  out.decimal(priceE8(instrument, candle.open), wireDecimals);
  out.raw('","');
  out.decimal(priceE8(instrument, candle.high), wireDecimals);
  out.raw('","');
  out.decimal(priceE8(instrument, candle.low), wireDecimals);
  out.raw('","');
  out.decimal(priceE8(instrument, candle.close), wireDecimals);
  out.raw('","');
  out.decimal(quantityE8(instrument, candle.volume), wireDecimals);
  out.raw('",');
  out.whole(wireTimeBefore(candle.endTimeUs, unit));
  out.raw(',"');
  out.decimal(tickLotsAmount(instrument, candle.quoteVolume), quoteDecimals);
  out.raw('",');
  out.whole(candle.trades);
  out.raw(',"');
  out.decimal(quantityE8(instrument, candle.takerBuyVolume), wireDecimals);
  out.raw('","');
  out.decimal(tickLotsAmount(instrument, candle.takerBuyQuoteVolume), quoteDecimals);
  out.raw('","0"]');
  return out.take();
}
