/** TRAILING_DELTA: how far behind the price a trailing order may follow, in basis points. */
import type { SideCode } from '../../book/order-book.ts';
import type { Rejection } from '../../messages/rejection.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const trailingDeltaOutOfRange: Rejection = { reason: 'trailing_delta_out_of_range' };

/** Stop-loss buys and take-profit sells trail above the price's low; the other two below its high. */
export function refuseTrailingDelta(
  market: SymbolMarket,
  side: SideCode,
  isStopLoss: boolean,
  delta: number,
): Rejection | undefined {
  const { trailingDelta } = market.instrument.definition;
  if (trailingDelta === undefined) return undefined;
  const isAbove = isStopLoss === (side === 0);
  const least = isAbove ? trailingDelta.minAbove : trailingDelta.minBelow;
  const most = isAbove ? trailingDelta.maxAbove : trailingDelta.maxBelow;
  return delta < least || delta > most ? trailingDeltaOutOfRange : undefined;
}
