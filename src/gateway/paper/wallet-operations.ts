/**
 * What clients ask the exchange's wallet for while they load markets or balances. Paper has one wallet and can't be sent
 * anywhere, so most answers are short; what they say of the account and the key that asks is true. Parameters that choose
 * among things there are none of are not looked at.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { Balance } from '../../core/messages/account-event.ts';
import { formatAmount } from '../../core/units/convert.ts';
import { formatDecimal } from '../../core/units/decimal.ts';
import { type SignedOperation, type SignedRequest, weighing } from '../operations/operation.ts';
import { accept } from '../wire/outcome.ts';
import { wireTime } from '../wire/time-unit.ts';

type Print = (request: SignedRequest) => unknown;

const zero = '0.00000000';

/** Source of paths and fields: the exchange's wallet documents. */
const answers: readonly (readonly [method: 'GET' | 'POST', path: string, print: Print])[] = [
  ['GET', '/sapi/v1/capital/config/getall', coins],
  ['GET', '/sapi/v1/asset/assetDetail', assetDetails],
  ['GET', '/sapi/v1/asset/tradeFee', tradeFees],
  ['GET', '/sapi/v1/asset/dribblet', () => ({ total: 0, userAssetDribblets: [] })],
  ['GET', '/sapi/v1/asset/assetDividend', () => ({ rows: [], total: 0 })],
  ['POST', '/sapi/v1/asset/dust-btc', dust],
  ['POST', '/sapi/v1/asset/get-funding-asset', () => []],
  ['POST', '/sapi/v3/asset/getUserAsset', userAssets],
  ['GET', '/sapi/v1/account/info', accountInfo],
  ['GET', '/sapi/v1/account/status', () => ({ data: 'Normal' })],
  ['GET', '/sapi/v1/account/apiTradingStatus', () => ({ data: { isLocked: false, plannedRecoverTime: 0 } })],
  ['GET', '/sapi/v1/account/apiRestrictions', apiRestrictions],
  ['GET', '/sapi/v1/accountSnapshot', () => ({ code: 200, msg: '', snapshotVos: [] })],
  ['GET', '/sapi/v1/sub-account/list', () => ({ subAccounts: [] })],
];

export const walletOperations: readonly SignedOperation[] = answers.map(([method, path, print]) => ({
  name: path,
  access: 'read',
  rest: { method, path },
  weight: weighing(1),
  orders: 0,
  freeOnSuccess: false,
  run: (request) => accept(JSON.stringify(print(request))),
}));

interface Holding {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
}

function holdings({ session, key }: SignedRequest): readonly Holding[] {
  const { assets } = session.floor.instruments;
  return session.floor.balances(key.account).map(({ asset, available, held }: Balance) => {
    const decimals = assets[asset]?.decimals ?? 8;
    const print = (amount: Balance['held']) => formatAmount(amount, decimals);
    return { asset: assets[asset]?.name ?? '', free: print(available), locked: print(held) };
  });
}

function coins(request: SignedRequest) {
  return holdings(request).map(({ asset, free, locked }) => ({
    coin: asset,
    depositAllEnable: false,
    withdrawAllEnable: false,
    name: asset,
    free,
    locked,
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }));
}

function assetDetails({ session }: SignedRequest) {
  const detail = { minWithdrawAmount: zero, depositStatus: false, withdrawFee: 0, withdrawStatus: false };
  return Object.fromEntries(session.floor.instruments.assets.map(({ name }) => [name, detail]));
}

/** The account's own, as its tier has them. */
function tradeFees({ session, key, parameters }: SignedRequest) {
  const { tier } = session.floor.fees(key.account);
  const rate = (ppm = 0) => formatDecimal(ppm, 6);
  const row = ({ name, commissions }: Instrument) => ({
    symbol: name,
    makerCommission: rate(commissions[tier]?.standard.maker),
    takerCommission: rate(commissions[tier]?.standard.taker),
  });
  const wanted = parameters.get('symbol');
  return session.floor.instruments.symbols.filter(({ name }) => wanted === undefined || name === wanted).map(row);
}

function dust() {
  return { details: [], totalTransferBtc: zero, totalTransferBNB: zero, dribbletPercentage: zero };
}

/** Those it has something of. */
function userAssets(request: SignedRequest) {
  const wanted = request.parameters.get('asset');
  return holdings(request)
    .filter(({ asset, free, locked }) => (Number(free) > 0 || Number(locked) > 0) && (wanted ?? asset) === asset)
    .map((holding) => ({ ...holding, freeze: '0', withdrawing: '0', ipoable: '0', btcValuation: '0' }));
}

function accountInfo({ session, key }: SignedRequest) {
  return {
    vipLevel: session.floor.fees(key.account).tier,
    isMarginEnabled: false,
    isFutureEnabled: false,
    isOptionsEnabled: false,
    isPortfolioMarginRetailEnabled: false,
  };
}

function apiRestrictions({ session, key, timeUnit }: SignedRequest) {
  return {
    ipRestrict: key.networks !== undefined,
    createTime: wireTime(session.definition.startTimeUs, timeUnit),
    enableReading: key.canRead,
    enableSpotAndMarginTrading: key.canTrade,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    enableVanillaOptions: false,
    permitsUniversalTransfer: false,
    enablePortfolioMarginTrading: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
  };
}
