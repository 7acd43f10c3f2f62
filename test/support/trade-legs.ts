/** The ledger's legs that a row of a trade tells, as the view `ledger` has them (src/storage/migrations/0014-ledger-view.ts). */
import type { TradeRow } from '../../src/journal/projections/project-event.ts';

export interface LedgerLeg {
  readonly account: number;
  readonly asset: number;
  readonly amount: bigint;
}

export function legsOf(trade: TradeRow): LedgerLeg[] {
  const { account, isBuyer, baseAsset, quoteAsset, baseAmount, quoteAmount, commissionAsset, commission } = trade;
  const legs = [
    { account, asset: baseAsset, amount: isBuyer ? baseAmount : -baseAmount },
    { account, asset: quoteAsset, amount: isBuyer ? -quoteAmount : quoteAmount },
    { account, asset: commissionAsset, amount: -commission },
  ];
  return legs.filter(({ amount }) => amount !== 0n);
}
