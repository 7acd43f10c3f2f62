/** Cancel-replace: one order out, another in, as one command; and what of it is still done when no order may be counted any more. */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { OrderReplaced } from '../../core/messages/applied.ts';
import type { CancelReplace } from '../../core/messages/command.ts';
import { errorJson, rejectionError, type WireError, wireError } from '../wire/errors.ts';
import { cancelAnswer, placedAnswer } from '../wire/order-json.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { type OrderWish, readPlaceOrder } from '../wire/read-order.ts';
import { readCancelOfReplace } from '../wire/read-replace.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import { type Answer, type SignedOperation, type SignedRequest, weighing } from './operation.ts';
import { signedReader, submit } from './orders.ts';

export const cancelReplace: SignedOperation = {
  name: 'order.cancelReplace',
  access: 'trade',
  rest: { method: 'POST', path: '/api/v3/order/cancelReplace' },
  weight: weighing(1),
  orders: 1,
  freeOnSuccess: true,
  async run(request) {
    const wish = readCancelReplace(request);
    if (!wish.ok) return wish;
    const applied = await submit(request, wish.value.command);
    if (!applied.ok) return applied;
    if (applied.value.type !== 'order_replaced') return refuse('internal');
    const { instruments } = request.session.floor;
    return replaceAnswer(instruments, applied.value, wish.value.responseType, request.timeUnit);
  },
  /** `CANCEL_ONLY` cancels even then, and the new order is what fails. */
  async runBeyondOrders(request, error) {
    const wish = readCancelReplace(request);
    if (!wish.ok) return wish;
    if (!wish.value.cancelsBeyondOrders) return undefined;
    const { cancel, mode } = wish.value.command;
    const applied = await submit(request, cancel);
    const placed =
      applied.ok || mode === 'allow_failure' ? { result: 'FAILURE', text: errorJson(error) } : notAttempted;
    const strictStatus = mode === 'stop_on_failure' ? { status: 429 } : {};
    if (!applied.ok) {
      const canceled = { result: 'FAILURE', text: errorJson(applied.error) };
      return failure({ ...wireError('cancel_replace_failed'), ...strictStatus }, canceled, placed);
    }
    if (applied.value.type !== 'order_canceled') return refuse('internal');
    const text = cancelAnswer(request.session.floor.instruments, applied.value, request.timeUnit);
    return failure({ ...wireError('cancel_replace_partial'), ...strictStatus }, { result: 'SUCCESS', text }, placed);
  },
};

interface ReplaceWish {
  readonly command: CancelReplace;
  readonly responseType: OrderWish['responseType'];
  readonly cancelsBeyondOrders: boolean;
}

function readCancelReplace(request: SignedRequest): Outcome<ReplaceWish> {
  const reader = signedReader(request);
  const cancel = readCancelOfReplace(reader);
  const wish = readPlaceOrder(reader, request.session.floor.instruments, request.key.account);
  if (!wish.ok) return wish;
  const { command: order, responseType } = wish.value;
  const { mode, cancelsBeyondOrders, ...reference } = cancel;
  if (mode === undefined) return refuse('malformed_request');
  const { account, symbol } = order;
  const command: CancelReplace = {
    type: 'cancel_replace',
    cancel: { type: 'cancel_order', account, symbol, ...reference },
    order,
    mode,
  };
  return accept({ command, responseType, cancelsBeyondOrders });
}

/** One half of the answer: its result, and its JSON text. */
interface Half {
  readonly result: string;
  readonly text: string;
}

const notAttempted: Half = { result: 'NOT_ATTEMPTED', text: 'null' };

/** What became of both halves: an error with both as its data, unless both went well. */
export function replaceAnswer(
  instruments: Instruments,
  { canceled, placed }: OrderReplaced,
  responseType: OrderWish['responseType'],
  unit: TimeUnit,
): Answer {
  const cancelHalf: Half = canceled.ok
    ? { result: 'SUCCESS', text: cancelAnswer(instruments, canceled.value, unit) }
    : { result: 'FAILURE', text: errorJson(rejectionError(canceled.rejection)) };
  if (placed === undefined) {
    // A new order that was not attempted counts among the unfilled ones, as the exchange has it.
    return { ...failure(wireError('cancel_replace_failed'), cancelHalf, notAttempted), countsOrder: true };
  }
  const orderHalf: Half = placed.ok
    ? { result: 'SUCCESS', text: placedAnswer(instruments, placed.value, responseType, unit) }
    : { result: 'FAILURE', text: errorJson(rejectionError(placed.rejection)) };
  if (canceled.ok && placed.ok) return accept(halves(cancelHalf, orderHalf));
  if (!canceled.ok && !placed.ok) return failure(wireError('cancel_replace_failed'), cancelHalf, orderHalf);
  return failure(wireError('cancel_replace_partial'), cancelHalf, orderHalf);
}

function failure(error: WireError, canceled: Half, placed: Half): Answer & { readonly ok: false } {
  return { ok: false, error: { ...error, data: halves(canceled, placed) } };
}

function halves(canceled: Half, placed: Half): string {
  return (
    `{"cancelResult":"${canceled.result}","newOrderResult":"${placed.result}",` +
    `"cancelResponse":${canceled.text},"newOrderResponse":${placed.text}}`
  );
}
