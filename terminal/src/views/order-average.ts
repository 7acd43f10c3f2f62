/** Average price of what an order executed, from its exact sums; cut to the tick's decimals. */
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import { lotsOf, type Market } from '../stores/market.ts';
import type { WireOrder } from '../wire/rest.ts';
import { priceText } from './figures.ts';

export function averageText(market: Market, order: WireOrder): string {
  const lots = lotsOf(market, order.executedQty);
  const quote = parseDecimal(order.cummulativeQuoteQty, market.quoteDecimals);
  if (lots === 0 || !quote.ok) return '–';
  const perTick = BigInt(lots) * BigInt(market.quotePerTickLot);
  return priceText(market, Number((quote.value + perTick / 2n) / perTick));
}
