/** Balances, rates and a user's trades as JSON text. */
import { type Commission, type CommissionParts, sidePpm } from '../../core/instruments/commission.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { Balance } from '../../core/messages/account-event.ts';
import type { Side } from '../../core/messages/command.ts';
import type { AccountFees } from '../../core/money/fee-desk.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../core/units/convert.ts';
import { formatDecimal } from '../../core/units/decimal.ts';
import type { AccountTrade } from '../../journal/history-reader.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

export interface AccountFacts {
  readonly account: number;
  readonly balances: readonly Balance[];
  readonly fees: AccountFees;
  /** 0 for none. */
  readonly tradeGroup: number;
  readonly canTrade: boolean;
  /** Floor time, microseconds. */
  readonly updatedAt: number;
  readonly omitZeroBalances: boolean;
}

export function accountAnswer(instruments: Instruments, facts: AccountFacts, unit: TimeUnit): string {
  const { standard } = instruments.fees.commissions[facts.fees.tier] ?? noCommission;
  const shown = facts.omitZeroBalances
    ? facts.balances.filter((balance) => balance.available !== 0n || balance.held !== 0n)
    : facts.balances;
  const balances = shown.map((balance) => balanceFields(instruments, balance)).join(',');
  return (
    `{"makerCommission":${inTenThousandths(standard.maker)},"takerCommission":${inTenThousandths(standard.taker)},` +
    `"buyerCommission":${inTenThousandths(standard.buyer)},"sellerCommission":${inTenThousandths(standard.seller)},` +
    `"commissionRates":${rates(standard)},` +
    `"canTrade":${facts.canTrade},"canWithdraw":false,"canDeposit":false,"brokered":false,` +
    `"requireSelfTradePrevention":false,"preventSor":false,"updateTime":${wireTime(facts.updatedAt, unit)},` +
    `"accountType":"SPOT","balances":[${balances}],"permissions":["SPOT"],"uid":${facts.account}` +
    // As recorded from the exchange: an account without a group has no such field.
    `${facts.tradeGroup === 0 ? '' : `,"tradeGroupId":${facts.tradeGroup}`}}`
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

/** The rates of a symbol for an account. */
export function commissionAnswer(instruments: Instruments, instrument: Instrument, fees: AccountFees): string {
  const { standard, special, tax } = instrument.commissions[fees.tier] ?? noCommission;
  return (
    `{"symbol":"${instrument.name}","standardCommission":${rates(standard)},"specialCommission":${rates(special)},` +
    `"taxCommission":${rates(tax)},"discount":${discount(instruments, instrument, fees)}}`
  );
}

/** What `order/test` tells when asked for rates: as the order's side pays them. */
export function orderRatesAnswer(
  instruments: Instruments,
  instrument: Instrument,
  side: Side,
  fees: AccountFees,
): string {
  const { standard, special, tax } = instrument.commissions[fees.tier] ?? noCommission;
  const isBuyer = side === 'buy';
  const pair = (parts: CommissionParts) =>
    `{"maker":"${rate(sidePpm(parts, isBuyer, true))}","taker":"${rate(sidePpm(parts, isBuyer, false))}"}`;
  return (
    `{"standardCommissionForOrder":${pair(standard)},"specialCommissionForOrder":${pair(special)},` +
    `"taxCommissionForOrder":${pair(tax)},"discount":${discount(instruments, instrument, fees)}}`
  );
}

const noParts: CommissionParts = { maker: 0, taker: 0, buyer: 0, seller: 0 };
const noCommission: Commission = { standard: noParts, special: noParts, tax: noParts };

/** `discount` is the factor that is left of the standard commission, as the commission FAQ calculates with it. */
function discount(instruments: Instruments, instrument: Instrument, fees: AccountFees): string {
  const offered = instruments.fees.discount;
  const asset = offered === undefined ? undefined : instruments.assets[offered.asset]?.name;
  return (
    `{"enabledForAccount":${fees.paysInDiscountAsset},"enabledForSymbol":${instrument.hasDiscount},` +
    `"discountAsset":"${asset ?? 'BNB'}","discount":"${rate(offered?.factorPpm ?? 0)}"}`
  );
}

function rates({ maker, taker, buyer, seller }: CommissionParts): string {
  return `{"maker":"${rate(maker)}","taker":"${rate(taker)}","buyer":"${rate(buyer)}","seller":"${rate(seller)}"}`;
}

function inTenThousandths(ppm: number): number {
  return Math.floor(ppm / 100);
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
    `{"symbol":"${instrument.name}","id":${trade.tradeId},"orderId":${trade.orderId},"orderListId":${trade.orderListId ?? -1},` +
    `"price":"${formatPrice(instrument, trade.price)}","qty":"${formatQuantity(instrument, trade.quantity)}",` +
    `"quoteQty":"${formatAmount(trade.quoteAmount, quoteDecimals)}",` +
    `"commission":"${formatAmount(trade.commission, asset?.decimals ?? 8)}","commissionAsset":"${asset?.name ?? ''}",` +
    `"time":${wireTime(trade.time, unit)},"isBuyer":${trade.isBuyer},"isMaker":${trade.isMaker},"isBestMatch":true}`
  );
}
