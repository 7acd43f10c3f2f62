/**
 * What happens inside a bar of which only the ends are known: how far the price went up and down (Brownian bridge), and how
 * much was traded, more where the price moved more.
 */
import { exp, log } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import type { Random } from '../math/random.ts';

/** Highest log price over the bar's open; `move` is its log return, `sigma` its diffusion. */
export function bridgeHigh(move: number, sigma: number, random: Random): number {
  return (move + Math.sqrt(move * move - 2 * sigma * sigma * log(random.uniform()))) / 2;
}

/** Lowest log price, not above 0. */
export function bridgeLow(move: number, sigma: number, random: Random): number {
  return -bridgeHigh(-move, sigma, random);
}

/** e^6: no market ever traded four hundred times as much as it does on a middling day. */
const turnoverLogMax = 6;

/** Turnover against that of a middling bar of the same length. Bounded, so that a volume stays a number that can be stored. */
export function barTurnover(logActivity: number, move: number, sigma: number, random: Random): number {
  const moved = sigma > 0 ? Math.min(6, Math.abs(move) / sigma) : 0;
  return exp(Math.min(turnoverLogMax, logActivity + 0.2 * gaussian(random) + 0.22 * (moved - 0.8)));
}

/** Volatility of a ratio against the root of its legs' variances: legs move together. */
const RATIO_SHARE = 0.5;

export function ratioSigma(numerator: number, denominator: number): number {
  return RATIO_SHARE * Math.sqrt(numerator * numerator + denominator * denominator);
}
