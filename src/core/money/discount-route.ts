/**
 * From the asset a commission is due in to the asset it is paid in with a discount, at the last prices of the floor's own
 * symbols: directly where a symbol has both, else through one asset between. The shortest way counts, and of equals the one
 * whose symbols stand first in the definition. The API's documents say "the exchange rate" and no more.
 */
import type { Instrument, Instruments } from '../instruments/instrument.ts';

/** Exact: so many units of the discount asset for so many of the other. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

interface Step {
  readonly instrument: Instrument;
  /** From base to quote, or the other way. */
  readonly fromBase: boolean;
}

/** By asset index; undefined where no way leads to the target. */
export function findRoutes({ assets, symbols }: Instruments, target: number): readonly (readonly Step[] | undefined)[] {
  const stepsTo = (asset: number) =>
    symbols.flatMap((instrument): (Step & { readonly from: number })[] => {
      if (instrument.quote === asset) return [{ instrument, fromBase: true, from: instrument.base }];
      if (instrument.base === asset) return [{ instrument, fromBase: false, from: instrument.quote }];
      return [];
    });
  const routes: (readonly Step[] | undefined)[] = assets.map((_, asset) => (asset === target ? [] : undefined));
  for (const step of stepsTo(target)) routes[step.from] ??= [step];
  for (const last of stepsTo(target)) {
    for (const first of stepsTo(last.from)) routes[first.from] ??= [first, last];
  }
  return routes;
}

/** At the present last prices, in ticks; undefined while a symbol on the way has not traded. */
export function rateOf(route: readonly Step[], lastPrice: (symbol: number) => number): Rate | undefined {
  let [numerator, denominator] = [1n, 1n];
  for (const { instrument, fromBase } of route) {
    const price = lastPrice(instrument.index);
    if (price === 0) return undefined;
    const base = BigInt(instrument.basePerLot);
    const quote = BigInt(price) * BigInt(instrument.quotePerTickLot);
    numerator *= fromBase ? quote : base;
    denominator *= fromBase ? base : quote;
  }
  return { numerator, denominator };
}
