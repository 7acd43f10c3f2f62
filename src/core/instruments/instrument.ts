/**
 * A symbol with its integer scales, checked once. One tick times one lot is `quotePerTickLot` smallest units of the quote
 * asset, exactly: a definition where that is no whole number is refused here, so no trade is ever rounded.
 */
import type { AssetIndex, SymbolIndex } from '../units/brand.ts';
import type { Commission, FeeRules } from './commission.ts';
import type { AssetDefinition, FloorDefinition, SymbolDefinition } from './definition.ts';
import type { MoneyRules } from './money-rules.ts';
import type { PriceRangeRule } from './read-execution-rules.ts';

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
  /** Of market orders. */
  readonly marketMinQuantity: number;
  readonly marketMaxQuantity: number;
  readonly marketStep: number;
  /** Smallest quote units. maxNotional is below 2^53, so the notional of an accepted order is an exact double. */
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly filters: InstrumentFilters;
  /** PRICE_RANGE; undefined without the rule. */
  readonly priceRange: PriceRangeRule | undefined;
  /** By tier: 0 for accounts without one. */
  readonly commissions: readonly Commission[];
  /** Whether commission may be paid in the discount asset here. */
  readonly hasDiscount: boolean;
}

/** Filters that a symbol may be without, as numbers that then never refuse. */
export interface InstrumentFilters {
  /** By side code, in ten-thousandths; 0 and Infinity without the filter. */
  readonly bySideUp: readonly [number, number];
  readonly bySideDown: readonly [number, number];
  /** The same for both sides; `hasPercent` says whether it needs to be looked at. */
  readonly hasPercent: boolean;
  readonly percentUp: number;
  readonly percentDown: number;
  /** Smallest quote units. */
  readonly marketMinNotional: number;
  readonly marketMaxNotional: number;
  readonly leastNotional: number;
  readonly marketLeastNotional: number;
  readonly icebergPartsMax: number;
  readonly algoOrdersMax: number;
  readonly icebergOrdersMax: number;
  readonly orderListsMax: number;
  readonly amendsMax: number;
  /** The floor's own limits, the same in every symbol. */
  readonly floorOrdersMax: number;
  readonly floorAlgoOrdersMax: number;
  readonly floorIcebergOrdersMax: number;
  readonly floorOrderListsMax: number;
  /** Smallest base units; undefined: any. */
  readonly positionMax: bigint | undefined;
  /** MAX_ASSET of either asset, smallest units: Infinity without. */
  readonly baseAmountMax: number;
  readonly quoteAmountMax: number;
}

export interface Instruments {
  readonly floor: FloorDefinition;
  readonly assets: readonly AssetDefinition[];
  readonly symbols: readonly Instrument[];
  readonly fees: FeeRules;
  readonly money: MoneyRules;
  symbolByName(name: string): Instrument | undefined;
  assetByName(name: string): AssetIndex | undefined;
}
