/**
 * Orders, fills and cancels as JSON text, in the field order of the exchange. Built by concatenation: these are the answers
 * of the hot path, and every text in them has passed a pattern without quotes or backslashes.
 */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { Fill, OrderState, PreventedMatch } from '../../core/messages/account-event.ts';
import type { OrderAmended, OrderPlaced } from '../../core/messages/applied.ts';
import type { Peg } from '../../core/messages/command.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../core/units/convert.ts';
import type { OrderAmendment } from '../../journal/history-reader.ts';
import {
  wireExpiryReason,
  wireKind,
  wirePeg,
  wirePegOffset,
  wireSelfTradePrevention,
  wireSide,
  wireStatus,
  wireTimeInForce,
} from './enums.ts';
import { preventedFields } from './prevention-json.ts';
import type { ResponseType } from './read-order.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

/** A placement, as long as was asked for. */
export function placedAnswer(
  instruments: Instruments,
  { order, fills, preventedMatches }: Omit<OrderPlaced, 'type'>,
  responseType: ResponseType,
  unit: TimeUnit,
): string {
  switch (responseType) {
    case 'ACK':
      return `${ackFields(instrumentOf(instruments, order), order, unit)}}`;
    case 'RESULT':
      return `${resultFields(instruments, order, unit)}${preventedFields(instrumentOf(instruments, order), preventedMatches)}}`;
    case 'FULL':
      return orderFull(instruments, order, fills, preventedMatches, unit);
  }
}

function orderFull(
  instruments: Instruments,
  order: OrderState,
  fills: readonly Fill[],
  preventedMatches: readonly PreventedMatch[],
  unit: TimeUnit,
): string {
  const instrument = instrumentOf(instruments, order);
  let rows = '';
  for (const fill of fills) {
    if (rows !== '') rows += ',';
    rows += fillFields(instruments, instrument, fill);
  }
  const prevented = preventedFields(instrument, preventedMatches);
  return `${resultFields(instruments, order, unit)},"fills":[${rows}]${prevented}}`;
}

/** An order as queries show it. */
export function orderQuery(instruments: Instruments, order: OrderState, unit: TimeUnit): string {
  const instrument = instrumentOf(instruments, order);
  const created = wireTime(order.createdAt, unit);
  return (
    `{"symbol":"${instrument.name}","orderId":${order.orderId},"orderListId":${order.orderListId ?? -1},` +
    `"clientOrderId":"${order.clientOrderId}","price":"${formatPrice(instrument, order.price)}",` +
    `"origQty":"${formatQuantity(instrument, order.quantity)}",` +
    `"executedQty":"${formatQuantity(instrument, order.executed)}",` +
    `"cummulativeQuoteQty":"${quoteAmount(instruments, instrument, order.cumulativeQuote)}",` +
    `"status":"${wireStatus[order.status]}","timeInForce":"${wireTimeInForce[order.timeInForce]}",` +
    `"type":"${wireKind[order.kind]}","side":"${wireSide[order.side]}",` +
    `"stopPrice":"${formatPrice(instrument, order.stopPrice)}","icebergQty":"${formatQuantity(instrument, order.icebergQuantity)}",` +
    `"time":${created},"updateTime":${wireTime(order.updatedAt, unit)},` +
    `"isWorking":${order.workingAt !== undefined},"workingTime":${workingTime(order, unit)},` +
    `"origQuoteOrderQty":"${quoteAmount(instruments, instrument, order.quoteAmount)}",` +
    `"selfTradePreventionMode":"${wireSelfTradePrevention[order.selfTradePrevention]}"` +
    `${conditionalFields(instrument, order, unit)}}`
  );
}

export function orderQueries(instruments: Instruments, orders: readonly OrderState[], unit: TimeUnit): string {
  return `[${orders.map((order) => orderQuery(instruments, order, unit)).join(',')}]`;
}

/** The cancel's own id stands where the order's was; the order's own is `origClientOrderId`. */
export function cancelAnswer(
  instruments: Instruments,
  canceled: { readonly order: OrderState; readonly cancelId: string },
  unit: TimeUnit,
): string {
  const { order, cancelId } = canceled;
  const instrument = instrumentOf(instruments, order);
  return (
    `{"symbol":"${instrument.name}","origClientOrderId":"${order.clientOrderId}","orderId":${order.orderId},` +
    `"orderListId":${order.orderListId ?? -1},"clientOrderId":"${cancelId}","transactTime":${wireTime(order.updatedAt, unit)},` +
    `${amountFields(instruments, instrument, order)}` +
    `,"selfTradePreventionMode":"${wireSelfTradePrevention[order.selfTradePrevention]}"` +
    `${stopField(instrument, order)}${conditionalFields(instrument, order, unit)}}`
  );
}

/**
 * An amended order: the odd names of this one answer are the exchange's. `list`: the list it belongs to as JSON text, or none.
 */
export function amendAnswer(instruments: Instruments, amended: OrderAmended, list: string, unit: TimeUnit): string {
  const { order, previousClientOrderId, eventId } = amended;
  const instrument = instrumentOf(instruments, order);
  const quantity = (lots: number) => formatQuantity(instrument, lots);
  return (
    `{"transactTime":${wireTime(order.updatedAt, unit)},"executionId":${eventId},"amendedOrder":{` +
    `"symbol":"${instrument.name}","orderId":${order.orderId},"orderListId":${order.orderListId ?? -1},` +
    `"origClientOrderId":"${previousClientOrderId}","clientOrderId":"${order.clientOrderId}",` +
    `"price":"${formatPrice(instrument, order.price)}","qty":"${quantity(order.quantity)}",` +
    `"executedQty":"${quantity(order.executed)}","preventedQty":"${quantity(order.prevented)}",` +
    `"quoteOrderQty":"${quoteAmount(instruments, instrument, order.quoteAmount)}",` +
    `"cumulativeQuoteQty":"${quoteAmount(instruments, instrument, order.cumulativeQuote)}",` +
    `"status":"${wireStatus[order.status]}","timeInForce":"${wireTimeInForce[order.timeInForce]}",` +
    `"type":"${wireKind[order.kind]}","side":"${wireSide[order.side]}"` +
    `${order.workingAt === undefined ? '' : `,"workingTime":${workingTime(order, unit)}`}` +
    `,"selfTradePreventionMode":"${wireSelfTradePrevention[order.selfTradePrevention]}"` +
    `${stopField(instrument, order)}${conditionalFields(instrument, order, unit)}}${list === '' ? '' : `,"listStatus":${list}`}}`
  );
}

export function amendmentRows(instrument: Instrument, rows: readonly OrderAmendment[], unit: TimeUnit): string {
  const texts = rows.map(
    (row) =>
      `{"symbol":"${instrument.name}","orderId":${row.orderId},"executionId":${row.eventId},` +
      `"origClientOrderId":"${row.previousClientOrderId}","newClientOrderId":"${row.clientOrderId}",` +
      `"origQty":"${formatQuantity(instrument, row.previousQuantity)}",` +
      `"newQty":"${formatQuantity(instrument, row.quantity)}","time":${wireTime(row.time, unit)}}`,
  );
  return `[${texts.join(',')}]`;
}

function ackFields(instrument: Instrument, order: OrderState, unit: TimeUnit): string {
  return (
    `{"symbol":"${instrument.name}","orderId":${order.orderId},"orderListId":${order.orderListId ?? -1},` +
    `"clientOrderId":"${order.clientOrderId}","transactTime":${wireTime(order.updatedAt, unit)}`
  );
}

function resultFields(instruments: Instruments, order: OrderState, unit: TimeUnit): string {
  const instrument = instrumentOf(instruments, order);
  return (
    `${ackFields(instrument, order, unit)},${amountFields(instruments, instrument, order)}` +
    `,"workingTime":${workingTime(order, unit)}` +
    `,"selfTradePreventionMode":"${wireSelfTradePrevention[order.selfTradePrevention]}"` +
    `${stopField(instrument, order)}${conditionalFields(instrument, order, unit)}`
  );
}

function amountFields(instruments: Instruments, instrument: Instrument, order: OrderState): string {
  return (
    `"price":"${formatPrice(instrument, order.price)}",${quantityField(instrument, order)}` +
    `"executedQty":"${formatQuantity(instrument, order.executed)}",` +
    `"origQuoteOrderQty":"${quoteAmount(instruments, instrument, order.quoteAmount)}",` +
    `"cummulativeQuoteQty":"${quoteAmount(instruments, instrument, order.cumulativeQuote)}",` +
    `"status":"${wireStatus[order.status]}","timeInForce":"${wireTimeInForce[order.timeInForce]}",` +
    `"type":"${wireKind[order.kind]}","side":"${wireSide[order.side]}"`
  );
}

/** A pending order of an OPO has no quantity before its working order is filled, and the documents' answers leave it out. */
function quantityField(instrument: Instrument, order: OrderState): string {
  const isUnknown = order.status === 'pending_new' && order.quantity === 0;
  return isUnknown ? '' : `"origQty":"${formatQuantity(instrument, order.quantity)}",`;
}

/** -1 while the order waits for its trigger. */
function workingTime(order: OrderState, unit: TimeUnit): number {
  return order.workingAt === undefined ? -1 : wireTime(order.workingAt, unit);
}

/** Queries have stop price and shown quantity always, other answers only where there is one. */
function stopField(instrument: Instrument, order: OrderState): string {
  const stop = order.stopPrice === 0 ? '' : `,"stopPrice":"${formatPrice(instrument, order.stopPrice)}"`;
  if (order.icebergQuantity === 0) return stop;
  return `${stop},"icebergQty":"${formatQuantity(instrument, order.icebergQuantity)}"`;
}

function conditionalFields(instrument: Instrument, order: OrderState, unit: TimeUnit): string {
  let fields = '';
  if (order.trailingDelta !== undefined) {
    const since = order.trailingSince === undefined ? -1 : wireTime(order.trailingSince, unit);
    fields += `,"trailingDelta":${order.trailingDelta},"trailingTime":${since}`;
  }
  if (order.pegTo !== undefined) fields += pegFields(instrument, order, order.pegTo);
  if (order.strategyId !== undefined) fields += `,"strategyId":${order.strategyId}`;
  if (order.strategyType !== undefined) fields += `,"strategyType":${order.strategyType}`;
  if (order.preventedMatchId !== undefined) fields += `,"preventedMatchId":${order.preventedMatchId}`;
  if (order.prevented > 0) fields += `,"preventedQuantity":"${formatQuantity(instrument, order.prevented)}"`;
  const reason = order.expiryReason === undefined ? undefined : wireExpiryReason[order.expiryReason];
  if (reason !== undefined) fields += `,"expiryReason":"${reason}"`;
  return fields;
}

function pegFields(instrument: Instrument, order: OrderState, pegTo: Peg['to']): string {
  let fields = `,"pegPriceType":"${wirePeg[pegTo]}"`;
  if (order.pegLevels !== undefined) {
    fields += `,"pegOffsetType":"${wirePegOffset}","pegOffsetValue":${order.pegLevels}`;
  }
  if (order.peggedPrice !== undefined) fields += `,"peggedPrice":"${formatPrice(instrument, order.peggedPrice)}"`;
  return fields;
}

function fillFields(instruments: Instruments, instrument: Instrument, fill: Fill): string {
  const asset = instruments.assets[fill.commissionAsset];
  return (
    `{"price":"${formatPrice(instrument, fill.price)}","qty":"${formatQuantity(instrument, fill.quantity)}",` +
    `"commission":"${formatAmount(fill.commission, asset?.decimals ?? 8)}",` +
    `"commissionAsset":"${asset?.name ?? ''}","tradeId":${fill.tradeId}}`
  );
}

function quoteAmount(instruments: Instruments, instrument: Instrument, amount: bigint): string {
  return formatAmount(amount, instruments.assets[instrument.quote]?.decimals ?? 8);
}

function instrumentOf(instruments: Instruments, order: OrderState): Instrument {
  const instrument = instruments.symbols[order.symbol];
  if (instrument === undefined) throw new RangeError(`order ${order.orderId} is of unknown symbol ${order.symbol}`);
  return instrument;
}
