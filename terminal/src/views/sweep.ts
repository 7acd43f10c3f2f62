/**
 * What an order would take from the book as it stands: levels, quantity, exact quote amount, average price. The same walk
 * the engine makes, on the levels known here; it says so when they do not suffice.
 */
import type { BookSide } from '../stores/book-side.ts';
import type { Market } from '../stores/market.ts';

export interface Sweep {
  readonly lots: number;
  /** Smallest quote units. */
  readonly quote: bigint;
  readonly levels: number;
  /** Ticks of the last level touched; 0 when none. */
  readonly worst: number;
  /** Whether the known levels hold all that was asked. */
  readonly complete: boolean;
}

export type SweepBudget = { readonly lots: number } | { readonly quote: bigint };

/** `limit` in ticks: prices beyond it are not taken. `levels` is the side that would be hit, best first. */
export function sweep(
  market: Market,
  levels: BookSide,
  side: 'buy' | 'sell',
  budget: SweepBudget,
  limit?: number,
): Sweep {
  let lots = 0;
  let quote = 0n;
  let touched = 0;
  let worst = 0;
  for (let index = 0; index < levels.size; index += 1) {
    const price = levels.prices[index] ?? 0;
    if (limit !== undefined && (side === 'buy' ? price > limit : price < limit)) break;
    const perLot = BigInt(price) * BigInt(market.quotePerTickLot);
    const wanted = 'lots' in budget ? budget.lots - lots : Number((budget.quote - quote) / perLot);
    if (wanted <= 0) return { lots, quote, levels: touched, worst, complete: true };
    const taken = Math.min(wanted, levels.lots[index] ?? 0);
    lots += taken;
    quote += perLot * BigInt(taken);
    touched += 1;
    worst = price;
    if (taken === wanted) return { lots, quote, levels: touched, worst, complete: true };
  }
  return { lots, quote, levels: touched, worst, complete: false };
}

/** Average price of a sweep, in ticks with a fraction; 0 when nothing was taken. For display only. */
export function averageTicks(market: Market, { lots, quote }: Sweep): number {
  return lots === 0 ? 0 : Number(quote) / lots / market.quotePerTickLot;
}
