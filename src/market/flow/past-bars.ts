/**
 * The bars of one symbol's past in ticks and lots. Each opens where the one before closed; high and low hold both; quote
 * amounts lie between low and high times volume. Quote amounts are multiples of 64 ticks times lots where that fits, so that
 * sums over a day stay exact in a double far beyond 2^53.
 */
import type { Slices } from '../../core/snapshot/slices.ts';
import { exp } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import type { Random } from '../math/random.ts';
import { barTurnover, bridgeHigh, bridgeLow } from './bar-shape.ts';
import type { FlowSymbol } from './flow-symbols.ts';
import { sliceBars } from './past-path.ts';
import type { PastSchedule } from './past-schedule.ts';

/** Fields of a bar, in this order. */
export const barField = {
  open: 0,
  high: 1,
  low: 2,
  close: 3,
  volume: 4,
  quoteVolume: 5,
  trades: 6,
  takerBuyVolume: 7,
  takerBuyQuoteVolume: 8,
} as const;
export const BAR_FIELDS = 9;

/** One symbol's path: log price at each bar's end (0 at the last), diffusion and log activity of each bar. */
export interface SymbolPath {
  readonly price: Float64Array;
  readonly sigma: Float64Array;
  readonly activity: Float64Array;
}

const GRAIN = 64;

/** All bars, `BAR_FIELDS` doubles each. `lastTicks` is the price of the floor's first moment. */
export function* drawBars(
  path: SymbolPath,
  schedule: PastSchedule,
  { instrument, parameters, desk }: FlowSymbol,
  lastTicks: number,
  random: Random,
): Slices<Float64Array> {
  const bars = new Float64Array(schedule.count * BAR_FIELDS);
  const { minPrice, maxPrice } = instrument;
  const ticks = (logPrice: number): number =>
    Math.min(maxPrice, Math.max(minPrice, Math.round(lastTicks * exp(logPrice))));
  let before = path.price[0] ?? 0;
  let open = ticks(before);
  for (let bar = 0; bar < schedule.count; bar++) {
    const price = path.price[bar] as number;
    const sigma = path.sigma[bar] as number;
    const move = price - before;
    const close = ticks(price);
    const high = Math.max(open, close, ticks(before + bridgeHigh(move, sigma, random)));
    const low = Math.min(open, close, ticks(before + bridgeLow(move, sigma, random)));
    const minutes = schedule.seconds(bar) / 60;
    const turnover = parameters.minuteVolume * minutes * barTurnover(path.activity[bar] as number, move, sigma, random);
    const at = bar * BAR_FIELDS;
    bars[at + barField.open] = open;
    bars[at + barField.high] = high;
    bars[at + barField.low] = low;
    bars[at + barField.close] = close;
    fillVolume(bars, at, turnover / desk.sizes.value(1, 1), turnover / parameters.meanTrade, random);
    before = price;
    open = close;
    if (bar % sliceBars === sliceBars - 1) yield;
  }
  return bars;
}

/** `turnover` in ticks times lots. */
function fillVolume(bars: Float64Array, at: number, turnover: number, trades: number, random: Random): void {
  const open = bars[at + barField.open] as number;
  const high = bars[at + barField.high] as number;
  const low = bars[at + barField.low] as number;
  const close = bars[at + barField.close] as number;
  const typical = (open + high + low + close) / 4;
  const volume = Math.max(1, Math.round(turnover / typical));
  const rising = high > low ? (close - open) / (high - low) : 0;
  const buyShare = Math.max(0, Math.min(1, 0.5 + 0.12 * rising + 0.06 * gaussian(random)));
  const bought = Math.round(volume * buyShare);
  const quoteVolume = amount(typical, volume, low, high);
  bars[at + barField.volume] = volume;
  bars[at + barField.quoteVolume] = quoteVolume;
  bars[at + barField.trades] = Math.max(1, Math.round(trades));
  bars[at + barField.takerBuyVolume] = bought;
  bars[at + barField.takerBuyQuoteVolume] =
    bought === volume ? quoteVolume : Math.min(quoteVolume, amount(typical, bought, low, high));
}

function amount(typical: number, volume: number, low: number, high: number): number {
  const grained = Math.round((typical * volume) / GRAIN) * GRAIN;
  return Math.max(low * volume, Math.min(high * volume, grained));
}
