/** Symbols that match what was typed: by the beginning of base first, then of the symbol, then anywhere. */
import type { Market } from '../stores/market.ts';

export function findMarkets(markets: readonly Market[], text: string): readonly Market[] {
  const wanted = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const rank = (market: Market): number => {
    if (market.base === wanted) return 0;
    if (market.base.startsWith(wanted)) return 1;
    if (market.symbol.startsWith(wanted)) return 2;
    return market.symbol.includes(wanted) ? 3 : 4;
  };
  return markets
    .map((market, index) => ({ market, rank: rank(market), index }))
    .filter((one) => one.rank < 4)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map((one) => one.market);
}
