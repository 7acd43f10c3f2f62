/**
 * The simulated market beside measured facts of real ones: trades and book of a live run, returns of the price layer over
 * months, and, with --days, how the live market keeps to its layer (from 20 days on also its own returns). Bands are
 * ranges over months of real liquid markets: one seed may fall outside one of them as one real month does, so medians over
 * seeds are shown.
 */
import { toldOptions } from '../catalogue.ts';
import { median } from '../support/report.ts';
import { type Fact, isWithin } from './fact.ts';
import { layerRun, liveRun } from './long-runs.ts';
import { mean } from './statistics.ts';
import { recordTapes } from './tape.ts';
import { tapeBands, tapeFacts } from './tape-facts.ts';

const kinds = { BTCUSDT: 'BTC', ETHUSDT: 'ETH', SOLUSDT: 'alt' } as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];
/** Wednesday 2026-09-16, 20:00 UTC: a middling hour. */
const START_US = Date.UTC(2026, 8, 16, 20) * 1000;
const LAYER_DAYS = 30;
/** The layer costs a third of a second a month, so it can show the middle of many. */
const layerSeeds = Array.from({ length: 12 }, (_, i) => `layer-${i + 1}`);

const { minutes, days, json, ...told } = toldOptions('market');
const seeds = Array.from({ length: told.seeds }, (_, i) => `facts-${i + 1}`);

if (minutes > 0) show(`trades and book, live, ${minutes} minutes`, seeds.map(tapeRun));
show(
  `price layer, ${LAYER_DAYS} days`,
  layerSeeds.map((seed) => layerRun(seed, names, START_US, LAYER_DAYS)),
);
if (days > 0) {
  show(
    `returns, live, ${days} days`,
    seeds.map((seed) => liveRun(seed, names, START_US, days)),
  );
}

function tapeRun(seed: string): Fact[] {
  const recording = recordTapes(seed, START_US, minutes * 60, [...names, 'ETHBTC']);
  const facts = names.flatMap((name) => {
    const tape = recording.tapes.get(name);
    return tape ? tapeFacts(name, tape, recording.seconds, tapeBands[kinds[name]]) : [];
  });
  const mids = ['ETHUSDT', 'BTCUSDT', 'ETHBTC'].map((name) => {
    const tickE8 = recording.floor.instruments.symbolByName(name)?.tickE8 ?? 0;
    const looks = recording.tapes.get(name)?.looks ?? [];
    return looks.map((look) => Math.log(((look.bid + look.ask) / 2) * tickE8 * 1e-8));
  });
  const strays = (mids[0] ?? []).map((eth, i) => Math.abs(eth - (mids[1]?.[i] ?? 0) - (mids[2]?.[i] ?? 0)) * 1e4);
  facts.push({ symbol: 'ETHBTC', fact: 'triangle, median bp', value: median(strays), low: 0, high: 3 });
  facts.push({ symbol: 'ETHBTC', fact: 'triangle, worst bp', value: Math.max(...strays), low: 0, high: 30 });
  facts.push({ symbol: 'all ten', fact: 'core ms per floor second', value: recording.costMs, low: 0, high: 1 });
  return facts;
}

/** Medians over the runs, as one table. */
function show(title: string, runs: readonly Fact[][]): void {
  const rows = (runs[0] ?? []).map((fact, i) => ({
    ...fact,
    value: median(runs.map((run) => run[i]?.value ?? Number.NaN)),
  }));
  if (json) {
    for (const row of rows)
      console.log(JSON.stringify({ bench: 'market', part: title, ...row, within: isWithin(row) }));
    return;
  }
  console.log(`\n${title}, median of ${runs.length} seeds`);
  for (const row of rows) {
    const mark = isWithin(row) ? '  ' : row.value < row.low ? ' <' : ' >';
    console.log(
      `  ${row.symbol.padEnd(8)} ${row.fact.padEnd(32)} ${short(row.value).padStart(10)}${mark}  ${short(row.low)} to ${short(row.high)}`,
    );
  }
  console.log(`  ${(mean(rows.map((row) => Number(isWithin(row)))) * 100).toFixed(0)} % within`);
}

function short(value: number): string {
  if (Math.abs(value) >= 1000) return value.toFixed(0);
  return value.toPrecision(3);
}
