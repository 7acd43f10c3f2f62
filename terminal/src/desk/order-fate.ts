/**
 * Sends an order and tells what became of it. An answer that never came, or a server's own error (5xx), leaves open
 * whether the order was placed: then the server is asked by the client order id until it is certain. Only what is still
 * missing after its receive window was not placed.
 */
import { ApiFailure, type Parameters } from '../net/api.ts';
import type { Sleep } from '../net/asker.ts';
import type { OrderRoute } from '../wire/order-routes.ts';
import { leavesOpen, lookUp } from './look-up.ts';

/** What the ticket needs to know of an order, in either of the two shapes the API has for it. */
export interface SentOrder {
  readonly status: string;
  readonly executedQty: string;
}

export type OrderFate =
  | { readonly kind: 'placed'; readonly order: SentOrder; readonly lookedUp: boolean }
  | { readonly kind: 'refused'; readonly failure: ApiFailure }
  /** Its answer was lost, and the server does not have it. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

export interface OrderPorts {
  place(route: OrderRoute, parameters: Parameters): Promise<SentOrder>;
  /** By client order id. */
  find(symbol: string, clientOrderId: string): Promise<SentOrder>;
  /** The answer is lost: what follows takes seconds. */
  doubtful(): void;
}

export interface OrderRequest {
  readonly route: OrderRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

const noSuchOrder = -2013;

export async function sendOrder(
  ports: OrderPorts,
  { route, parameters }: OrderRequest,
  clientOrderId: string,
  pause?: Sleep,
): Promise<OrderFate> {
  try {
    const order = await ports.place(route, { ...parameters, [route.clientOrderId]: clientOrderId });
    return { kind: 'placed', order, lookedUp: false };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (!leavesOpen(failure)) return { kind: 'refused', failure };
  }
  ports.doubtful();
  const ask = () => ports.find(parameters['symbol'] ?? '', clientOrderId);
  const found = await lookUp(ask, () => true, pause);
  if (!(found instanceof ApiFailure)) return { kind: 'placed', order: found, lookedUp: true };
  return found.code === noSuchOrder ? { kind: 'absent' } : { kind: 'unknown' };
}
