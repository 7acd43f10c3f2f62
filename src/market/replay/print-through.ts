/** A recorded print happens on the floor: its taker goes through the book at its price and finds its quantity there. */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { Background } from './background.ts';
import type { HistoryLevels } from './history-levels.ts';

/**
 * Takes `lots` at `price`. Users' orders that are better, or stand earlier at the price, are hit first. What then lacks at the
 * price is put there by history before. Nothing of history may rest at a better price, nor on the taker's own side at it.
 */
export function printThrough(
  access: MarketAccess,
  background: Background,
  levels: HistoryLevels,
  time: number,
  symbol: number,
  side: SideCode,
  price: number,
  lots: number,
): void {
  const resting: SideCode = side === 0 ? 1 : 0;
  const own = levels.quantity(access, resting, price);
  const there = access.levelQuantity(symbol, resting, price);
  if (there === own) {
    const better = quantityBetter(access, symbol, resting, price);
    if (better < lots) levels.unite(access, time, resting, price, lots - better);
  } else {
    const lacking = lots - there - quantityBetter(access, symbol, resting, price);
    if (lacking > 0) levels.raise(access, time, resting, price, own + lacking);
  }
  background.take(access, time, symbol, side, price, lots);
}

/** Lots that rest at better prices than this: users', since history has made way. */
function quantityBetter(access: MarketAccess, symbol: number, side: SideCode, price: number): number {
  let sum = 0;
  let at = side === 0 ? access.bestBid(symbol) : access.bestAsk(symbol);
  while (at > 0 && (side === 0 ? at > price : at < price)) {
    sum += access.levelQuantity(symbol, side, at);
    at = access.nextLevel(symbol, side, at);
  }
  return sum;
}
