/** Order lists as JSON text: in answers, in queries, and as an event of the user data stream. Concatenated, like order-json.ts. */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { OrderListState, OrderListStatus } from '../../core/messages/account-event.ts';
import type { ListCanceled, ListPlaced, OrderCanceled } from '../../core/messages/applied.ts';
import type { OrderListKind } from '../../core/messages/command.ts';
import { cancelAnswer, placedAnswer } from './order-json.ts';
import type { ResponseType } from './read-order.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

/** A list of three is called by what its first order does. */
const contingencies: Record<OrderListKind, string> = { oco: 'OCO', oto: 'OTO', otoco: 'OTO', opo: 'OTO', opoco: 'OTO' };
const statusTypes: Record<OrderListStatus, string> = { executing: 'EXEC_STARTED', done: 'ALL_DONE' };
const orderStatuses: Record<OrderListStatus, string> = { executing: 'EXECUTING', done: 'ALL_DONE' };

/** A list as queries show it. */
export function listQuery(instruments: Instruments, list: OrderListState, unit: TimeUnit): string {
  return `${listFields(instruments, list, unit)}}`;
}

export function listQueries(instruments: Instruments, lists: readonly OrderListState[], unit: TimeUnit): string {
  return `[${lists.map((list) => listQuery(instruments, list, unit)).join(',')}]`;
}

export function listPlacedAnswer(
  instruments: Instruments,
  { list, orders }: ListPlaced,
  responseType: ResponseType,
  unit: TimeUnit,
): string {
  const reports = orders.map((placed) => placedAnswer(instruments, placed, responseType, unit));
  return `${listFields(instruments, list, unit)},"orderReports":[${reports.join(',')}]}`;
}

export function listCanceledAnswer(instruments: Instruments, { list, cancels }: ListCanceled, unit: TimeUnit): string {
  const reports = cancels.map((canceled) => cancelAnswer(instruments, canceled, unit));
  return `${listFields(instruments, list, unit)},"orderReports":[${reports.join(',')}]}`;
}

/** The order, or the list that was cancelled with it. */
export function canceledAnswer(instruments: Instruments, canceled: OrderCanceled, unit: TimeUnit): string {
  const { list } = canceled;
  return list === undefined ? cancelAnswer(instruments, canceled, unit) : listCanceledAnswer(instruments, list, unit);
}

export function canceledAnswers(instruments: Instruments, cancels: readonly OrderCanceled[], unit: TimeUnit): string {
  return `[${cancels.map((canceled) => canceledAnswer(instruments, canceled, unit)).join(',')}]`;
}

/** The list of an amended order, shorter than elsewhere. */
export function listOfAmended(instruments: Instruments, list: OrderListState): string {
  return (
    `{"orderListId":${list.orderListId},"contingencyType":"${contingencies[list.kind]}",` +
    `"listOrderStatus":"${orderStatuses[list.status]}","listClientOrderId":"${list.listClientOrderId}",` +
    `${memberFields(instruments, list)}}`
  );
}

/** `head`: the event's type and time. `isRenamed`: it tells of another client id only. */
export function listStatusEvent(
  instruments: Instruments,
  list: OrderListState,
  isRenamed: boolean,
  head: string,
  unit: TimeUnit,
): string {
  const { name } = instrumentOf(instruments, list);
  const statusType = isRenamed ? 'UPDATED' : statusTypes[list.status];
  const orders = list.orders.map(
    ({ orderId, clientOrderId }) => `{"s":"${name}","i":${orderId},"c":"${clientOrderId}"}`,
  );
  return (
    `${head},"s":"${name}","g":${list.orderListId},"c":"${contingencies[list.kind]}","l":"${statusType}",` +
    `"L":"${orderStatuses[list.status]}","r":"NONE","C":"${list.listClientOrderId}",` +
    `"T":${wireTime(list.updatedAt, unit)},"O":[${orders.join(',')}]}`
  );
}

function listFields(instruments: Instruments, list: OrderListState, unit: TimeUnit): string {
  return (
    `{"orderListId":${list.orderListId},"contingencyType":"${contingencies[list.kind]}",` +
    `"listStatusType":"${statusTypes[list.status]}","listOrderStatus":"${orderStatuses[list.status]}",` +
    `"listClientOrderId":"${list.listClientOrderId}","transactionTime":${wireTime(list.updatedAt, unit)},` +
    memberFields(instruments, list)
  );
}

function memberFields(instruments: Instruments, list: OrderListState): string {
  const { name } = instrumentOf(instruments, list);
  const orders = list.orders.map(({ orderId, clientOrderId }) => {
    return `{"symbol":"${name}","orderId":${orderId},"clientOrderId":"${clientOrderId}"}`;
  });
  return `"symbol":"${name}","orders":[${orders.join(',')}]`;
}

function instrumentOf(instruments: Instruments, list: OrderListState): Instrument {
  const instrument = instruments.symbols[list.symbol];
  if (instrument === undefined)
    throw new RangeError(`order list ${list.orderListId} is of unknown symbol ${list.symbol}`);
  return instrument;
}
