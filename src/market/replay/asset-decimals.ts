/**
 * How finely the assets of a recording are divided: into 10^-8, finer where a tick times a step is not whole else, coarser where the
 * recorded numbers are so large that orders would not stay exact doubles, or would have to be played in very many parts.
 */
import { MarketDefinitionError } from '../market-definition-error.ts';
import type { MeasuredSeries } from './measured-series.ts';

const usualDecimals = 8;
/**
 * Smallest units in one order: the largest quantity stays below it, so that a few of them at one price stay exact, and an order worth
 * more is played in parts (background.ts).
 */
const unitsMax = 0x4_0000_0000_0000;
/** Parts of one order: with millions of them a single print would hold up the server, or take all its memory. */
const partsMax = 64;

export function decimalsOfAsset(name: string, series: readonly MeasuredSeries[]): number {
  let fewest = 0;
  let most = usualDecimals;
  for (const one of series) {
    const { symbol, base, quote, tick, step, stepSize, quantityMost, orderMost } = one;
    if (quote === name) {
      fewest = Math.max(fewest, step.decimals + tick.decimals);
      while (most > 0 && worthOf(one, orderMost, most) > partsMax * unitsMax) most--;
    }
    if (base !== name) continue;
    fewest = Math.max(fewest, step.decimals);
    const largest = Math.max(quantityMost, orderMost) * step.digits;
    while (most > step.decimals && largest * power10(most - step.decimals) > unitsMax) most--;
    if (largest > unitsMax) {
      throw new MarketDefinitionError(
        `${symbol}: expected quantities below 2^50 steps of ${stepSize}, found ${largest / step.digits}`,
      );
    }
  }
  return Math.max(fewest, most);
}

/** Throws `MarketDefinitionError` for orders of too many parts, and for a step that is worth more than a part. */
export function checkOrders(series: MeasuredSeries, decimals: { readonly base: number; readonly quote: number }): void {
  const { symbol, base, quote, step, stepSize, orderMost } = series;
  const check = (what: string, asset: string, assetDecimals: number, units: number, most: number) => {
    if (units <= most) return;
    const [expected, found] = [most, units].map((value) => `${Math.floor(value / power10(assetDecimals))} ${asset}`);
    throw new MarketDefinitionError(`${symbol}: expected ${what} at most ${expected}, found ${found}`);
  };
  const unitsPerLot = step.digits * power10(decimals.base - step.decimals);
  check('orders of', base, decimals.base, orderMost * unitsPerLot, partsMax * unitsMax);
  check('a step of', base, decimals.base, unitsPerLot, unitsMax);
  check('orders worth', quote, decimals.quote, worthOf(series, orderMost, decimals.quote), partsMax * unitsMax);
  check(`a step (${stepSize}) worth`, quote, decimals.quote, worthOf(series, 1, decimals.quote), unitsMax);
}

/** Of lots at the highest price, in smallest units of a quote asset with so many decimals. */
function worthOf({ priceMost, tick, step }: MeasuredSeries, lots: number, quoteDecimals: number): number {
  const inSteps = priceMost * lots * tick.digits * step.digits;
  return (inSteps * power10(quoteDecimals)) / power10(tick.decimals + step.decimals);
}

/** For whole exponents from 0 on. */
export function power10(exponent: number): number {
  let value = 1;
  for (let i = 0; i < exponent; i++) value *= 10;
  return value;
}
