/** Placing, testing, cancelling and looking up orders. */
import type { OrderState } from '../../core/messages/account-event.ts';
import type { Applied } from '../../core/messages/applied.ts';
import type { UserCommand } from '../../core/messages/command.ts';
import type { Result } from '../../core/messages/rejection.ts';
import {
  EngineUnavailable,
  type FloorSession,
  OutcomeUnknown,
  type UnavailableKind,
} from '../../engine/floor-session.ts';
import { HistoryBehind, HistoryUnavailable } from '../../journal/journal-errors.ts';
import { orderRatesAnswer } from '../wire/account-json.ts';
import { type ErrorName, rejectionError } from '../wire/errors.ts';
import { canceledAnswer, canceledAnswers } from '../wire/list-json.ts';
import { orderQueries, orderQuery, placedAnswer } from '../wire/order-json.ts';
import { accept, type Outcome, type Refused, refuse } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { readPlaceOrder } from '../wire/read-order.ts';
import {
  type OrderReference,
  readCancelAll,
  readCancelOrder,
  readOrderReference,
  readOrdersQuery,
} from '../wire/read-query.ts';
import {
  type Answer,
  type KeyedRequest,
  type SignedOperation,
  type SignedRequest,
  testOrderWeight,
  weighing,
} from './operation.ts';

/** A reader of what a signed request still has to say, its time checked already, or not looked at where a key is enough. */
export function signedReader({ parameters }: KeyedRequest | SignedRequest): ParameterReader {
  const reader = new ParameterReader(parameters);
  reader.skip('timestamp', 'recvWindow');
  return reader;
}

export const placeOrder: SignedOperation = {
  name: 'order.place',
  access: 'trade',
  rest: { method: 'POST', path: '/api/v3/order' },
  weight: weighing(1),
  orders: 1,
  freeOnSuccess: true,
  async run(request) {
    const { session, timeUnit } = request;
    const { instruments } = session.floor;
    const wish = readPlaceOrder(signedReader(request), instruments, request.key.account);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value.command);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'order_placed') return refuse('internal');
    return accept(placedAnswer(instruments, applied.value, wish.value.responseType, timeUnit));
  },
};

export const testOrder: SignedOperation = {
  name: 'order.test',
  access: 'trade',
  rest: { method: 'POST', path: '/api/v3/order/test' },
  weight: testOrderWeight,
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    await request.session.current();
    const reader = signedReader(request);
    const withRates = reader.boolean('computeCommissionRates') ?? false;
    const { floor } = request.session;
    const wish = readPlaceOrder(reader, floor.instruments, request.key.account);
    if (!wish.ok) return wish;
    const valid = floor.validate(wish.value.command);
    if (!valid.ok) return { ok: false, error: rejectionError(valid.rejection) };
    if (!withRates) return accept('{}');
    const { symbol, side } = wish.value.command;
    const instrument = floor.instruments.symbols[symbol];
    if (instrument === undefined) return refuse('internal');
    return accept(orderRatesAnswer(floor.instruments, instrument, side, floor.fees(request.key.account)));
  },
};

export const cancelOrder: SignedOperation = {
  name: 'order.cancel',
  access: 'trade',
  rest: { method: 'DELETE', path: '/api/v3/order' },
  weight: weighing(1),
  orders: 0,
  freeOnSuccess: true,
  async run(request) {
    const { instruments } = request.session.floor;
    const wish = readCancelOrder(signedReader(request), instruments, request.key.account);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'order_canceled') return refuse('internal');
    return accept(canceledAnswer(instruments, applied.value, request.timeUnit));
  },
};

export const cancelOpenOrders: SignedOperation = {
  name: 'openOrders.cancelAll',
  access: 'trade',
  rest: { method: 'DELETE', path: '/api/v3/openOrders' },
  weight: weighing(1),
  orders: 0,
  freeOnSuccess: true,
  async run(request) {
    const { instruments } = request.session.floor;
    const wish = readCancelAll(signedReader(request), instruments, request.key.account);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'orders_canceled') return refuse('internal');
    if (applied.value.cancels.length === 0) return refuse('unknown_order_sent');
    return accept(canceledAnswers(instruments, applied.value.cancels, request.timeUnit));
  },
};

export const queryOrder: SignedOperation = {
  name: 'order.status',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/order' },
  weight: weighing(4),
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    const { instruments } = request.session.floor;
    const wish = readOrderReference(signedReader(request), instruments);
    if (!wish.ok) return wish;
    const order = await findOrder(request, wish.value);
    if (order === undefined || order.account !== request.key.account) return refuse('no_such_order');
    const { clientOrderId } = wish.value;
    if (clientOrderId !== undefined && order.clientOrderId !== clientOrderId) return refuse('client_order_id_mismatch');
    return accept(orderQuery(instruments, order, request.timeUnit));
  },
};

/** Open orders are in the floor, finished ones in the history. */
async function findOrder(request: SignedRequest, wanted: OrderReference): Promise<OrderState | undefined> {
  const { floor, history } = request.session;
  const { account } = request.key;
  const symbol = wanted.instrument.index;
  if (wanted.orderId !== undefined) {
    return floor.openOrder(symbol, wanted.orderId) ?? (await history.order(account, symbol, wanted.orderId));
  }
  const id = wanted.clientOrderId ?? '';
  return floor.openOrderByClientId(account, symbol, id) ?? (await history.orderByClientId(account, symbol, id));
}

export const openOrders: SignedOperation = {
  name: 'openOrders.status',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/openOrders' },
  weight: (parameters) => (parameters.has('symbol') ? 6 : 80),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const { floor } = request.session;
    const reader = signedReader(request);
    const instrument = reader.optionalSymbol(floor.instruments);
    const read = reader.finish(instrument?.index);
    if (!read.ok) return read;
    const orders = floor.openOrders(request.key.account, read.value);
    return accept(orderQueries(floor.instruments, orders, request.timeUnit));
  },
};

export const allOrders: SignedOperation = {
  name: 'allOrders',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/allOrders' },
  weight: weighing(20),
  orders: 0,
  freeOnSuccess: false,
  async run(request): Promise<Answer> {
    const { floor, history } = request.session;
    const wish = readOrdersQuery(signedReader(request), floor.instruments, request);
    if (!wish.ok) return wish;
    const orders = await history.orders(request.key.account, wish.value.instrument.index, wish.value.range);
    return accept(orderQueries(floor.instruments, orders, request.timeUnit));
  },
};

/** Looks at the request's time once more, then hands the command to the engine. */
export function submit(
  request: SignedRequest,
  command: UserCommand,
  errorOf = rejectionError,
): Promise<Outcome<Applied>> {
  const late = request.checkTime();
  if (late !== undefined) return Promise.resolve({ ok: false, error: late });
  return submitCommand(request.session, command, errorOf);
}

/** The engine's refusals and troubles as wire errors; anything else is a bug and passes through. */
export function submitCommand(
  session: FloorSession,
  command: UserCommand,
  errorOf = rejectionError,
): Promise<Outcome<Applied>> {
  const outcomeOf = (result: Result<Applied>): Outcome<Applied> =>
    result.ok ? accept(result.value) : { ok: false, error: errorOf(result.rejection) };
  return session.submit(command).then(outcomeOf, engineTrouble);
}

const unavailable = {
  busy: 'server_busy',
  moving: 'server_busy',
  not_writer: 'server_busy',
  stopping: 'shutting_down',
  cancel_only: 'market_closed',
} as const satisfies Record<UnavailableKind, ErrorName>;

export function engineTrouble(error: unknown): Refused {
  if (error instanceof EngineUnavailable) return refuse(unavailable[error.kind]);
  if (error instanceof OutcomeUnknown) return refuse('outcome_unknown');
  if (error instanceof HistoryBehind || error instanceof HistoryUnavailable) return refuse('server_busy');
  throw error;
}
