/**
 * Between what people write (decimal text) and what the book counts (ticks, lots, smallest units), per instrument.
 * Text off the grid is a named problem, never a rounding. Printing uses eight decimals for prices and quantities.
 */

import { exactLimit } from './arithmetic.ts';
import type { Amount, Price, Quantity } from './brand.ts';
import { type DecimalProblem, formatDecimal, parseDecimal, parseShortDecimal } from './decimal.ts';

/** The scales a conversion needs; every `Instrument` has them. */
export interface Grid {
  readonly tickE8: number;
  readonly lotE8: number;
  readonly quotePerTickLot: number;
}

export type UnitProblem = DecimalProblem | 'off_grid' | 'out_of_range';
export type UnitResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: UnitProblem };

/** Decimals of printed prices and quantities, and the finest that is read. */
export const wireDecimals = 8;

const priceLimit = 0x80000000;

/** Ticks. `off_grid`: no multiple of the tick; `out_of_range`: 2^31 ticks or more. Zero passes: the filter refuses it. */
export function priceToTicks(grid: Grid, text: string): UnitResult<Price> {
  return onGrid(text, grid.tickE8, priceLimit) as UnitResult<Price>;
}

/** Lots. `off_grid`: no multiple of the step; `out_of_range`: 2^53 lots or more. */
export function quantityToLots(grid: Grid, text: string): UnitResult<Quantity> {
  return onGrid(text, grid.lotE8, Number.MAX_SAFE_INTEGER + 1) as UnitResult<Quantity>;
}

/** Smallest units of an asset. */
export function parseAmount(text: string, decimals: number): UnitResult<Amount> {
  return parseDecimal(text, decimals) as UnitResult<Amount>;
}

export function formatPrice(grid: Grid, ticks: number): string {
  return formatDecimal(priceE8(grid, ticks), wireDecimals);
}

export function formatQuantity(grid: Grid, lots: number): string {
  return formatDecimal(quantityE8(grid, lots), wireDecimals);
}

/** A price in 10^-8 of the quote asset; a bigint where a double would not be exact. */
export function priceE8(grid: Grid, ticks: number): number | bigint {
  return scaled(ticks, grid.tickE8);
}

/** A quantity in 10^-8 of the base asset; a bigint where a double would not be exact. */
export function quantityE8(grid: Grid, lots: number): number | bigint {
  return scaled(lots, grid.lotE8);
}

/** Price in ticks with a fraction (a mean), cut to eight decimals. */
export function formatMeanPrice(grid: Grid, ticks: number): string {
  return formatDecimal(Math.floor(ticks * grid.tickE8), wireDecimals);
}

/** Smallest units of an asset, with all its decimals. */
export function formatAmount(amount: number | bigint, decimals: number): string {
  return formatDecimal(amount, decimals);
}

/** Smallest quote units of ticks times lots, exactly. */
export function notionalOf(grid: Grid, ticks: number, lots: number): bigint {
  const product = ticks * lots * grid.quotePerTickLot;
  if (product < exactLimit) return BigInt(product);
  return BigInt(ticks) * BigInt(lots) * BigInt(grid.quotePerTickLot);
}

/** Quote amount of ticks times lots as text. */
export function formatNotional(grid: Grid, ticks: number, lots: number, quoteDecimals: number): string {
  return formatDecimal(notionalOf(grid, ticks, lots), quoteDecimals);
}

/** A sum of ticks x lots (a candle's or a day's quote volume) as quote text. */
export function formatTickLots(grid: Grid, tickLots: number | bigint, quoteDecimals: number): string {
  return formatDecimal(tickLotsAmount(grid, tickLots), quoteDecimals);
}

/** The same in smallest quote units; a bigint where a double would not be exact. */
export function tickLotsAmount(grid: Grid, tickLots: number | bigint): number | bigint {
  const product = Number(tickLots) * grid.quotePerTickLot;
  return product < exactLimit ? product : BigInt(tickLots) * BigInt(grid.quotePerTickLot);
}

function scaled(count: number, stepE8: number): number | bigint {
  const product = count * stepE8;
  return product < exactLimit ? product : BigInt(count) * BigInt(stepE8);
}

function onGrid(text: string, stepE8: number, limit: number): UnitResult<number> {
  const short = parseShortDecimal(text, wireDecimals);
  if (short >= 0 && short % stepE8 === 0 && short / stepE8 < limit) return { ok: true, value: short / stepE8 };
  const parsed = parseDecimal(text, wireDecimals);
  if (!parsed.ok) return parsed;
  const step = BigInt(stepE8);
  if (parsed.value % step !== 0n) return { ok: false, problem: 'off_grid' };
  const count = parsed.value / step;
  if (count >= BigInt(limit)) return { ok: false, problem: 'out_of_range' };
  return { ok: true, value: Number(count) };
}
