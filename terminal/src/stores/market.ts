/**
 * A symbol as the terminal needs it: its grid (tick, lot), its filters in whole numbers, and how many decimals are worth
 * showing. Read once from exchangeInfo. Prices are ticks, quantities lots, money smallest units, as in the engine.
 */
import type { Grid } from '../../../src/core/units/convert.ts';
import { priceToTicks, quantityToLots, wireDecimals } from '../../../src/core/units/convert.ts';
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import type { SymbolFilter, SymbolInfo } from '../wire/rest.ts';

export interface Market extends Grid {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Decimals of a tick and of a lot. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
  /** Smallest base units in a lot. */
  readonly basePerLot: number;
  /** Ticks. */
  readonly minPrice: number;
  readonly maxPrice: number;
  /** Lots. */
  readonly minQuantity: number;
  readonly maxQuantity: number;
  readonly marketMaxQuantity: number;
  /** Smallest quote units; 0n is no limit. */
  readonly minNotional: bigint;
  readonly maxNotional: bigint;
  /** Bounds of a price as multiples of the mean price, times 10^8; 0n is no limit. */
  readonly bidUp: bigint;
  readonly bidDown: bigint;
  readonly askUp: bigint;
  readonly askDown: bigint;
  /** Bounds of a trailing delta in basis points, for a trigger above the price and for one below it. */
  readonly trailingAbove: readonly [number, number];
  readonly trailingBelow: readonly [number, number];
}

/** Whole basis points below the whole price. */
const anyTrailing = [1, 9_999] as const;

/** Undefined when the symbol lacks a tick or a lot, which makes exact figures impossible. */
export function readMarket(info: SymbolInfo): Market | undefined {
  const filter = (type: string): SymbolFilter | undefined => info.filters.find((one) => one.filterType === type);
  const price = filter('PRICE_FILTER');
  const lot = filter('LOT_SIZE');
  const tickE8 = Number(units(price?.['tickSize']));
  const lotE8 = Number(units(lot?.['stepSize']));
  if (tickE8 === 0 || lotE8 === 0) return undefined;
  const quoteDecimals = info.quoteAssetPrecision;
  const grid = { tickE8, lotE8, quotePerTickLot: Number(scale(BigInt(tickE8) * BigInt(lotE8), 16, quoteDecimals)) };
  const ticks = (text: unknown): number => valueOr(priceToTicks(grid, String(text)), 0);
  const lots = (text: unknown): number => valueOr(quantityToLots(grid, String(text)), 0);
  const notional = filter('NOTIONAL') ?? filter('MIN_NOTIONAL');
  const percent = filter('PERCENT_PRICE_BY_SIDE');
  const maxQuantity = lots(lot?.['maxQty']);
  const trailing = filter('TRAILING_DELTA');
  const trailingOf = (least: string, most: string): readonly [number, number] =>
    trailing === undefined ? anyTrailing : [Number(trailing[least]), Number(trailing[most])];
  return {
    ...grid,
    symbol: info.symbol,
    base: info.baseAsset,
    quote: info.quoteAsset,
    priceDecimals: decimalsOf(tickE8),
    quantityDecimals: decimalsOf(lotE8),
    baseDecimals: info.baseAssetPrecision,
    quoteDecimals,
    basePerLot: Number(scale(BigInt(lotE8), wireDecimals, info.baseAssetPrecision)),
    minPrice: ticks(price?.['minPrice']),
    maxPrice: ticks(price?.['maxPrice']),
    minQuantity: lots(lot?.['minQty']),
    maxQuantity,
    marketMaxQuantity: lots(filter('MARKET_LOT_SIZE')?.['maxQty']) || maxQuantity,
    minNotional: units(notional?.['minNotional'], quoteDecimals),
    maxNotional: units(notional?.['maxNotional'], quoteDecimals),
    bidUp: units(percent?.['bidMultiplierUp']),
    bidDown: units(percent?.['bidMultiplierDown']),
    askUp: units(percent?.['askMultiplierUp']),
    askDown: units(percent?.['askMultiplierDown']),
    trailingAbove: trailingOf('minTrailingAboveDelta', 'maxTrailingAboveDelta'),
    trailingBelow: trailingOf('minTrailingBelowDelta', 'maxTrailingBelowDelta'),
  };
}

/** How many decimals a step of `stepE8` x 10^-8 has: 1000000 is 2. */
export function decimalsOf(stepE8: number): number {
  let decimals = wireDecimals;
  let rest = stepE8;
  while (decimals > 0 && rest % 10 === 0) {
    rest /= 10;
    decimals -= 1;
  }
  return decimals;
}

/** Ticks of text the server sent; 0 when it is not on the grid. */
export function ticksOf(market: Market, text: string): number {
  return valueOr(priceToTicks(market, text), 0);
}

/** Lots of text the server sent; 0 when it is not on the grid. */
export function lotsOf(market: Market, text: string): number {
  return valueOr(quantityToLots(market, text), 0);
}

function valueOr(result: { ok: true; value: number } | { ok: false }, otherwise: number): number {
  return result.ok ? result.value : otherwise;
}

function units(value: unknown, decimals: number = wireDecimals): bigint {
  if (value === undefined) return 0n;
  const parsed = parseDecimal(String(value), decimals);
  return parsed.ok ? parsed.value : 0n;
}

function scale(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * 10n ** BigInt(to - from) : value / 10n ** BigInt(from - to);
}
