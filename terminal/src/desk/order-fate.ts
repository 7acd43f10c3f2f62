/**
 * Sends an order and tells what became of it. An answer that never came, or a server's own error (5xx), leaves open
 * whether the order was placed: then the server is asked by the client order id until it is certain. An order that is not
 * there yet may still arrive, but not after its receive window: only what is missing after that was not placed.
 */
import { ApiFailure, type Parameters } from '../net/api.ts';
import { type Sleep, sleep } from '../net/asker.ts';

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
  place(parameters: Parameters): Promise<SentOrder>;
  /** By client order id. */
  find(symbol: string, clientOrderId: string): Promise<SentOrder>;
  /** The answer is lost: what follows takes seconds. */
  doubtful(): void;
}

const noSuchOrder = -2013;
const failing = 500;
/** Together longer than the five seconds a request is good for when it names no window. */
const pausesMs: readonly number[] = [250, 500, 1_000, 2_000, 3_000, 4_000];

export async function sendOrder(
  ports: OrderPorts,
  parameters: Readonly<Record<string, string>>,
  clientOrderId: string,
  pause: Sleep = sleep,
): Promise<OrderFate> {
  try {
    const order = await ports.place({ ...parameters, newClientOrderId: clientOrderId });
    return { kind: 'placed', order, lookedUp: false };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (failure.status !== 0 && failure.status < failing) return { kind: 'refused', failure };
  }
  ports.doubtful();
  return await lookUp(ports, parameters['symbol'] ?? '', clientOrderId, pause);
}

async function lookUp(ports: OrderPorts, symbol: string, clientOrderId: string, pause: Sleep): Promise<OrderFate> {
  let isMissing = false;
  for (const milliseconds of pausesMs) {
    await pause(milliseconds);
    try {
      return { kind: 'placed', order: await ports.find(symbol, clientOrderId), lookedUp: true };
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      isMissing = failure.code === noSuchOrder;
    }
  }
  return isMissing ? { kind: 'absent' } : { kind: 'unknown' };
}
