/**
 * A symbol with its integer scales, checked once. One tick times one lot is `quotePerTickLot` smallest units of the quote
 * asset, exactly: a definition where that is no whole number is refused here, so no trade is ever rounded.
 */
import type { AssetIndex, SymbolIndex } from '../units/brand.ts';
import type { AssetDefinition, FloorDefinition, SymbolDefinition } from './definition.ts';
import type { MoneyRules } from './money-rules.ts';

export interface Instrument {
  readonly index: SymbolIndex;
  readonly name: string;
  readonly definition: SymbolDefinition;
  readonly base: AssetIndex;
  readonly quote: AssetIndex;
  /** Tick and lot in units of 10^-8, as whole numbers ("0.01" is 1000000). */
  readonly tickE8: number;
  readonly lotE8: number;
  /** Smallest base units in one lot; smallest quote units in one tick times one lot. */
  readonly basePerLot: number;
  readonly quotePerTickLot: number;
  /** Ticks. */
  readonly minPrice: number;
  readonly maxPrice: number;
  /** Lots. */
  readonly minQuantity: number;
  readonly maxQuantity: number;
  readonly marketMaxQuantity: number;
  /** Smallest quote units. maxNotional is below 2^53, so the notional of an accepted order is an exact double. */
  readonly minNotional: number;
  readonly maxNotional: number;
}

export interface Instruments {
  readonly floor: FloorDefinition;
  readonly assets: readonly AssetDefinition[];
  readonly symbols: readonly Instrument[];
  readonly money: MoneyRules;
  symbolByName(name: string): Instrument | undefined;
  assetByName(name: string): AssetIndex | undefined;
}
