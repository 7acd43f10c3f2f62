/** The three tickers: one object for `symbol`, an array for `symbols` (even of one) and for neither. */
import type { SymbolIndex } from '../../core/units/brand.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { RollingTicker } from '../../engine/views/rolling-ticker.ts';
import { bookTickerAnswer, dayTickerAnswer, type Market, miniTickerAnswer, priceAnswer } from '../wire/market-json.ts';
import { accept } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { marketOf } from './market-data.ts';
import type { Answer, PublicOperation, PublicRequest } from './operation.ts';
import { checkSymbolStatus, readSymbolStatus, withStatus } from './symbol-status.ts';

type Print = (session: FloorSession, market: Market) => string;

function answerTicker({ session, parameters }: PublicRequest, choose: (reader: ParameterReader) => Print): Answer {
  const { instruments } = session.floor;
  const reader = new ParameterReader(parameters);
  const one = reader.optionalSymbol(instruments);
  const list = reader.symbolList(instruments);
  if (one !== undefined && list !== undefined) reader.fail('bad_combination');
  const status = one === undefined ? readSymbolStatus(reader) : undefined;
  if (one !== undefined) checkSymbolStatus(reader, session, one);
  const read = reader.finish(choose(reader));
  if (!read.ok) return read;
  const print = read.value;
  if (one !== undefined) return accept(print(session, marketOf(session, one)));
  const symbols = withStatus(session, list ?? instruments.symbols, status);
  return accept(`[${symbols.map((symbol) => print(session, marketOf(session, symbol))).join(',')}]`);
}

/** Names in a `symbols` list that has not been checked yet. */
export function listedSymbols(parameters: ReadonlyMap<string, string>): number {
  return parameters.get('symbols')?.split(',').length ?? 0;
}

export type TickerForm = 'FULL' | 'MINI';
const forms: ReadonlyMap<string, TickerForm> = new Map([
  ['FULL', 'FULL'],
  ['MINI', 'MINI'],
]);

/** `type`: with everything, or with prices and volumes only. */
export function readTickerForm(reader: ParameterReader): TickerForm {
  return reader.choice('type', forms, 'invalid_ticker_type') ?? 'FULL';
}

export const ticker24hr: PublicOperation = {
  name: 'ticker.24hr',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/ticker/24hr' },
  weight(parameters) {
    if (parameters.has('symbol')) return 2;
    const symbols = listedSymbols(parameters);
    if (symbols === 0 || symbols > 100) return 80;
    return symbols > 20 ? 40 : 2;
  },
  run: (request) =>
    answerTicker(request, (reader) => {
      const form = readTickerForm(reader);
      return ({ floor, views }, market) => {
        const symbol = market.instrument.index;
        const ticker = views.dayTicker(symbol) ?? emptyTicker(floor.time, dayUs);
        if (form === 'MINI') return miniTickerAnswer(market, ticker, request.timeUnit);
        const lastQuantity = views.lastTrade(symbol)?.quantity ?? 0;
        return dayTickerAnswer(market, ticker, floor.book(symbol), lastQuantity, request.timeUnit);
      };
    }),
};

export const dayUs = 86_400_000_000;

/** Of a symbol that never had a price. */
export function emptyTicker(closeTimeUs: number, windowUs: number): RollingTicker {
  return {
    openTimeUs: closeTimeUs - windowUs,
    closeTimeUs,
    open: 0,
    high: 0,
    low: 0,
    last: 0,
    previousClose: 0,
    volume: 0,
    quoteVolume: 0n,
    trades: 0,
    firstTradeId: -1,
    lastTradeId: -1,
  };
}

export const tickerPrice: PublicOperation = {
  name: 'ticker.price',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/ticker/price' },
  weight: (parameters) => (parameters.has('symbol') ? 2 : 4),
  run: (request) =>
    answerTicker(request, () => (session, market) => priceAnswer(market, lastPrice(session, market.instrument.index))),
};

/** Ticks of the last trade; before the floor's first, where its past ended. */
export function lastPrice({ floor, views }: FloorSession, symbol: SymbolIndex): number | undefined {
  return floor.lastPrice(symbol) ?? views.dayTicker(symbol)?.last;
}

export const tickerBook: PublicOperation = {
  name: 'ticker.book',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/ticker/bookTicker' },
  weight: (parameters) => (parameters.has('symbol') ? 2 : 4),
  run: (request) =>
    answerTicker(
      request,
      () =>
        ({ floor }, market) =>
          bookTickerAnswer(market, floor.book(market.instrument.index)),
    ),
};
