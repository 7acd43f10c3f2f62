/**
 * MAX_POSITION: what an account would have of the base asset if everything it has ordered were bought: available, held, what
 * its open buy orders still want (in every symbol with that base), and the order that is asked about.
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { Rejection } from '../../messages/rejection.ts';
import type { OpenOrders } from '../open-orders.ts';
import type { SymbolMarket } from '../symbol-market.ts';

const positionTooLarge: Rejection = { reason: 'position_too_large' };

export interface Holdings {
  readonly ledger: Ledger;
  readonly markets: readonly SymbolMarket[];
}

/** For a buy of whole lots. */
export function refusePosition(
  { ledger, markets }: Holdings,
  open: OpenOrders,
  market: SymbolMarket,
  account: number,
  lots: number,
): Rejection | undefined {
  const { positionMax } = market.filters;
  if (positionMax === undefined) return undefined;
  const asset = market.baseAsset;
  let position = ledger.available(account, asset) + ledger.held(account, asset);
  position += BigInt(lots) * BigInt(market.basePerLot);
  for (const order of open.ofAccount(account)) {
    const ordered = markets[order.symbol];
    if (order.side !== 0 || ordered === undefined || ordered.baseAsset !== asset) continue;
    const wanted = order.quantity - order.executed - order.prevented;
    position += BigInt(wanted) * BigInt(ordered.basePerLot);
  }
  return position > positionMax ? positionTooLarge : undefined;
}
