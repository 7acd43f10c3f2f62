/**
 * Price changes over a window that the client chooses: the last minutes, hours or days, and the calendar day of a time
 * zone. Unlike the other tickers they are never of all symbols, and show no bid and ask.
 */
import type { SymbolIndex } from '../../core/units/brand.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import { intervalStart } from '../../engine/views/interval.ts';
import type { RollingTicker } from '../../engine/views/rolling-ticker.ts';
import { miniTickerAnswer, windowTickerAnswer } from '../wire/market-json.ts';
import { accept } from '../wire/outcome.ts';
import { type Legal, ParameterReader } from '../wire/parameter-reader.ts';
import { readTimeZone } from '../wire/time-zone.ts';
import { marketOf } from './market-data.ts';
import type { Answer, PublicOperation, PublicRequest } from './operation.ts';
import { checkSymbolStatus, readSymbolStatus, withStatus } from './symbol-status.ts';
import { dayUs, emptyTicker, listedSymbols, readTickerForm, type TickerForm } from './tickers.ts';

const symbolsMax = 100;
const weightPerSymbol = 4;
const weightMost = 200;

/** The statistics of one symbol in the window that was asked for. */
type Measure = (session: FloorSession, symbol: SymbolIndex) => RollingTicker;

function answerWindow(request: PublicRequest, readWindow: (reader: ParameterReader) => Measure): Answer {
  const { session, parameters, timeUnit } = request;
  const { instruments } = session.floor;
  const reader = new ParameterReader(parameters);
  if (!reader.has('symbol') && !reader.has('symbols')) reader.fail('missing_either', 'symbol', 'symbols');
  const one = reader.optionalSymbol(instruments);
  const list = reader.symbolList(instruments, symbolsMax);
  if (one !== undefined && list !== undefined) reader.fail('bad_combination');
  const measure = readWindow(reader);
  const form = readTickerForm(reader);
  const status = one === undefined ? readSymbolStatus(reader) : undefined;
  if (one !== undefined) checkSymbolStatus(reader, session, one);
  const read = reader.finish(list ?? (one === undefined ? [] : [one]));
  if (!read.ok) return read;
  const rows = withStatus(session, read.value, status).map((symbol) =>
    printers[form](marketOf(session, symbol), measure(session, symbol.index), timeUnit),
  );
  return accept(list === undefined ? (rows[0] ?? '[]') : `[${rows.join(',')}]`);
}

const printers: Record<TickerForm, typeof miniTickerAnswer> = { FULL: windowTickerAnswer, MINI: miniTickerAnswer };

function windowWeight(parameters: ReadonlyMap<string, string>): number {
  const symbols = parameters.has('symbol') ? 1 : listedSymbols(parameters);
  return Math.min(weightMost, weightPerSymbol * Math.max(1, symbols));
}

const legalWindow: Legal = { pattern: /^([1-9][0-9]?)([mhd])$/, spelling: '^[1-9][0-9]?[mhd]$' };
const minuteUs = 60_000_000;
/** Length of each unit, and how many there may be. */
const windowUnits: Readonly<Record<string, { readonly lengthUs: number; readonly most: number }>> = {
  m: { lengthUs: minuteUs, most: 59 },
  h: { lengthUs: 60 * minuteUs, most: 23 },
  d: { lengthUs: dayUs, most: 7 },
};

/** Microseconds; a day when it is not sent. */
function readWindowSize(reader: ParameterReader): number {
  const text = reader.text('windowSize', legalWindow);
  const [, count, unitName = ''] = legalWindow.pattern.exec(text ?? '1d') ?? [];
  const unit = windowUnits[unitName];
  if (unit === undefined || Number(count) > unit.most) {
    reader.fail('invalid_parameter', 'windowSize');
    return dayUs;
  }
  return Number(count) * unit.lengthUs;
}

export const tickerWindow: PublicOperation = {
  name: 'ticker',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/ticker' },
  weight: windowWeight,
  run: (request) =>
    answerWindow(request, (reader) => {
      const windowUs = readWindowSize(reader);
      return ({ floor, views }, symbol) => views.ticker(symbol, windowUs) ?? emptyTicker(floor.time, windowUs);
    }),
};

export const tickerTradingDay: PublicOperation = {
  name: 'ticker.tradingDay',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/ticker/tradingDay' },
  weight: windowWeight,
  run: (request) =>
    answerWindow(request, (reader) => {
      const offsetUs = readTimeZone(reader);
      return (session, symbol) => tradingDay(session, symbol, offsetUs);
    }),
};

/** The day's candle so far; it closes with the day, as on the exchange. */
function tradingDay({ floor, views }: FloorSession, symbol: SymbolIndex, offsetUs: number): RollingTicker {
  const [day] = views.candles(symbol, '1d', { limit: 1, offsetUs });
  if (day === undefined) {
    const openTimeUs = intervalStart('1d', floor.time, offsetUs);
    return emptyTicker(openTimeUs + dayUs - 1, dayUs - 1);
  }
  return { ...day, closeTimeUs: day.endTimeUs - 1, last: day.close, previousClose: day.open };
}
