/** Lowering an open order's quantity where it stands, and the history of that. */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { OrderAmended } from '../../core/messages/applied.ts';
import { amendError } from '../wire/errors.ts';
import { listOfAmended } from '../wire/list-json.ts';
import { amendAnswer, amendmentRows } from '../wire/order-json.ts';
import { accept, refuse } from '../wire/outcome.ts';
import { readAmendmentsQuery, readAmendOrder } from '../wire/read-query.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import { type SignedOperation, weighing } from './operation.ts';
import { signedReader, submit } from './orders.ts';

export const amendOrder: SignedOperation = {
  name: 'order.amend.keepPriority',
  access: 'trade',
  rest: { method: 'PUT', path: '/api/v3/order/amend/keepPriority' },
  weight: weighing(4),
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    const { instruments } = request.session.floor;
    const wish = readAmendOrder(signedReader(request), instruments, request.key.account);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value, amendError);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'order_amended') return refuse('internal');
    const answer = accept(amendedAnswer(instruments, applied.value, request.timeUnit));
    return applied.value.order.status === 'expired' ? { ...answer, isFree: true } : answer;
  },
};

/** The order as it is now, with the list it belongs to. */
export function amendedAnswer(instruments: Instruments, amended: OrderAmended, unit: TimeUnit): string {
  const list = amended.list === undefined ? '' : listOfAmended(instruments, amended.list);
  return amendAnswer(instruments, amended, list, unit);
}

export const orderAmendments: SignedOperation = {
  name: 'order.amendments',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/order/amendments' },
  weight: weighing(4),
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    const { floor, history } = request.session;
    const wish = readAmendmentsQuery(signedReader(request), floor.instruments);
    if (!wish.ok) return wish;
    const { instrument, orderId, range } = wish.value;
    const rows = await history.amendments(request.key.account, instrument.index, orderId, range);
    return accept(amendmentRows(instrument, rows, request.timeUnit));
  },
};
