/** Placing, cancelling and looking up order lists. */
import type { OrderListState } from '../../core/messages/account-event.ts';
import type { OrderListKind } from '../../core/messages/command.ts';
import { listCanceledAnswer, listPlacedAnswer, listQueries, listQuery } from '../wire/list-json.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import {
  type ListReference,
  type ListWish,
  readCancelList,
  readListReference,
  readListsQuery,
  readOldOco,
  readPlaceList,
} from '../wire/read-list.ts';
import { type Answer, type SignedOperation, type SignedRequest, weighing } from './operation.ts';
import { signedReader, submit } from './orders.ts';

const placed = { access: 'trade', weight: weighing(1), freeOnSuccess: true } as const;
const asked = { access: 'read', orders: 0, freeOnSuccess: false } as const;

export const placeOldOco: SignedOperation = {
  ...placed,
  name: 'orderList.place',
  rest: { method: 'POST', path: '/api/v3/order/oco' },
  orders: 2,
  run(request) {
    const { parameters, session, key } = request;
    return placeList(request, readOldOco(parameters, session.floor.instruments, key.account));
  },
};

export const placeOco = placing('oco', 2);
export const placeOto = placing('oto', 2);
export const placeOtoco = placing('otoco', 3);
export const placeOpo = placing('opo', 2);
export const placeOpoco = placing('opoco', 3);

function placing(kind: OrderListKind, orders: 2 | 3): SignedOperation {
  return {
    ...placed,
    name: `orderList.place.${kind}`,
    rest: { method: 'POST', path: `/api/v3/orderList/${kind}` },
    orders,
    run(request) {
      const { parameters, session, key } = request;
      return placeList(request, readPlaceList(parameters, kind, session.floor.instruments, key.account));
    },
  };
}

async function placeList(request: SignedRequest, wish: Outcome<ListWish>): Promise<Answer> {
  if (!wish.ok) return wish;
  const applied = await submit(request, wish.value.command);
  if (!applied.ok) return applied;
  if (applied.value.type !== 'list_placed') return refuse('internal');
  const { instruments } = request.session.floor;
  return accept(listPlacedAnswer(instruments, applied.value, wish.value.responseType, request.timeUnit));
}

export const cancelList: SignedOperation = {
  ...placed,
  name: 'orderList.cancel',
  rest: { method: 'DELETE', path: '/api/v3/orderList' },
  orders: 0,
  async run(request) {
    const { instruments } = request.session.floor;
    const wish = readCancelList(signedReader(request), instruments, request.key.account);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'list_canceled') return refuse('internal');
    return accept(listCanceledAnswer(instruments, applied.value, request.timeUnit));
  },
};

export const queryList: SignedOperation = {
  ...asked,
  name: 'orderList.status',
  rest: { method: 'GET', path: '/api/v3/orderList' },
  weight: weighing(4),
  async run(request) {
    const wish = readListReference(signedReader(request));
    if (!wish.ok) return wish;
    const list = await findList(request, wish.value);
    if (list === undefined) return refuse('no_such_order');
    const { clientId } = wish.value;
    if (clientId !== undefined && list.listClientOrderId !== clientId) return refuse('client_order_id_mismatch');
    return accept(listQuery(request.session.floor.instruments, list, request.timeUnit));
  },
};

/** Open lists are in the floor, finished ones in the history. */
async function findList(
  request: SignedRequest,
  { orderListId, clientId }: ListReference,
): Promise<OrderListState | undefined> {
  const { floor, history } = request.session;
  const { account } = request.key;
  const open = floor.openLists(account);
  if (orderListId !== undefined) {
    return open.find((list) => list.orderListId === orderListId) ?? (await history.orderList(account, orderListId));
  }
  const id = clientId ?? '';
  return open.find((list) => list.listClientOrderId === id) ?? (await history.orderListByClientId(account, id));
}

export const openLists: SignedOperation = {
  ...asked,
  name: 'openOrderLists.status',
  rest: { method: 'GET', path: '/api/v3/openOrderList' },
  weight: weighing(6),
  run(request) {
    const { floor } = request.session;
    const read = signedReader(request).finish(undefined);
    if (!read.ok) return read;
    return accept(listQueries(floor.instruments, floor.openLists(request.key.account), request.timeUnit));
  },
};

export const allLists: SignedOperation = {
  ...asked,
  name: 'allOrderLists',
  rest: { method: 'GET', path: '/api/v3/allOrderList' },
  weight: weighing(20),
  async run(request) {
    const { floor, history } = request.session;
    const wish = readListsQuery(signedReader(request), request);
    if (!wish.ok) return wish;
    const lists = await history.orderLists(request.key.account, wish.value);
    return accept(listQueries(floor.instruments, lists, request.timeUnit));
  },
};
