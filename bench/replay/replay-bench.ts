/**
 * Recorded data: how fast files become exact columns (beside readline with Number, which is neither checked nor exact), how fast
 * the stored form is read, and how fast history plays through the real book. Data is made from a seed, in the vendors' layout.
 */

import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { atOnce } from '../../src/core/snapshot/slices.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import { importReplay } from '../../src/engine/replay/import-replay.ts';
import { createReplayMarket } from '../../src/market/replay/create-replay-market.ts';
import { decodeReplay, encodeReplay } from '../../src/market/replay/encode-replay.ts';
import { feedEnd, type ReplayFeed } from '../../src/market/replay/feed.ts';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';

const { json } = toldOptions('replay');
const rounds = 3;
const tradeRows = 1_000_000;
const playedTrades = 100_000;
const barRows = 10_000;
const firstTime = 1_893_542_400_000;
const options = { name: 'bench', seed: 'bench' };

const folder = mkdtempSync(join(tmpdir(), 'paperfloor-bench-'));
try {
  await bench();
} finally {
  rmSync(folder, { recursive: true });
}

async function bench(): Promise<void> {
  const tape = write('BTCUSDT-trades-2030-01-02.csv', tradeLines(tradeRows));
  const yardstick = await timed(tradeRows, () => plainImport(tape));
  const imported = await timed(tradeRows, async () => void (await importReplay(tape, options)));
  report('yardstick: readline, split, Number', 'rows/s', yardstick);
  report('import: CSV to exact columns', 'rows/s', imported, median(imported) / median(yardstick));

  const { feed } = await importReplay(tape, options);
  const { header, chunks } = atOnce(encodeReplay(feed));
  const decoded = await timed(tradeRows, async () => void atOnce(decodeReplay(header, chunks)));
  report(
    'stored form to columns',
    'rows/s',
    decoded,
    undefined,
    `${(header.bytes / tradeRows).toFixed(1)} bytes a row`,
  );

  await play('trades through the book', write('ETHUSDT-trades-2030-01-02.csv', tradeLines(playedTrades)));
  await play('a week of minute bars', write('BNBUSDT-1m.csv', barLines(barRows)));
}

async function play(name: string, path: string): Promise<void> {
  const { definition, feed } = await importReplay(path, options);
  const events = playOut(definition, feed);
  const seconds = (feedEnd(feed) - definition.startTimeUs) / 1e6;
  const rates = await timed(events, async () => void playOut(definition, feed));
  const timesReal = (seconds * median(rates)) / events;
  report(`replay: ${name}`, 'events/s', rates, undefined, `${Math.round(timesReal)} times real time`);
}

/** Market events of a whole replay. */
function playOut(definition: FloorDefinition, feed: ReplayFeed): number {
  const floor = Floor.create(definition, createReplayMarket(definition, feed).source);
  const end = feedEnd(feed);
  let events = 0;
  for (let time = definition.startTimeUs; time < end; time += 60_000_000) {
    floor.advance(Math.min(time, end) as TimestampUs);
    events += floor.marketEvents.count;
    floor.marketEvents.drain();
  }
  return events;
}

/** Units a second, one per round. */
async function timed(units: number, run: () => Promise<void>): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    rates.push((units * 1000) / (performance.now() - start));
  }
  return rates;
}

async function plainImport(path: string): Promise<void> {
  let sum = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const cells = line.split(',');
    sum += Number(cells[1]) * Number(cells[2]);
  }
  if (!(sum > 0)) throw new Error('the yardstick read nothing');
}

function report(name: string, unit: string, values: readonly number[], ratio?: number, note?: string): void {
  printResult(
    {
      bench: 'replay',
      case: name,
      unit,
      value: median(values),
      rounds: values,
      ...(ratio === undefined ? {} : { ratio }),
      ...(note === undefined ? {} : { note }),
    },
    json,
  );
}

function write(name: string, lines: Iterable<string>): string {
  const path = join(folder, name);
  writeFileSync(path, [...lines].join(''));
  return path;
}

function* tradeLines(rows: number): Iterable<string> {
  const roll = roller();
  let [ticks, time] = [6_000_000, firstTime];
  for (let i = 0; i < rows; i++) {
    ticks += roll(21) - 10;
    time += roll(40);
    const lots = 1 + roll(200_000);
    const price = (ticks / 100).toFixed(2);
    const quantity = (lots / 1e5).toFixed(5);
    yield `${3_000_000_000 + i},${price}000000,${quantity}000,${((ticks * lots) / 1e7).toFixed(8)},${time},${roll(2) ? 'True' : 'False'},True\n`;
  }
}

function* barLines(rows: number): Iterable<string> {
  const roll = roller();
  let close = 60_000;
  for (let i = 0; i < rows; i++) {
    const open = close;
    close += roll(201) - 100;
    const prices = [open, Math.max(open, close) + roll(50), Math.min(open, close) - roll(50), close];
    yield `${firstTime + i * 60_000},${prices.map((price) => (price / 100).toFixed(2)).join(',')},${(roll(9_000_000) / 1000).toFixed(3)}\n`;
  }
}

/** A seeded generator of whole numbers from 0 to below `of`. */
function roller(): (of: number) => number {
  let state = 7;
  return (of) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % of;
  };
}
