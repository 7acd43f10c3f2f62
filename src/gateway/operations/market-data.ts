/** Book, trades, candles and prices: everybody's, unsigned. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import { type Interval, intervals } from '../../engine/views/interval.ts';
import { CandleTexts } from '../wire/candle-texts.ts';
import { aggregatesAnswer, averagePriceAnswer, depthAnswer, type Market, tradesAnswer } from '../wire/market-json.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { readTimeZone } from '../wire/time-zone.ts';
import { type Answer, type PublicOperation, type PublicRequest, weighing } from './operation.ts';
import { checkSymbolStatus } from './symbol-status.ts';

/** Rows of trades and candles by default and at most. */
const rowsDefault = 500;
const rowsMax = 1000;
const levelsDefault = 100;
const levelsMax = 5000;

/** A symbol as the JSON shapes want it. */
export function marketOf(session: FloorSession, instrument: Instrument): Market {
  return { instrument, quoteDecimals: session.floor.instruments.assets[instrument.quote]?.decimals ?? 8 };
}

/** The one symbol and whatever `read` takes; then nothing else may have been sent. */
function withSymbol<T>(
  { session, parameters }: PublicRequest,
  read: (reader: ParameterReader, instrument: Instrument | undefined) => T,
): Outcome<{ readonly market: Market; readonly query: T }> {
  const reader = new ParameterReader(parameters);
  const instrument = reader.symbol(session.floor.instruments);
  const finished = reader.finish(read(reader, instrument));
  if (!finished.ok) return finished;
  if (instrument === undefined) return refuse('malformed_request');
  return accept({ market: marketOf(session, instrument), query: finished.value });
}

export const depth: PublicOperation = {
  name: 'depth',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/depth' },
  weight(parameters) {
    const limit = Number(parameters.get('limit') ?? levelsDefault);
    if (!(limit > 100)) return 5;
    if (limit <= 500) return 25;
    return limit <= 1000 ? 50 : 250;
  },
  run(request) {
    const read = withSymbol(request, (reader, instrument) => {
      checkSymbolStatus(reader, request.session, instrument);
      return reader.limit(levelsDefault, levelsMax);
    });
    if (!read.ok) return read;
    const { market, query } = read.value;
    return accept(depthAnswer(market, request.session.floor.book(market.instrument.index), query));
  },
};

export const trades: PublicOperation = {
  name: 'trades.recent',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/trades' },
  weight: weighing(25),
  run(request) {
    const read = withSymbol(request, (reader) => reader.limit(rowsDefault, rowsMax));
    if (!read.ok) return read;
    const { market, query } = read.value;
    const rows = request.session.views.recentTrades(market.instrument.index, query);
    return accept(tradesAnswer(market, rows, request.timeUnit));
  },
};

export const historicalTrades: PublicOperation = {
  name: 'trades.historical',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/historicalTrades' },
  weight: weighing(25),
  run(request) {
    const read = withSymbol(request, (reader) => ({
      fromId: reader.integer('fromId'),
      limit: reader.limit(rowsDefault, rowsMax),
    }));
    if (!read.ok) return read;
    const { market, query } = read.value;
    const symbol = market.instrument.index;
    const { views } = request.session;
    const rows =
      query.fromId === undefined
        ? views.recentTrades(symbol, query.limit)
        : views.tradesFrom(symbol, query.fromId, query.limit);
    return accept(tradesAnswer(market, rows, request.timeUnit));
  },
};

/** Trades agreed on outside the book. There are none here, so the list is always empty. */
export const blockTrades: PublicOperation = {
  name: 'blockTrades.historical',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/historicalBlockTrades' },
  weight: weighing(25),
  run(request) {
    const read = withSymbol(request, (reader) => {
      reader.requiredInteger('fromId');
      reader.limit(rowsDefault, rowsMax);
    });
    return read.ok ? accept('[]') : read;
  },
};

export const aggregateTrades: PublicOperation = {
  name: 'trades.aggregate',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/aggTrades' },
  weight: weighing(4),
  run(request) {
    const read = withSymbol(request, (reader) => {
      const fromId = reader.integer('fromId');
      const startUs = reader.time('startTime');
      const endUs = reader.timeThrough('endTime');
      const limit = reader.limit(rowsDefault, rowsMax);
      if (fromId !== undefined && (startUs !== undefined || endUs !== undefined)) reader.fail('bad_combination');
      return {
        limit,
        ...(fromId === undefined ? {} : { fromId }),
        ...(startUs === undefined ? {} : { startUs }),
        ...(endUs === undefined ? {} : { endUs }),
      };
    });
    if (!read.ok) return read;
    const { market, query } = read.value;
    const rows = request.session.views.aggregates(market.instrument.index, query);
    return accept(aggregatesAnswer(market, rows, request.timeUnit));
  },
};

/** Of all floors and all doors: what one client asked for is there for the next. */
const candleTexts = new CandleTexts();
const intervalNames: ReadonlyMap<string, Interval> = new Map(intervals.map((interval) => [interval, interval]));
function answerCandles(request: PublicRequest): Answer {
  const read = withSymbol(request, (reader) => {
    const interval = reader.requiredChoice('interval', intervalNames, 'invalid_interval');
    const startUs = reader.time('startTime');
    const endUs = reader.timeThrough('endTime');
    const offsetUs = readTimeZone(reader);
    const limit = reader.limit(rowsDefault, rowsMax);
    return {
      interval,
      range: {
        limit,
        offsetUs,
        ...(startUs === undefined ? {} : { startUs }),
        ...(endUs === undefined ? {} : { endUs }),
      },
    };
  });
  if (!read.ok) return read;
  const { market, query } = read.value;
  const { interval = '1m', range } = query;
  return accept(candleTexts.answer(market, request.session.views, { interval, range, unit: request.timeUnit }));
}

export const klines: PublicOperation = {
  name: 'klines',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/klines' },
  weight: weighing(2),
  run: answerCandles,
};

export const uiKlines: PublicOperation = {
  name: 'uiKlines',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/uiKlines' },
  weight: weighing(2),
  run: answerCandles,
};

export const averagePrice: PublicOperation = {
  name: 'avgPrice',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/avgPrice' },
  weight: weighing(2),
  run(request) {
    const read = withSymbol(request, () => undefined);
    if (!read.ok) return read;
    const { market } = read.value;
    const { floor, views } = request.session;
    const symbol = market.instrument.index;
    const lastTradeUs = views.lastTrade(symbol)?.timeUs ?? floor.time;
    const average = floor.averagePrice(symbol) ?? views.dayTicker(symbol)?.last;
    return accept(averagePriceAnswer(market, average, lastTradeUs, request.timeUnit));
  },
};
