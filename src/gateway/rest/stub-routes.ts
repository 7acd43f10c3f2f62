/**
 * What widespread clients ask for unbidden while they load: wallet and futures endpoints that a spot exchange on paper has
 * nothing to say to. Harmless answers keep an untouched client usable. Parameters are not looked at: the answers are the
 * same for everybody and tell nothing about anybody.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatDecimal } from '../../core/units/decimal.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import { type Operation, type PublicRequest, weighing } from '../operations/operation.ts';
import { accept } from '../wire/outcome.ts';
import { wireTime } from '../wire/time-unit.ts';

type Print = (request: PublicRequest) => unknown;

const stubs: readonly (readonly [path: string, print: Print])[] = [
  ['/sapi/v1/system/status', () => ({ status: 0, msg: 'normal' })],
  ['/sapi/v1/capital/config/getall', ({ session }) => coins(session)],
  ['/sapi/v1/margin/allPairs', () => []],
  ['/sapi/v1/margin/isolated/allPairs', () => []],
  ['/sapi/v1/margin/allAssets', () => []],
  ['/sapi/v1/asset/tradeFee', ({ session, parameters }) => tradeFees(session, parameters.get('symbol'))],
  ['/sapi/v1/account/status', () => ({ data: 'Normal' })],
  ['/sapi/v1/account/apiTradingStatus', () => ({ data: { isLocked: false, plannedRecoverTime: 0 } })],
  ['/sapi/v1/account/apiRestrictions', apiRestrictions],
  ['/fapi/v1/exchangeInfo', noMarkets],
  ['/dapi/v1/exchangeInfo', noMarkets],
  ['/eapi/v1/exchangeInfo', noMarkets],
  ['/api/v3/historicalBlockTrades', () => []],
];

export const stubOperations: readonly Operation[] = stubs.map(([path, print]) => ({
  name: path,
  access: 'public',
  rest: { method: 'GET', path },
  weight: weighing(1),
  run: (request) => accept(JSON.stringify(print(request))),
}));

function noMarkets({ session, timeUnit }: PublicRequest) {
  const serverTime = wireTime(session.now(), timeUnit);
  return { timezone: 'UTC', serverTime, rateLimits: [], exchangeFilters: [], assets: [], symbols: [] };
}

/** Paper can't be sent anywhere. */
function coins(session: FloorSession) {
  return session.floor.instruments.assets.map(({ name }) => ({
    coin: name,
    name,
    depositAllEnable: false,
    withdrawAllEnable: false,
    trading: true,
    isLegalMoney: false,
    free: '0',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    networkList: [],
  }));
}

function tradeFees(session: FloorSession, symbol: string | undefined) {
  const { symbols } = session.floor.instruments;
  const rate = (ppm = 0) => formatDecimal(ppm, 6);
  const row = ({ name, commissions: [commission] }: Instrument) => ({
    symbol: name,
    makerCommission: rate(commission?.standard.maker),
    takerCommission: rate(commission?.standard.taker),
  });
  return symbols.filter(({ name }) => symbol === undefined || name === symbol).map(row);
}

function apiRestrictions({ session, timeUnit }: PublicRequest) {
  return {
    ipRestrict: false,
    createTime: wireTime(session.floor.instruments.floor.startTimeUs, timeUnit),
    enableReading: true,
    enableSpotAndMarginTrading: true,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    enableVanillaOptions: false,
    permitsUniversalTransfer: false,
    enablePortfolioMarginTrading: false,
  };
}
