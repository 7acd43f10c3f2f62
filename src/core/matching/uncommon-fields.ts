/**
 * What most orders do not have, or have as all others. An order that has any of it has an object of its own; the others share
 * `ordinary`, which is never written.
 */
import type { ExpiryReason } from '../messages/account-event.ts';
import type { Peg } from '../messages/command.ts';

/** What each means: user-order.ts. */
export interface UncommonFields {
  orderListId: number;
  /** Undefined: the price at which it works. */
  readonly orderedPrice: number | undefined;
  readonly peg: Peg | undefined;
  readonly quoteAmount: bigint;
  readonly icebergQuantity: number;
  hidden: number;
  readonly stopPrice: number;
  readonly trailingDelta: number;
  trailingSince: number;
  holdPrice: number;
  holdShared: number;
  /** Undefined: when it was placed. */
  workingAt: number | undefined;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  expiryReason: ExpiryReason | undefined;
  prevented: number;
  preventedMatchId: number | undefined;
  amends: number;
}

export const ordinary: UncommonFields = Object.freeze({
  orderListId: 0,
  orderedPrice: undefined,
  peg: undefined,
  quoteAmount: 0n,
  icebergQuantity: 0,
  hidden: 0,
  stopPrice: 0,
  trailingDelta: 0,
  trailingSince: 0,
  holdPrice: 0,
  holdShared: 0,
  workingAt: undefined,
  strategyId: undefined,
  strategyType: undefined,
  expiryReason: undefined,
  prevented: 0,
  preventedMatchId: undefined,
  amends: 0,
});
