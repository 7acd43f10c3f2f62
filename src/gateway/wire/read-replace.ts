/** The parameters of a cancel-replace that are about the order to cancel; those of the new order are read-order.ts's. */
import type { CancelOrder, CancelReplace } from '../../core/messages/command.ts';
import type { OrderId } from '../../core/units/brand.ts';
import { freshClientOrderId } from './client-order-id.ts';
import { legalClientOrderId, type ParameterReader } from './parameter-reader.ts';
import { cancelRestrictions } from './read-query.ts';

const modes: ReadonlyMap<string, CancelReplace['mode']> = new Map([
  ['STOP_ON_FAILURE', 'stop_on_failure'],
  ['ALLOW_FAILURE', 'allow_failure'],
]);
const beyondOrders: ReadonlyMap<string, boolean> = new Map([
  ['DO_NOTHING', false],
  ['CANCEL_ONLY', true],
]);

export interface CancelOfReplace extends Pick<CancelOrder, 'orderId' | 'clientOrderId' | 'cancelId' | 'restriction'> {
  /** Undefined only after a fault. */
  readonly mode: CancelReplace['mode'] | undefined;
  /** Whether to cancel although no new order may be placed. */
  readonly cancelsBeyondOrders: boolean;
}

/** Faults are noted in the reader. */
export function readCancelOfReplace(reader: ParameterReader): CancelOfReplace {
  const mode = reader.requiredChoice('cancelReplaceMode', modes, 'invalid_parameter');
  const orderId = reader.integer('cancelOrderId') as OrderId | undefined;
  const clientOrderId = reader.text('cancelOrigClientOrderId', legalClientOrderId);
  const cancelId = reader.text('cancelNewClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const restriction = reader.choice('cancelRestrictions', cancelRestrictions, 'invalid_cancel_restrictions');
  const cancelsBeyondOrders = reader.choice('orderRateLimitExceededMode', beyondOrders, 'invalid_parameter') ?? false;
  if (orderId === undefined && clientOrderId === undefined) {
    reader.fail('missing_either', 'cancelOrigClientOrderId', 'cancelOrderId');
  }
  return {
    mode,
    cancelId,
    cancelsBeyondOrders,
    ...(orderId === undefined ? {} : { orderId }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(restriction === undefined ? {} : { restriction }),
  };
}
