/**
 * Changes an open order and tells what became of it. The market does not wait: a fill may come before the change does, and
 * must never be traded a second time by the order that takes its place.
 *
 * - Lowered where it stands: the exchange counts the fill itself, because its quantity is the whole one.
 * - Replaced, of an order without a fill: `cancelRestrictions=ONLY_NEW` has the exchange refuse when there is one.
 * - Placed anew, of an order with a fill: no restriction tells one fill from the next (`ONLY_PARTIALLY_FILLED` lets a second
 *   one pass), so it is cancelled first, and what the cancel's answer says is left is placed. Between the two it is out of the
 *   market for as long as an answer takes.
 *
 * An answer that is lost leaves it open what was done: then the server is asked for both orders until it is certain. The old
 * one is asked for first: once it is over, whether there is another one in its place is decided.
 */
import { formatQuantity } from '../../../src/core/units/convert.ts';
import { ApiFailure, type Parameters } from '../net/api.ts';
import type { Sleep } from '../net/asker.ts';
import { lotsOf } from '../stores/market.ts';
import { isOpen } from '../stores/orders.ts';
import { doneOf } from '../views/order-figures.ts';
import type { OrderChange } from '../views/read-change.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import type { CanceledOrder, ReplaceHalves, WireOrder } from '../wire/rest.ts';
import { leavesOpen, lookUp } from './look-up.ts';
import { type OrderPorts, type SentOrder, sendOrder } from './order-fate.ts';

export type ChangeFate =
  /** The account's own reports say the rest. */
  | { readonly kind: 'changed' }
  /** Its answer was lost, but it was done. */
  | { readonly kind: 'found' }
  /** The order was over first; or what it has traded meanwhile is all that was wanted. */
  | { readonly kind: 'over'; readonly order: CanceledOrder }
  /** Filled in between, it stands as it was. */
  | { readonly kind: 'outrun'; readonly order: WireOrder }
  /** The change did not reach the floor: it stands as it was. */
  | { readonly kind: 'open' }
  /** It is cancelled, and nothing has taken its place. `failure`: why, when it was said. */
  | { readonly kind: 'gone'; readonly order: CanceledOrder; readonly failure?: ApiFailure }
  | { readonly kind: 'refused'; readonly failure: ApiFailure }
  | { readonly kind: 'unknown' };

export interface ChangePorts {
  lower(newQty: string): Promise<void>;
  replace(parameters: Parameters): Promise<void>;
  cancel(): Promise<CanceledOrder>;
  place: OrderPorts['place'];
  /** By client order id. */
  find(symbol: string, clientOrderId: string): Promise<SentOrder>;
  /** The order that is changed, as it stands. */
  findOld(): Promise<WireOrder>;
  /** The answer is lost: what follows takes seconds. */
  doubtful(): void;
}

const noSuchOrder = -2013;
const cancelReplacePartial = -2021;
/** The order is not there, or its state does not allow it: of a cancel, a cancel-replace, an amend. */
const tooLate: readonly number[] = [-2011, -2022, -2038];

/** `clientOrderId`: of the order that takes its place. */
export function changeOrder(
  ports: ChangePorts,
  change: OrderChange,
  clientOrderId: string,
  pause?: Sleep,
): Promise<ChangeFate> {
  switch (change.way) {
    case 'lower':
      return lower(ports, change, pause);
    case 'replace':
      return replace(ports, change, clientOrderId, pause);
    case 'anew':
      return placeAnew(ports, change, clientOrderId, pause);
  }
}

async function lower(ports: ChangePorts, change: OrderChange, pause?: Sleep): Promise<ChangeFate> {
  const { market, total } = change;
  try {
    await ports.lower(formatQuantity(market, total));
    return { kind: 'changed' };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (!leavesOpen(failure)) return await refused(ports, change, failure);
  }
  ports.doubtful();
  const isLowered = (order: WireOrder): boolean => lotsOf(market, order.origQty) <= total;
  const found = await lookUp(ports.findOld, (order) => isLowered(order) || !isOpen(order), pause);
  if (found instanceof ApiFailure) return { kind: 'unknown' };
  if (isLowered(found)) return { kind: 'found' };
  return isOpen(found) ? { kind: 'open' } : { kind: 'over', order: found };
}

async function replace(
  ports: ChangePorts,
  change: OrderChange,
  newClientOrderId: string,
  pause?: Sleep,
): Promise<ChangeFate> {
  const { order, market, total, terms } = change;
  try {
    await ports.replace({
      ...terms,
      quantity: formatQuantity(market, total),
      newClientOrderId,
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: order.orderId,
      cancelRestrictions: 'ONLY_NEW',
    });
    return { kind: 'changed' };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (!leavesOpen(failure)) return await refused(ports, change, failure);
  }
  ports.doubtful();
  const ask = async (): Promise<{ readonly old: WireOrder; readonly isReplaced: boolean }> => {
    const old = await ports.findOld();
    return { old, isReplaced: !isOpen(old) && (await isThere(ports, order.symbol, newClientOrderId)) };
  };
  const found = await lookUp(ask, ({ old }) => !isOpen(old), pause);
  if (found instanceof ApiFailure) return { kind: 'unknown' };
  if (found.isReplaced) return { kind: 'found' };
  return isOpen(found.old) ? { kind: 'open' } : ended(found.old);
}

async function placeAnew(
  ports: ChangePorts,
  change: OrderChange,
  clientOrderId: string,
  pause?: Sleep,
): Promise<ChangeFate> {
  const { market, total, terms } = change;
  let order: CanceledOrder;
  try {
    order = await ports.cancel();
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (!leavesOpen(failure)) return await refused(ports, change, failure);
    ports.doubtful();
    const found = await lookUp(ports.findOld, (old) => !isOpen(old), pause);
    if (found instanceof ApiFailure) return { kind: 'unknown' };
    // Seconds later the market is another one: whether to place it then is not decided here.
    return isOpen(found) ? { kind: 'open' } : ended(found);
  }
  const rest = total - doneOf(market, order);
  if (rest <= 0) return { kind: 'over', order };
  const parameters = { ...terms, quantity: formatQuantity(market, rest) };
  const fate = await sendOrder(ports, { route: orderRoutes.order, parameters }, clientOrderId, pause);
  switch (fate.kind) {
    case 'placed':
      return { kind: fate.lookedUp ? 'found' : 'changed' };
    case 'refused':
      return { kind: 'gone', order, failure: fate.failure };
    case 'absent':
      return { kind: 'gone', order };
    case 'unknown':
      return fate;
  }
}

/** Mostly because the order was over or filled first: what it says of itself is so. */
async function refused(ports: ChangePorts, { order, market }: OrderChange, failure: ApiFailure): Promise<ChangeFate> {
  const { cancelResponse, newOrderResponse } = (failure.data ?? {}) as Partial<ReplaceHalves>;
  const said = (half: { readonly msg?: string } | null | undefined): ApiFailure =>
    new ApiFailure(failure.status, failure.code, half?.msg ?? failure.message);
  if (failure.code === cancelReplacePartial) {
    return { kind: 'gone', order: { ...order, ...cancelResponse }, failure: said(newOrderResponse) };
  }
  if (!tooLate.includes(failure.code)) return { kind: 'refused', failure };
  const found = await ports.findOld().catch(() => undefined);
  if (found !== undefined && !isOpen(found)) return { kind: 'over', order: found };
  if (found !== undefined && doneOf(market, found) > doneOf(market, order)) return { kind: 'outrun', order: found };
  return { kind: 'refused', failure: said(cancelResponse) };
}

function ended(order: WireOrder): ChangeFate {
  return order.status === 'CANCELED' ? { kind: 'gone', order } : { kind: 'over', order };
}

async function isThere(ports: ChangePorts, symbol: string, clientOrderId: string): Promise<boolean> {
  try {
    await ports.find(symbol, clientOrderId);
    return true;
  } catch (failure) {
    if (failure instanceof ApiFailure && failure.code === noSuchOrder) return false;
    throw failure;
  }
}
