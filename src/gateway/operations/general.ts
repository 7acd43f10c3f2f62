/** What needs no symbol: connectivity, time, trading rules. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { exchangeInfoAnswer } from '../wire/exchange-info.ts';
import { accept } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { wireTime } from '../wire/time-unit.ts';
import { type Answer, type PublicOperation, type PublicRequest, weighing } from './operation.ts';
import { readSymbolStatus, withStatus } from './symbol-status.ts';

export const ping: PublicOperation = {
  name: 'ping',
  access: 'public',
  timeless: true,
  rest: { method: 'GET', path: '/api/v3/ping' },
  weight: weighing(1),
  run: ({ parameters }) => new ParameterReader(parameters).finish('{}'),
};

export const time: PublicOperation = {
  name: 'time',
  access: 'public',
  timeless: true,
  rest: { method: 'GET', path: '/api/v3/time' },
  weight: weighing(1),
  run({ session, parameters, timeUnit }) {
    return new ParameterReader(parameters).finish(`{"serverTime":${wireTime(session.now(), timeUnit)}}`);
  },
};

export const exchangeInfo: PublicOperation = {
  name: 'exchangeInfo',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/exchangeInfo' },
  weight: weighing(20),
  run: answerExchangeInfo,
};

function answerExchangeInfo({ session, parameters, timeUnit, rateLimits }: PublicRequest): Answer {
  const { instruments } = session.floor;
  const reader = new ParameterReader(parameters);
  const one = reader.optionalSymbol(instruments);
  const list = reader.symbolList(instruments);
  const permissions = reader.optional('permissions');
  const showPermissionSets = reader.boolean('showPermissionSets') ?? true;
  const status = readSymbolStatus(reader);
  const named = one !== undefined || list !== undefined;
  if (one !== undefined && list !== undefined) reader.fail('bad_combination');
  if (named && (permissions !== undefined || status !== undefined)) reader.fail('bad_combination');

  let symbols: readonly Instrument[] = instruments.symbols;
  if (one !== undefined) symbols = [one];
  else if (list !== undefined) symbols = list;
  else if (permissions !== undefined && !/\bSPOT\b/.test(permissions)) symbols = [];
  const read = reader.finish(withStatus(session, symbols, status));
  if (!read.ok) return read;
  return accept(
    exchangeInfoAnswer(instruments, read.value, {
      now: session.now(),
      unit: timeUnit,
      limits: rateLimits,
      showPermissionSets,
      statusOf: ({ index }) => session.floor.symbolStatus(index),
    }),
  );
}
