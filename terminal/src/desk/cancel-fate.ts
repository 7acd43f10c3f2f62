/**
 * Cancels an order and tells what became of it. A lost answer leaves it open, and so does the refusal that the order is
 * not there to be cancelled: then the server is asked for the order, and what it says is so.
 */
import { ApiFailure } from '../net/api.ts';
import type { Sleep } from '../net/asker.ts';
import { isOpen } from '../stores/orders.ts';
import type { WireOrder } from '../wire/rest.ts';
import { leavesOpen, lookUp } from './look-up.ts';

export type CancelFate =
  /** The account's own reports say the rest. */
  | { readonly kind: 'cancelled' }
  /** The order is over, by this cancel or before it: its status tells. */
  | { readonly kind: 'over'; readonly order: WireOrder }
  /** The cancel did not reach the floor. */
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly failure: ApiFailure }
  | { readonly kind: 'unknown' };

export interface CancelPorts {
  cancel(): Promise<unknown>;
  /** The order as it stands. */
  find(): Promise<WireOrder>;
  /** The answer is lost: what follows takes seconds. */
  doubtful(): void;
}

const cancelRejected = -2011;

export async function cancelOrder(ports: CancelPorts, pause?: Sleep): Promise<CancelFate> {
  try {
    await ports.cancel();
    return { kind: 'cancelled' };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (!leavesOpen(failure)) return await refused(ports, failure);
  }
  ports.doubtful();
  const found = await lookUp(ports.find, (order) => !isOpen(order), pause);
  if (found instanceof ApiFailure) return { kind: 'unknown' };
  return isOpen(found) ? { kind: 'open' } : { kind: 'over', order: found };
}

/** Mostly because the order was over first. */
async function refused(ports: CancelPorts, failure: ApiFailure): Promise<CancelFate> {
  if (failure.code !== cancelRejected) return { kind: 'refused', failure };
  const order = await ports.find().catch(() => undefined);
  return order === undefined || isOpen(order) ? { kind: 'refused', failure } : { kind: 'over', order };
}
