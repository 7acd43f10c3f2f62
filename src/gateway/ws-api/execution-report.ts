/**
 * What happened to an account, as the events of its user data stream. One event of the core is at most one event here;
 * what belongs to the happening only (`l L Y n N t`) is zero, "0", null and -1 unless it was a trade.
 */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { AccountEvent, Fill, OrderKind, OrderState } from '../../core/messages/account-event.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../core/units/convert.ts';
import {
  wireExpiryReason,
  wireKind,
  wirePeg,
  wirePegOffset,
  wireRejectReason,
  wireSelfTradePrevention,
  wireSide,
  wireStatus,
  wireTimeInForce,
} from '../wire/enums.ts';
import { listStatusEvent } from '../wire/list-json.ts';
import { wireTradeGroup } from '../wire/prevention-json.ts';
import { type TimeUnit, wireTime } from '../wire/time-unit.ts';

/** JSON text; undefined for happenings without an event. `nowUs` is floor time. */
export function userEvent(
  instruments: Instruments,
  event: AccountEvent,
  nowUs: number,
  unit: TimeUnit,
): string | undefined {
  const head = (name: string) => `{"e":"${name}","E":${wireTime(Math.max(nowUs, event.time), unit)}`;
  const time = wireTime(event.time, unit);
  switch (event.type) {
    case 'account_opened':
      return undefined;
    case 'money_moved': {
      const asset = instruments.assets[event.asset];
      const delta = formatAmount(event.amount, asset?.decimals ?? 8);
      return `${head('balanceUpdate')},"a":"${asset?.name ?? ''}","d":"${delta}","T":${time}}`;
    }
    case 'balances_changed': {
      const rows = event.balances.map(({ asset, available, held }) => {
        const decimals = instruments.assets[asset]?.decimals ?? 8;
        const name = instruments.assets[asset]?.name ?? '';
        return `{"a":"${name}","f":"${formatAmount(available, decimals)}","l":"${formatAmount(held, decimals)}"}`;
      });
      return `${head('outboundAccountPosition')},"u":${time},"B":[${rows.join(',')}]}`;
    }
    case 'list_changed':
      return listStatusEvent(instruments, event.list, event.isRenamed === true, head('listStatus'), unit);
    default:
      return `${head('executionReport')},${reportFields(instruments, event, unit)}}`;
  }
}

type OrderEvent = Extract<AccountEvent, { readonly order: OrderState }>;

function reportFields(instruments: Instruments, event: OrderEvent, unit: TimeUnit): string {
  const { order } = event;
  const instrument = instruments.symbols[order.symbol];
  if (instrument === undefined) throw new RangeError(`order ${order.orderId} is of unknown symbol ${order.symbol}`);
  const quoteDecimals = instruments.assets[instrument.quote]?.decimals ?? 8;
  const quote = (amount: bigint) => formatAmount(amount, quoteDecimals);
  const quantity = (lots: number) => formatQuantity(instrument, lots);
  const canceled = event.type === 'order_canceled';
  const original = canceled ? order.clientOrderId : event.type === 'order_amended' ? event.previousClientOrderId : '';
  const fill = event.type === 'order_filled' ? event.fill : undefined;
  const created = wireTime(order.createdAt, unit);
  return (
    `"s":"${instrument.name}","c":"${canceled ? event.cancelId : order.clientOrderId}",` +
    `"S":"${wireSide[order.side]}","o":"${wireKind[order.kind]}","f":"${wireTimeInForce[order.timeInForce]}",` +
    `"q":"${quantity(order.quantity)}","p":"${formatPrice(instrument, order.price)}",` +
    `"P":"${formatPrice(instrument, order.stopPrice)}","F":"${quantity(order.icebergQuantity)}","g":${order.orderListId ?? -1},"C":"${original}",` +
    `"x":"${executionType(event)}","X":"${wireStatus[order.status]}","r":"${rejectReason(event)}","i":${order.orderId},` +
    `"l":"${quantity(fill?.quantity ?? 0)}","z":"${quantity(order.executed)}",` +
    `"L":"${formatPrice(instrument, fill?.price ?? 0)}",${commission(instruments, fill)},` +
    `"T":${wireTime(event.time, unit)},"t":${fill?.tradeId ?? -1},"I":${event.eventId},"w":${isOnBook(event)},` +
    `"m":${fill?.isMaker ?? false},"M":${fill !== undefined},"O":${created},` +
    `"Z":"${quote(order.cumulativeQuote)}","Y":"${quote(fill?.quoteAmount ?? 0n)}",` +
    `"Q":"${quote(order.quoteAmount)}",${order.workingAt === undefined ? '' : `"W":${wireTime(order.workingAt, unit)},`}` +
    `"V":"${wireSelfTradePrevention[order.selfTradePrevention]}"${conditional(order, unit)}${peg(instrument, order)}` +
    preventionFields(instruments, instrument, event)
  );
}

function executionType(event: OrderEvent): string {
  switch (event.type) {
    case 'order_accepted':
    case 'order_triggered':
    case 'order_entered':
      return 'NEW';
    case 'order_amended':
      return 'REPLACED';
    case 'order_filled':
      return 'TRADE';
    case 'order_canceled':
      return 'CANCELED';
    case 'order_expired':
      return 'EXPIRED';
    case 'order_prevented':
      return 'TRADE_PREVENTION';
    case 'order_rejected':
      return 'REJECTED';
  }
}

/** Every live order is said to be on the book when it enters; one that can't rest no longer is with its first trade. */
function isOnBook({ type, order }: OrderEvent): boolean {
  const isLive = order.workingAt !== undefined && (order.status === 'new' || order.status === 'partially_filled');
  if (!isLive || type === 'order_accepted' || type === 'order_triggered' || type === 'order_entered') return isLive;
  return order.timeInForce === 'gtc' && !neverRests.includes(order.kind);
}

const neverRests: readonly OrderKind[] = ['market', 'stop_loss', 'take_profit'];

function rejectReason(event: OrderEvent): string {
  return (event.type === 'order_rejected' ? wireRejectReason[event.reason] : undefined) ?? 'NONE';
}

function commission(instruments: Instruments, fill: Fill | undefined): string {
  if (fill === undefined) return '"n":"0","N":null';
  const asset = instruments.assets[fill.commissionAsset];
  return `"n":"${formatAmount(fill.commission, asset?.decimals ?? 8)}","N":"${asset?.name ?? ''}"`;
}

/** What was prevented so far stays with the order; the rest is of the one match that this report is about. */
function preventionFields(instruments: Instruments, instrument: Instrument, event: OrderEvent): string {
  const { order } = event;
  if (order.preventedMatchId === undefined) return '';
  const quantity = (lots: number) => formatQuantity(instrument, lots);
  const total = `,"v":${order.preventedMatchId},"A":"${quantity(order.prevented)}"`;
  if (event.type !== 'order_prevented') return total;
  const { match, isTaker } = event;
  const quoteDecimals = instruments.assets[instrument.quote]?.decimals ?? 8;
  return (
    `${total},"B":"${quantity(isTaker ? match.takerPrevented : match.makerPrevented)}",` +
    `"u":${wireTradeGroup(match.tradeGroup)},"U":${isTaker ? match.makerOrderId : match.takerOrderId},` +
    `"Cs":"${instrument.name}","pl":"${quantity(match.quantity)}","pL":"${formatPrice(instrument, match.price)}",` +
    `"pY":"${formatAmount(match.quoteAmount, quoteDecimals)}"`
  );
}

function peg(instrument: Instrument, { pegTo, pegLevels, peggedPrice }: OrderState): string {
  if (pegTo === undefined) return '';
  const offset = pegLevels === undefined ? '' : `,"gOT":"${wirePegOffset}","gOV":${pegLevels}`;
  const price = peggedPrice === undefined ? '' : `,"gp":"${formatPrice(instrument, peggedPrice)}"`;
  return `,"gP":"${wirePeg[pegTo]}"${offset}${price}`;
}

function conditional(order: OrderState, unit: TimeUnit): string {
  let fields = '';
  if (order.trailingDelta !== undefined) {
    fields += `,"d":${order.trailingDelta},"D":${order.trailingSince === undefined ? -1 : wireTime(order.trailingSince, unit)}`;
  }
  if (order.strategyId !== undefined) fields += `,"j":${order.strategyId}`;
  if (order.strategyType !== undefined) fields += `,"J":${order.strategyType}`;
  const reason = order.expiryReason === undefined ? undefined : wireExpiryReason[order.expiryReason];
  if (reason !== undefined) fields += `,"eR":"${reason}"`;
  return fields;
}
