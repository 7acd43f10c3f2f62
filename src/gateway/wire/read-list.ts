/**
 * From the parameters of an order list to the command for the core. Each order of a list has the parameters of a single order
 * under names of its own (`abovePrice`, `workingQuantity`), and is read by the reader of single orders; what is said here is
 * which name stands for what, and which types and sides go together.
 */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { OrderKind } from '../../core/messages/account-event.ts';
import type { CancelOrderList, OrderListKind, PlaceOrder, PlaceOrderList } from '../../core/messages/command.ts';
import type { AccountId, OrderListId, Quantity } from '../../core/units/brand.ts';
import type { HistoryRange } from '../../journal/history-reader.ts';
import { freshClientOrderId } from './client-order-id.ts';
import { checkPairTypes } from './list-types.ts';
import { shownPart } from './order-shape.ts';
import { accept, type Outcome, refuse } from './outcome.ts';
import { legalClientOrderId, ParameterReader } from './parameter-reader.ts';
import { placeOrderNames, type ResponseType, readPlaceOrder, responseTypes } from './read-order.ts';
import type { PeriodAsked } from './read-period.ts';
import { readRange } from './read-query.ts';
import { parametersLike } from './witness.ts';

export interface ListWish {
  readonly command: PlaceOrderList;
  readonly responseType: ResponseType;
}

/** A single order's parameter to what a list calls it. */
type Names = ReadonlyMap<string, string>;

const common: Names = new Map([
  ['symbol', 'symbol'],
  ['selfTradePreventionMode', 'selfTradePreventionMode'],
]);

/** `abovePrice` and so on; side and quantity may be shared. */
function namesOf(prefix: string, shared: Readonly<Record<string, string>>): Names {
  const own = placeOrderNames
    .filter((name) => !common.has(name) && name !== 'newOrderRespType' && name !== 'quoteOrderQty')
    .map((name): [string, string] => {
      const bare = name === 'newClientOrderId' ? 'clientOrderId' : name;
      return [name, shared[name] ?? `${prefix}${bare.charAt(0).toUpperCase()}${bare.slice(1)}`];
    });
  return new Map([...common, ...own]);
}

const both = { side: 'side', quantity: 'quantity' };
const pendingBoth = { side: 'pendingSide', quantity: 'pendingQuantity' };
const working = namesOf('working', {});
const pair = [namesOf('above', both), namesOf('below', both)];
const pendingPair = [namesOf('pendingAbove', pendingBoth), namesOf('pendingBelow', pendingBoth)];
const legs: Readonly<Record<OrderListKind, readonly Names[]>> = {
  oco: pair,
  oto: [working, namesOf('pending', {})],
  otoco: [working, ...pendingPair],
  opo: [working, namesOf('pending', {})],
  opoco: [working, ...pendingPair],
};

const oldLimit: Names = new Map([
  ...common,
  ['type', 'limitType'],
  ['side', 'side'],
  ['quantity', 'quantity'],
  ['price', 'price'],
  ['newClientOrderId', 'limitClientOrderId'],
  ['strategyId', 'limitStrategyId'],
  ['strategyType', 'limitStrategyType'],
  ['icebergQty', 'limitIcebergQty'],
]);
const oldStop: Names = new Map([
  ...common,
  ['type', 'stopType'],
  ['side', 'side'],
  ['quantity', 'quantity'],
  ['price', 'stopLimitPrice'],
  ['stopPrice', 'stopPrice'],
  ['trailingDelta', 'trailingDelta'],
  ['timeInForce', 'stopLimitTimeInForce'],
  ['newClientOrderId', 'stopClientOrderId'],
  ['strategyId', 'stopStrategyId'],
  ['strategyType', 'stopStrategyType'],
  ['icebergQty', 'stopIcebergQty'],
]);

/** Refusals: those of single orders, -1158 to -1168, -1196 to -1199, -1222 to -1225. */
export function readPlaceList(
  values: ReadonlyMap<string, string>,
  kind: OrderListKind,
  instruments: Instruments,
  account: AccountId,
): Outcome<ListWish> {
  const isPaid = kind === 'opo' || kind === 'opoco';
  if (isPaid && values.has('pendingQuantity')) return refuse('pending_not_wanted', 'pendingQuantity');
  // What is not known yet is read as one lot, and asked for as none.
  const instrument = instruments.symbolByName(values.get('symbol') ?? '');
  const given = isPaid ? parametersLike(values).set('pendingQuantity', instrument?.definition.stepSize ?? '1') : values;
  const wish = readLegs(given, kind, legs[kind], instruments, account);
  if (!wish.ok || !isPaid) return wish;
  const [first, ...pending] = wish.value.command.orders;
  if (first?.side !== 'buy') return refuse('opo_working_not_buy');
  if (pending.some(({ side }) => side !== 'sell')) return refuse('opo_pending_not_sell');
  const orders = [first, ...pending.map(withoutQuantity)];
  return accept({ ...wish.value, command: { ...wish.value.command, orders } });
}

/** The OCO of before there were above and below: a limit maker, and a stop-loss with or without a limit. */
export function readOldOco(
  values: ReadonlyMap<string, string>,
  instruments: Instruments,
  account: AccountId,
): Outcome<ListWish> {
  for (const name of ['limitType', 'stopType']) if (values.has(name)) return refuse('not_wanted', name);
  if (values.has('stopLimitPrice') && !values.has('stopLimitTimeInForce')) {
    return refuse('incomplete_combination', 'stopLimitTimeInForce');
  }
  const typed = parametersLike(values);
  typed.set('limitType', 'LIMIT_MAKER');
  typed.set('stopType', values.has('stopLimitPrice') ? 'STOP_LOSS_LIMIT' : 'STOP_LOSS');
  return readLegs(typed, 'oco', [oldStop, oldLimit], instruments, account);
}

function readLegs(
  values: ReadonlyMap<string, string>,
  kind: OrderListKind,
  named: readonly Names[],
  instruments: Instruments,
  account: AccountId,
): Outcome<ListWish> {
  const reader = new ParameterReader(values);
  reader.skip('timestamp', 'recvWindow', ...new Set(named.flatMap((names) => [...names.values()])));
  const listClientOrderId = reader.text('listClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const responseType = reader.choice('newOrderRespType', responseTypes, 'invalid_parameter') ?? 'RESULT';
  const orders: PlaceOrder[] = [];
  const paired = kind === 'oto' || kind === 'opo' ? [] : named.slice(-2);
  for (const names of named) {
    if (paired.includes(names)) checkIceberg(reader, values, names);
    if (reader.failure !== undefined) return { ok: false, error: reader.failure };
    const order = readPlaceOrder(legReader(values, names), instruments, account);
    if (!order.ok) return order;
    orders.push(order.value.command);
  }
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  const [first] = orders;
  if (first === undefined) return refuse('malformed_request');
  const fault = named === legs[kind] ? checkPairTypes(kind, orders) : undefined;
  if (fault !== undefined) return fault;
  const isWorking = kind === 'oco' || first.terms.kind === 'limit' || first.terms.kind === 'limit_maker';
  if (!isWorking) return refuse('invalid_order_type');
  const sorted = kind === 'oto' || kind === 'opo' ? orders : [...orders.slice(0, -2), ...stopFirst(orders.slice(-2))];
  const { symbol } = first;
  return accept({
    command: { type: 'place_order_list', account, symbol, kind, listClientOrderId, orders: sorted },
    responseType,
  });
}

/** Only what rests can show a part of itself. */
function checkIceberg(reader: ParameterReader, values: ReadonlyMap<string, string>, names: Names): void {
  const icebergQty = names.get('icebergQty') ?? '';
  const timeInForce = values.get(names.get('timeInForce') ?? '') ?? 'GTC';
  if (shownPart(values.get(icebergQty)) !== undefined && timeInForce !== 'GTC')
    reader.fail('oco_iceberg_not_gtc', icebergQty);
}

/** A reader that finds one order's parameters under their names in the list, and no others. */
function legReader(values: ReadonlyMap<string, string>, names: Names): ParameterReader {
  const own = new Map<string, string>();
  for (const sent of names.values()) {
    const value = values.get(sent);
    if (value !== undefined) own.set(sent, value);
  }
  return new ParameterReader(parametersLike(values, own), names);
}

function stopFirst(orders: readonly PlaceOrder[]): PlaceOrder[] {
  const isStop = (kind: OrderKind | 'market_quote') => kind === 'stop_loss' || kind === 'stop_loss_limit';
  return [...orders].sort((a, b) => Number(isStop(b.terms.kind)) - Number(isStop(a.terms.kind)));
}

function withoutQuantity(order: PlaceOrder): PlaceOrder {
  if (order.terms.kind === 'market_quote') return order;
  return { ...order, terms: { ...order.terms, quantity: 0 as Quantity } };
}

export function readCancelList(
  reader: ParameterReader,
  instruments: Instruments,
  account: AccountId,
): Outcome<CancelOrderList> {
  const instrument = reader.symbol(instruments);
  const { orderListId, clientId } = readReference(reader, 'listClientOrderId');
  const cancelId = reader.text('newClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined) return refuse('malformed_request');
  return accept({
    type: 'cancel_order_list',
    account,
    symbol: instrument.index,
    cancelId,
    ...(orderListId === undefined ? {} : { orderListId }),
    ...(clientId === undefined ? {} : { listClientOrderId: clientId }),
  });
}

export interface ListReference {
  readonly orderListId: OrderListId | undefined;
  readonly clientId: string | undefined;
}

export function readListReference(reader: ParameterReader): Outcome<ListReference> {
  return reader.finish(readReference(reader, 'origClientOrderId'));
}

/** `allOrderList`: by id and later, or by time, at most a day at once. */
export function readListsQuery(reader: ParameterReader, asked: PeriodAsked): Outcome<HistoryRange> {
  const fromId = reader.integer('fromId');
  const range = readRange(reader, fromId, asked);
  const isTimed = range.startTime !== undefined || range.endTime !== undefined;
  if (isTimed && fromId !== undefined) reader.fail('bad_combination');
  return reader.finish(range);
}

function readReference(reader: ParameterReader, clientIdName: string): ListReference {
  const orderListId = reader.integer('orderListId') as OrderListId | undefined;
  const clientId = reader.text(clientIdName, legalClientOrderId);
  if (orderListId === undefined && clientId === undefined) {
    reader.fail('missing_either', 'orderListId', clientIdName);
  }
  return { orderListId, clientId };
}
