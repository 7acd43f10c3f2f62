/**
 * Facts of trades and book, with the bands of real spot markets: the busiest ones, which are all that was measured closely.
 * Sizes and depths of the smaller coin have no measured band; theirs only say where a coin of that size would be.
 */
import { type Band, type Fact, FactSheet } from './fact.ts';
import {
  autocorrelation,
  correlation,
  fano,
  hill,
  mean,
  median,
  quantile,
  returns,
  standardDeviation,
} from './statistics.ts';
import type { Parent, Tape } from './tape.ts';

/** Bands that differ by symbol; sizes and depths in quote units. Where one venue gave one figure, a third to a half either way. */
export interface TapeBands {
  readonly parentsPerSecond: Band;
  readonly medianSize: Band;
  readonly size90: Band;
  readonly size99: Band;
  readonly queue: Band;
  readonly depth2: Band;
  readonly depth10: Band;
  readonly occupied: Band;
}

export const tapeBands: Readonly<Record<'BTC' | 'ETH' | 'alt', TapeBands>> = {
  BTC: {
    parentsPerSecond: [5, 11],
    medianSize: [145, 260],
    size90: [4650, 8300],
    size99: [40_000, 90_000],
    queue: [40_000, 100_000],
    depth2: [3e5, 6.5e5],
    depth10: [2e6, 4e6],
    occupied: [0.015, 0.06],
  },
  ETH: {
    parentsPerSecond: [5, 11],
    medianSize: [50, 100],
    size90: [3300, 6600],
    size99: [20_000, 48_000],
    queue: [7000, 28_000],
    depth2: [1.2e5, 3e5],
    depth10: [1e6, 2.4e6],
    occupied: [0.25, 0.65],
  },
  alt: {
    parentsPerSecond: [0.4, 5],
    medianSize: [50, 400],
    size90: [1000, 8000],
    size99: [4000, 40_000],
    queue: [2000, 40_000],
    depth2: [2e4, 2e5],
    depth10: [1e5, 1e6],
    occupied: [0.3, 1],
  },
};

export function tapeFacts(symbol: string, tape: Tape, seconds: number, bands: TapeBands): Fact[] {
  const sheet = new FactSheet(symbol);
  tradeFacts(sheet, tape.parents, seconds, bands);
  signFacts(sheet, tape.parents);
  bookFacts(sheet, tape, seconds, bands);
  return sheet.facts;
}

function tradeFacts(sheet: FactSheet, parents: readonly Parent[], seconds: number, bands: TapeBands): void {
  const gaps = parents.slice(1).map((one, i) => (one.timeUs - (parents[i] as Parent).timeUs) / 1000);
  const sizes = parents.map((one) => one.value);
  const counts = new Array<number>(seconds).fill(0);
  const start = parents[0]?.timeUs ?? 0;
  for (const one of parents) {
    const second = Math.floor((one.timeUs - start) / 1e6);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  sheet.add('parents per second', parents.length / seconds, bands.parentsPerSecond);
  sheet.add('fills per parent', mean(parents.map((one) => one.fills)), [1.4, 4]);
  sheet.add('gap CV', standardDeviation(gaps) / mean(gaps), [1.4, 2]);
  sheet.add('gap p99 / p50', quantile(gaps, 0.99) / median(gaps), [10, 73]);
  sheet.add('Fano factor of 1 s counts', fano(counts), [4, 26]);
  sheet.add('acf of counts, 1 s', autocorrelation(counts, 1), [0.2, 0.5]);
  sheet.add('acf of counts, 5 s', autocorrelation(counts, 5), [0, 0.3]);
  sheet.add('size median', median(sizes), bands.medianSize);
  sheet.add('size 90 %', quantile(sizes, 0.9), bands.size90);
  sheet.add('size 99 %', quantile(sizes, 0.99), bands.size99);
  sheet.add('size Hill 5 %', hill(sizes, 0.05), [0.9, 1.5]);
  sheet.add('size mean / median', mean(sizes) / median(sizes), [9, 33]);
  const largest = [...sizes].sort((a, b) => b - a).slice(0, Math.ceil(sizes.length / 100));
  sheet.add('largest 1 % carry', (mean(largest) * largest.length) / (mean(sizes) * sizes.length), [0.3, 0.48]);
}

function signFacts(sheet: FactSheet, parents: readonly Parent[]): void {
  const signs = parents.map((one) => one.sign);
  sheet.add('sign acf, 1', autocorrelation(signs, 1), [0.2, 0.53]);
  sheet.add('sign acf, 5', autocorrelation(signs, 5), [0.11, 0.28]);
  sheet.add('sign acf, 10', autocorrelation(signs, 10), [0.07, 0.16]);
  sheet.add('sign acf, 20', autocorrelation(signs, 20), [0, 0.11]);
  const fillSigns = parents.flatMap((one) => new Array<number>(one.fills).fill(one.sign));
  sheet.add('sign acf of fills, 1', autocorrelation(fillSigns, 1), [0.45, 0.84]);
  let same = 0;
  for (let i = 1; i < parents.length; i++) {
    if ((parents[i] as Parent).firstPrice === (parents[i - 1] as Parent).lastPrice) same++;
  }
  sheet.add('at the previous price', same / parents.length, [0.42, 0.56]);
  const walked = parents.filter((one) => one.firstPrice !== one.lastPrice).length;
  sheet.add('walk through levels', walked / parents.length, [0.04, 0.2]);
  for (const [lag, band] of [
    [1, [0.02, 0.11]],
    [5, [0.04, 0.25]],
    [20, [0.07, 0.46]],
  ] as const) {
    sheet.add(`response bp, ${lag}`, response(parents, lag), band);
  }
}

/** Mean of sign times the mid's move from before a parent to before the one `lag` later, basis points. */
function response(parents: readonly Parent[], lag: number): number {
  const moves: number[] = [];
  for (let i = 0; i + lag < parents.length; i++) {
    const here = parents[i] as Parent;
    moves.push(here.sign * ((parents[i + lag] as Parent).mid / here.mid - 1) * 1e4);
  }
  return mean(moves);
}

function bookFacts(sheet: FactSheet, tape: Tape, seconds: number, bands: TapeBands): void {
  const { looks } = tape;
  const mids = looks.map((look) => Math.log((look.bid + look.ask) / 2) * 1e4);
  const imbalance = looks.map((look) => (look.bidQuote - look.askQuote) / (look.bidQuote + look.askQuote));
  sheet.add('time at one tick', tape.oneTick / tape.samples, [0.991, 0.999]);
  sheet.add('best price changes per second', tape.bestChanges / seconds, [1, 10]);
  const queues = looks.flatMap((look) => [look.bidQuote, look.askQuote]);
  sheet.add('best queue median', median(queues), bands.queue);
  sheet.add('imbalance mean abs', mean(imbalance.map(Math.abs)), [0.56, 0.73]);
  sheet.add('imbalance acf, 1 s', autocorrelation(imbalance, 1), [0.2, 0.9]);
  sheet.add('imbalance with next 1 s', correlation(imbalance, returns(mids, 1)), [0.17, 0.39]);
  const depth = (k: number) => median(looks.map((look) => look.depth[k] ?? 0));
  sheet.add('depth within 2 bp', depth(1), bands.depth2);
  sheet.add('depth within 10 bp', depth(3), bands.depth10);
  sheet.add('depth 5 bp / 2 bp', depth(2) / depth(1), [3.1, 5.6]);
  sheet.add('occupied ticks in 5 bp', mean(looks.map((look) => look.occupied)), bands.occupied);
  sheet.add('1 s sd, bp', standardDeviation(returns(mids, 1)), [0.3, 1.5]);
  const variance = (lag: number) => mean(returns(mids, lag).map((r) => r * r)) / lag;
  sheet.add('variance per s, 10 s / 1 s', variance(10) / variance(1), [0.8, 1.25]);
}
