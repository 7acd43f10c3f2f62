/**
 * What widespread clients ask for unbidden while they load: margin, futures and options, of which a spot exchange on paper
 * has none. Empty answers keep an untouched client usable. Parameters and keys are not looked at: the answers are the same
 * for everybody and tell nothing about anybody.
 */
import { type Operation, type PublicRequest, weighing } from '../operations/operation.ts';
import { accept } from '../wire/outcome.ts';
import { wireTime } from '../wire/time-unit.ts';

type Print = (request: PublicRequest) => unknown;

const stubs: readonly (readonly [path: string, print: Print])[] = [
  ['/sapi/v1/system/status', () => ({ status: 0, msg: 'normal' })],
  ['/sapi/v1/margin/allPairs', () => []],
  ['/sapi/v1/margin/isolated/allPairs', () => []],
  ['/sapi/v1/margin/allAssets', () => []],
  ['/sapi/v1/spot/delist-schedule', () => []],
  ...['/fapi/v1', '/dapi/v1', '/eapi/v1'].flatMap((api): readonly (readonly [string, Print])[] => [
    [`${api}/ping`, () => ({})],
    [`${api}/time`, (request) => ({ serverTime: serverTime(request) })],
    [`${api}/exchangeInfo`, noMarkets],
  ]),
];

export const stubOperations: readonly Operation[] = stubs.map(([path, print]) => ({
  name: path,
  access: 'public',
  rest: { method: 'GET', path },
  weight: weighing(1),
  run: (request) => accept(JSON.stringify(print(request))),
}));

function serverTime({ session, timeUnit }: PublicRequest): number {
  return wireTime(session.now(), timeUnit);
}

function noMarkets(request: PublicRequest) {
  const time = serverTime(request);
  return { timezone: 'UTC', serverTime: time, rateLimits: [], exchangeFilters: [], assets: [], symbols: [] };
}
