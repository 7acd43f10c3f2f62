/** The parameters of cancels and of queries about orders and trades. */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { AmendOrder, CancelAll, CancelOrder } from '../../core/messages/command.ts';
import type { AccountId, OrderId, TimestampUs } from '../../core/units/brand.ts';
import type { HistoryRange, PreventedMatchRange } from '../../journal/history-reader.ts';
import { freshClientOrderId } from './client-order-id.ts';
import { accept, type Outcome, refuse } from './outcome.ts';
import { legalClientOrderId, legalDecimal, type ParameterReader } from './parameter-reader.ts';
import { type PeriodAsked, readPeriod } from './read-period.ts';
import { readQuantity } from './read-units.ts';

export const cancelRestrictions: ReadonlyMap<string, 'only_new' | 'only_partially_filled'> = new Map([
  ['ONLY_NEW', 'only_new'],
  ['ONLY_PARTIALLY_FILLED', 'only_partially_filled'],
]);

/** Rows of history by default and at most. */
const rowsDefault = 500;
const rowsMax = 1000;

/** Which order is meant: at least one of the two ids. */
export interface OrderReference {
  readonly instrument: Instrument;
  readonly orderId: OrderId | undefined;
  readonly clientOrderId: string | undefined;
}

export function readOrderReference(reader: ParameterReader, instruments: Instruments): Outcome<OrderReference> {
  const reference = referenceOf(reader, instruments);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  return reference === undefined ? refuse('malformed_request') : accept(reference);
}

export function readCancelOrder(
  reader: ParameterReader,
  instruments: Instruments,
  account: AccountId,
): Outcome<CancelOrder> {
  const reference = referenceOf(reader, instruments);
  const cancelId = reader.text('newClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const restriction = reader.choice('cancelRestrictions', cancelRestrictions, 'invalid_cancel_restrictions');
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (reference === undefined) return refuse('malformed_request');
  const { instrument, orderId, clientOrderId } = reference;
  return accept({
    type: 'cancel_order',
    account,
    symbol: instrument.index,
    cancelId,
    ...(orderId === undefined ? {} : { orderId }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(restriction === undefined ? {} : { restriction }),
  });
}

export function readCancelAll(
  reader: ParameterReader,
  instruments: Instruments,
  account: AccountId,
): Outcome<CancelAll> {
  const instrument = reader.symbol(instruments);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined) return refuse('malformed_request');
  // Short enough that prefix, dash and any order id stay within 36 characters.
  const cancelIdPrefix = freshClientOrderId().slice(0, 18);
  return accept({ type: 'cancel_all', account, symbol: instrument.index, cancelIdPrefix });
}

export interface OrdersQuery {
  readonly instrument: Instrument;
  readonly range: HistoryRange;
}

/** `allOrders`: by id and later, or by time, at most a day at once. */
export function readOrdersQuery(
  reader: ParameterReader,
  instruments: Instruments,
  asked: PeriodAsked,
): Outcome<OrdersQuery> {
  const instrument = reader.symbol(instruments);
  const fromId = reader.integer('orderId');
  const range = readRange(reader, fromId, asked);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  return instrument === undefined ? refuse('malformed_request') : accept({ instrument, range });
}

export interface TradesQuery {
  readonly instrument: Instrument;
  readonly range: HistoryRange & { readonly orderId?: OrderId };
}

/** `myTrades`: only the mixtures that the exchange documents. */
export function readTradesQuery(
  reader: ParameterReader,
  instruments: Instruments,
  asked: PeriodAsked,
): Outcome<TradesQuery> {
  const instrument = reader.symbol(instruments);
  const orderId = reader.integer('orderId');
  const fromId = reader.integer('fromId');
  const range = readRange(reader, fromId, asked);
  const timed = range.startTime !== undefined || range.endTime !== undefined;
  if (timed && (orderId !== undefined || fromId !== undefined)) reader.fail('bad_combination');
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined) return refuse('malformed_request');
  return accept({ instrument, range: orderId === undefined ? range : { ...range, orderId: orderId as OrderId } });
}

/** A lower quantity for an open order. */
export function readAmendOrder(
  reader: ParameterReader,
  instruments: Instruments,
  account: AccountId,
): Outcome<AmendOrder> {
  const reference = referenceOf(reader, instruments);
  const newClientOrderId = reader.text('newClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const text = reader.requiredText('newQty', legalDecimal);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (reference === undefined) return refuse('malformed_request');
  const { instrument, orderId, clientOrderId } = reference;
  const quantity = readQuantity(instrument, 'newQty', text);
  if (!quantity.ok) return quantity;
  return accept({
    type: 'amend_order',
    account,
    symbol: instrument.index,
    newClientOrderId,
    quantity: quantity.value,
    ...(orderId === undefined ? {} : { orderId }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  });
}

export interface AmendmentsQuery {
  readonly instrument: Instrument;
  readonly orderId: OrderId;
  readonly range: Pick<HistoryRange, 'fromId' | 'limit'>;
}

export function readAmendmentsQuery(reader: ParameterReader, instruments: Instruments): Outcome<AmendmentsQuery> {
  const instrument = reader.symbol(instruments);
  const orderId = reader.requiredInteger('orderId') as OrderId | undefined;
  const fromId = reader.integer('fromExecutionId');
  const limit = reader.limit(rowsDefault, rowsMax);
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined || orderId === undefined) return refuse('malformed_request');
  return accept({ instrument, orderId, range: { limit, ...(fromId === undefined ? {} : { fromId }) } });
}

export interface PreventedQuery {
  readonly instrument: Instrument;
  readonly range: PreventedMatchRange;
}

/** One match by its id, or those of an order; nothing else goes together (Binance, myPreventedMatches). */
export function readPreventedQuery(reader: ParameterReader, instruments: Instruments): Outcome<PreventedQuery> {
  const instrument = reader.symbol(instruments);
  const preventedMatchId = reader.integer('preventedMatchId');
  const orderId = reader.integer('orderId') as OrderId | undefined;
  const fromId = reader.integer('fromPreventedMatchId');
  const hasLimit = reader.has('limit');
  const limit = reader.limit(rowsDefault, rowsMax);
  const isById = preventedMatchId !== undefined && orderId === undefined && fromId === undefined && !hasLimit;
  const isByOrder = orderId !== undefined && preventedMatchId === undefined && (fromId !== undefined || !hasLimit);
  if (!isById && !isByOrder) reader.fail('bad_combination');
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined) return refuse('malformed_request');
  if (isById) return accept({ instrument, range: { preventedMatchId } });
  if (orderId === undefined) return refuse('malformed_request');
  return accept({ instrument, range: { orderId, fromId: fromId ?? 0, limit } });
}

/** `myAllocations`: by id, by order or by time, in the documented mixtures; which symbol, since there is nothing to find. */
export function readAllocationsQuery(
  reader: ParameterReader,
  instruments: Instruments,
  asked: PeriodAsked,
): Outcome<undefined> {
  reader.symbol(instruments);
  const orderId = reader.integer('orderId');
  const fromId = reader.integer('fromAllocationId');
  const range = readRange(reader, fromId, asked);
  const timed = range.startTime !== undefined || range.endTime !== undefined;
  if (timed && (orderId !== undefined || fromId !== undefined)) reader.fail('bad_combination');
  return reader.finish(undefined);
}

function referenceOf(reader: ParameterReader, instruments: Instruments): OrderReference | undefined {
  const instrument = reader.symbol(instruments);
  const orderId = reader.integer('orderId') as OrderId | undefined;
  const clientOrderId = reader.text('origClientOrderId', legalClientOrderId);
  if (orderId === undefined && clientOrderId === undefined) {
    reader.fail('missing_either', 'origClientOrderId', 'orderId');
  }
  return instrument === undefined ? undefined : { instrument, orderId, clientOrderId };
}

/** Rows from an id on, or of a period of at most a day. */
export function readRange(reader: ParameterReader, fromId: number | undefined, asked: PeriodAsked): HistoryRange {
  const { startUs, endUs } = readPeriod(reader, asked);
  const limit = reader.limit(rowsDefault, rowsMax);
  return {
    limit,
    ...(fromId === undefined ? {} : { fromId }),
    ...(startUs === undefined ? {} : { startTime: startUs as TimestampUs }),
    ...(endUs === undefined ? {} : { endTime: endUs as TimestampUs }),
  };
}
