/** Balances, rates and a user's trades as JSON text. */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { Balance } from '../../core/messages/account-event.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../core/units/convert.ts';
import { formatDecimal } from '../../core/units/decimal.ts';
import type { AccountTrade } from '../../journal/history-reader.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

export interface Fees {
  readonly makerPpm: number;
  readonly takerPpm: number;
}

export interface AccountFacts {
  readonly account: number;
  readonly balances: readonly Balance[];
  readonly fees: Fees;
  readonly canTrade: boolean;
  /** Floor time, microseconds. */
  readonly updatedAt: number;
  readonly omitZeroBalances: boolean;
}

export function accountAnswer(instruments: Instruments, facts: AccountFacts, unit: TimeUnit): string {
  const { fees } = facts;
  const shown = facts.omitZeroBalances
    ? facts.balances.filter((balance) => balance.available !== 0n || balance.held !== 0n)
    : facts.balances;
  const balances = shown.map((balance) => balanceFields(instruments, balance)).join(',');
  return (
    `{"makerCommission":${Math.floor(fees.makerPpm / 100)},"takerCommission":${Math.floor(fees.takerPpm / 100)},` +
    `"buyerCommission":0,"sellerCommission":0,` +
    `"commissionRates":${rates(fees.makerPpm, fees.takerPpm)},` +
    `"canTrade":${facts.canTrade},"canWithdraw":false,"canDeposit":false,"brokered":false,` +
    `"requireSelfTradePrevention":false,"preventSor":false,"updateTime":${wireTime(facts.updatedAt, unit)},` +
    `"accountType":"SPOT","balances":[${balances}],"permissions":["SPOT"],"uid":${facts.account}}`
  );
}

function balanceFields(instruments: Instruments, balance: Balance): string {
  const asset = instruments.assets[balance.asset];
  const decimals = asset?.decimals ?? 8;
  return (
    `{"asset":"${asset?.name ?? ''}","free":"${formatAmount(balance.available, decimals)}",` +
    `"locked":"${formatAmount(balance.held, decimals)}"}`
  );
}

export function commissionAnswer(instrument: Instrument, fees: Fees): string {
  return (
    `{"symbol":"${instrument.name}","standardCommission":${rates(fees.makerPpm, fees.takerPpm)},` +
    `"specialCommission":${rates(0, 0)},"taxCommission":${rates(0, 0)},"discount":${noDiscount}}`
  );
}

/** What `order/test` tells when asked for rates. */
export function orderRatesAnswer(fees: Fees): string {
  const pair = (maker: number, taker: number) => `{"maker":"${rate(maker)}","taker":"${rate(taker)}"}`;
  return (
    `{"standardCommissionForOrder":${pair(fees.makerPpm, fees.takerPpm)},` +
    `"specialCommissionForOrder":${pair(0, 0)},"taxCommissionForOrder":${pair(0, 0)},"discount":${noDiscount}}`
  );
}

const noDiscount = '{"enabledForAccount":false,"enabledForSymbol":false,"discountAsset":"BNB","discount":"0.00000000"}';

function rates(makerPpm: number, takerPpm: number): string {
  return `{"maker":"${rate(makerPpm)}","taker":"${rate(takerPpm)}","buyer":"0.00000000","seller":"0.00000000"}`;
}

/** Millionths as a share of one, eight decimals. */
function rate(ppm: number): string {
  return formatDecimal(ppm * 100, 8);
}

export function accountTradesAnswer(instruments: Instruments, trades: readonly AccountTrade[], unit: TimeUnit): string {
  return `[${trades.map((trade) => accountTrade(instruments, trade, unit)).join(',')}]`;
}

function accountTrade(instruments: Instruments, trade: AccountTrade, unit: TimeUnit): string {
  const instrument = instruments.symbols[trade.symbol];
  if (instrument === undefined) throw new RangeError(`trade ${trade.tradeId} is of unknown symbol ${trade.symbol}`);
  const asset = instruments.assets[trade.commissionAsset];
  const quoteDecimals = instruments.assets[instrument.quote]?.decimals ?? 8;
  return (
    `{"symbol":"${instrument.name}","id":${trade.tradeId},"orderId":${trade.orderId},"orderListId":-1,` +
    `"price":"${formatPrice(instrument, trade.price)}","qty":"${formatQuantity(instrument, trade.quantity)}",` +
    `"quoteQty":"${formatAmount(trade.quoteAmount, quoteDecimals)}",` +
    `"commission":"${formatAmount(trade.commission, asset?.decimals ?? 8)}","commissionAsset":"${asset?.name ?? ''}",` +
    `"time":${wireTime(trade.time, unit)},"isBuyer":${trade.isBuyer},"isMaker":${trade.isMaker},"isBestMatch":true}`
  );
}
