/** A reference price as the wire has it: eight decimals in quotes, or null while its window has no trade. */
import { formatDecimal } from '../../core/units/decimal.ts';

/** In units of 10^-8 of the quote asset. */
export function referencePriceText(price: bigint | undefined): string {
  return price === undefined ? 'null' : `"${formatDecimal(price, 8)}"`;
}
