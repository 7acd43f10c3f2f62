/** Public market data as JSON text: book, trades, aggregates, tickers. Units of the arguments are the views'. */
import type { BookReader } from '../../core/floor/floor-reader.ts';
import type { Instrument } from '../../core/instruments/instrument.ts';
import {
  formatMeanPrice,
  formatNotional,
  formatPrice,
  formatQuantity,
  formatTickLots,
} from '../../core/units/convert.ts';
import { formatDecimal } from '../../core/units/decimal.ts';
import type { RollingTicker } from '../../engine/views/rolling-ticker.ts';
import type { TapeAggregate, TapeTrade } from '../../engine/views/trade-tape.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

/** A symbol and its quote asset's decimals: what market data needs to print. */
export interface Market {
  readonly instrument: Instrument;
  readonly quoteDecimals: number;
}

/** Book and number are read in one step, so that a depth stream can bridge from here. */
export function depthAnswer(market: Market, book: BookReader, limit: number): string {
  const bids = levelRows(market.instrument, book.depth('buy', limit));
  const asks = levelRows(market.instrument, book.depth('sell', limit));
  return `{"lastUpdateId":${book.updateId},"bids":[${bids}],"asks":[${asks}]}`;
}

/** `[ticks, lots, …]` as `["price","quantity"],…`. */
export function levelRows(instrument: Instrument, levels: readonly number[]): string {
  let rows = '';
  for (let i = 0; i + 1 < levels.length; i += 2) {
    if (i > 0) rows += ',';
    rows += `["${formatPrice(instrument, levels[i] ?? 0)}","${formatQuantity(instrument, levels[i + 1] ?? 0)}"]`;
  }
  return rows;
}

export function tradesAnswer(market: Market, trades: readonly TapeTrade[], unit: TimeUnit): string {
  const { instrument, quoteDecimals } = market;
  const rows = trades.map(
    (trade) =>
      `{"id":${trade.tradeId},"price":"${formatPrice(instrument, trade.price)}",` +
      `"qty":"${formatQuantity(instrument, trade.quantity)}",` +
      `"quoteQty":"${formatNotional(instrument, trade.price, trade.quantity, quoteDecimals)}",` +
      `"time":${wireTime(trade.timeUs, unit)},"isBuyerMaker":${trade.buyerIsMaker},"isBestMatch":true}`,
  );
  return `[${rows.join(',')}]`;
}

export function aggregatesAnswer(market: Market, aggregates: readonly TapeAggregate[], unit: TimeUnit): string {
  const { instrument } = market;
  const rows = aggregates.map(
    (row) =>
      `{"a":${row.aggregateId},"p":"${formatPrice(instrument, row.price)}",` +
      `"q":"${formatQuantity(instrument, row.quantity)}","f":${row.firstTradeId},"l":${row.lastTradeId},` +
      `"T":${wireTime(row.timeUs, unit)},"m":${row.buyerIsMaker},"M":true}`,
  );
  return `[${rows.join(',')}]`;
}

/** `average` in ticks with a fraction, undefined before the first trade. */
export function averagePriceAnswer(
  market: Market,
  average: number | undefined,
  lastTradeUs: number,
  unit: TimeUnit,
): string {
  const { instrument } = market;
  return (
    `{"mins":${instrument.definition.averagePriceMinutes},"price":"${formatMeanPrice(instrument, average ?? 0)}",` +
    `"closeTime":${wireTime(lastTradeUs, unit)}}`
  );
}

export function priceAnswer(market: Market, lastPrice: number | undefined): string {
  const { instrument } = market;
  return `{"symbol":"${instrument.name}","price":"${formatPrice(instrument, lastPrice ?? 0)}"}`;
}

export function bookTickerAnswer(market: Market, book: BookReader): string {
  return `{"symbol":"${market.instrument.name}",${touchFields(market.instrument, book)}}`;
}

/** Best prices and what stands there; zeros on an empty side. */
function touchFields(instrument: Instrument, book: BookReader): string {
  const bid = book.bestBid();
  const ask = book.bestAsk();
  const bidQuantity = bid < 0 ? 0 : book.levelQuantity('buy', bid);
  const askQuantity = ask < 0 ? 0 : book.levelQuantity('sell', ask);
  return (
    `"bidPrice":"${formatPrice(instrument, Math.max(bid, 0))}","bidQty":"${formatQuantity(instrument, bidQuantity)}",` +
    `"askPrice":"${formatPrice(instrument, Math.max(ask, 0))}","askQty":"${formatQuantity(instrument, askQuantity)}"`
  );
}

/** The rolling day with the touch. */
export function dayTickerAnswer(
  market: Market,
  ticker: RollingTicker,
  book: BookReader,
  lastQuantity: number,
  unit: TimeUnit,
): string {
  const { instrument } = market;
  return (
    `{"symbol":"${instrument.name}",${changeFields(instrument, ticker)},` +
    `"prevClosePrice":"${formatPrice(instrument, ticker.previousClose)}",` +
    `"lastPrice":"${formatPrice(instrument, ticker.last)}","lastQty":"${formatQuantity(instrument, lastQuantity)}",` +
    `${touchFields(instrument, book)},` +
    `"openPrice":"${formatPrice(instrument, ticker.open)}","highPrice":"${formatPrice(instrument, ticker.high)}",` +
    `"lowPrice":"${formatPrice(instrument, ticker.low)}",${volumeFields(market, ticker, unit)}}`
  );
}

/** Of a window that the client chose: without the touch and what else belongs to the present. */
export function windowTickerAnswer(market: Market, ticker: RollingTicker, unit: TimeUnit): string {
  const { instrument } = market;
  return (
    `{"symbol":"${instrument.name}",${changeFields(instrument, ticker)},` +
    `"openPrice":"${formatPrice(instrument, ticker.open)}","highPrice":"${formatPrice(instrument, ticker.high)}",` +
    `"lowPrice":"${formatPrice(instrument, ticker.low)}","lastPrice":"${formatPrice(instrument, ticker.last)}",` +
    `${volumeFields(market, ticker, unit)}}`
  );
}

function changeFields(instrument: Instrument, ticker: RollingTicker): string {
  return (
    `"priceChange":"${formatPrice(instrument, ticker.last - ticker.open)}",` +
    `"priceChangePercent":"${changePercent(ticker)}","weightedAvgPrice":"${weightedAverage(instrument, ticker)}"`
  );
}

export function miniTickerAnswer(market: Market, ticker: RollingTicker, unit: TimeUnit): string {
  const { instrument } = market;
  return (
    `{"symbol":"${instrument.name}","openPrice":"${formatPrice(instrument, ticker.open)}",` +
    `"highPrice":"${formatPrice(instrument, ticker.high)}","lowPrice":"${formatPrice(instrument, ticker.low)}",` +
    `"lastPrice":"${formatPrice(instrument, ticker.last)}",${volumeFields(market, ticker, unit)}}`
  );
}

function volumeFields(market: Market, ticker: RollingTicker, unit: TimeUnit): string {
  const { instrument, quoteDecimals } = market;
  return (
    `"volume":"${formatQuantity(instrument, ticker.volume)}",` +
    `"quoteVolume":"${formatTickLots(instrument, ticker.quoteVolume, quoteDecimals)}",` +
    `"openTime":${wireTime(ticker.openTimeUs, unit)},"closeTime":${wireTime(ticker.closeTimeUs, unit)},` +
    `"firstId":${ticker.firstTradeId},"lastId":${ticker.lastTradeId},"count":${ticker.trades}`
  );
}

/** Three decimals, rounded to nearest. */
export function changePercent(ticker: { readonly open: number; readonly last: number }): string {
  if (ticker.open === 0) return '0.000';
  return formatDecimal(Math.round(((ticker.last - ticker.open) * 100_000) / ticker.open), 3);
}

/** Quote over base, eight decimals, cut; zero when nothing was traded. */
export function weightedAverage(
  instrument: Instrument,
  ticker: { readonly volume: number; readonly quoteVolume: bigint },
): string {
  if (ticker.volume === 0) return '0.00000000';
  return formatDecimal((ticker.quoteVolume * BigInt(instrument.tickE8)) / BigInt(ticker.volume), 8);
}
