/** Files and folders as they lie on a disk: plain or packed, whole or damaged. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { candlesOf, ReplayFloor } from '../../../test/replay/replay-floor.ts';
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import { MarketDefinitionError } from '../../market/market-definition-error.ts';
import { feedEnd } from '../../market/replay/feed.ts';
import { ReplayImportError } from '../../market/replay/import/import-error.ts';
import { importReplay } from './import-replay.ts';

const fixtures = new URL('../../../test/fixtures/replay', import.meta.url).pathname;
const floor = { name: 'replay', seed: 'seed' };
const t = 1_893_542_400_000;
const bars = `${t},10,12,9,11,5\n${t + 60_000},11,11,11,11,5\n`;
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperfloor-replay-'));
});

after(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('a folder becomes one floor with all its symbols, sorted, and an admissible definition', async () => {
  const { definition, feed, files } = await importReplay(fixtures, floor);
  assert.deepEqual(
    definition.symbols.map(({ name, tickSize, stepSize }) => [name, tickSize, stepSize]),
    [
      ['BNBUSDT', '0.01', '0.001'],
      ['BTCUSDT', '0.01', '0.00001'],
      ['ETHUSDT', '0.01', '0.0001'],
      ['LTCUSDT', '0.01', '0.00001'],
      ['SOLUSDT', '0.01', '0.001'],
      ['TRXUSDT', '0.0001', '0.1'],
    ],
  );
  assert.deepEqual(
    feed.series.map(({ kind, rows }) => [kind, rows > 20]),
    ['bars', 'trades', 'trades', 'book', 'bars', 'trades'].map((kind) => [kind, true]),
  );
  assert.equal(files.length, 6);
  assert.equal(createInstruments(definition).symbols.length, 6);
});

test('a whole folder plays to its end: candles and trades are the recorded ones', async () => {
  const { definition, feed } = await importReplay(fixtures, floor);
  const replay = new ReplayFloor(feed, definition);
  replay.play((feedEnd(feed) - definition.startTimeUs) / 1000);
  for (const [symbol, { kind, barUs, times, prices, quantities }] of feed.series.entries()) {
    const traded = replay.trades.filter(({ symbol: of }) => of === symbol);
    if (kind === 'trades') assert.equal(traded.length, times.length);
    if (kind !== 'bars') continue;
    const expected = [...times].map((time, row) => [time, [...prices.slice(row * 4, row * 4 + 4), quantities[row]]]);
    assert.deepEqual([...candlesOf(replay.trades, symbol, barUs)], expected);
  }
  replay.floor.checkInvariants();
});

test('packed and plain files give the same recording', async () => {
  const plain = await importReplay(await file('ETHUSDT-1m.csv', bars), floor);
  const packed = await importReplay(await file('ETHUSDT-1m.csv.gz', gzipSync(bars)), floor);
  const parts = gzipSync(bars.slice(0, 20));
  const joined = await importReplay(
    await file('ETHUSDT-1m-b.csv.gz', Buffer.concat([parts, gzipSync(bars.slice(20))])),
    floor,
  );
  assert.equal(packed.feed.digest, plain.feed.digest);
  assert.equal(joined.feed.digest, plain.feed.digest);
  assert.deepEqual(packed.definition, plain.definition);
});

test('--symbol names files that do not, and picks from a folder', async () => {
  const unnamed = await file('data.csv', bars);
  const named = await importReplay(unnamed, { ...floor, symbol: 'FOO/EUR' });
  assert.deepEqual(
    named.definition.symbols.map(({ name, base, quote }) => [name, base, quote]),
    [['FOOEUR', 'FOO', 'EUR']],
  );
  const picked = await importReplay(fixtures, { ...floor, symbol: 'LTCUSDT' });
  assert.deepEqual(
    picked.files.map((path) => basename(path)),
    ['ltcusdt-stream-20300102.jsonl'],
  );
  await assert.rejects(
    importReplay(unnamed, { ...floor, symbol: 'NOTHING' }),
    /--symbol: expected a symbol that ends with a known/,
  );
});

test('progress counts the bytes of all files', async () => {
  const seen: number[] = [];
  let total = 0;
  await importReplay(fixtures, {
    ...floor,
    progress: (bytes, of) => {
      seen.push(bytes);
      total = of;
    },
  });
  assert.equal(seen.at(-1), total);
});

test('a start inside the recording is taken, one outside is refused', async () => {
  const path = await file('ETHUSDT-1m.csv', bars);
  const inside = await importReplay(path, { ...floor, startTimeUs: (t + 60_000) * 1000 });
  assert.equal(inside.definition.startTimeUs, (t + 60_000) * 1000);
  await assert.rejects(importReplay(path, { ...floor, startTimeUs: (t - 1) * 1000 }), MarketDefinitionError);
  await assert.rejects(importReplay(path, { ...floor, startTimeUs: (t + 120_001) * 1000 }), MarketDefinitionError);
});

test('what can not be read is refused by name, with what was expected and found', async () => {
  const cut = gzipSync(bars).subarray(0, -9);
  const refusals: [string | Promise<string>, RegExp][] = [
    [join(folder, 'none.csv'), /none\.csv: expected a readable file or directory, found nothing there$/],
    [file('ETHUSDT-cut.csv.gz', cut), /ETHUSDT-cut\.csv\.gz: expected a readable .*, found damaged or cut gzip data/],
    [
      file('ETHUSDT-not.csv.gz', bars),
      /ETHUSDT-not\.csv\.gz: expected gzip data, as the name says, found something else$/,
    ],
    [file('ETHUSDT-empty.csv', ''), /ETHUSDT-empty\.csv: expected data, found an empty file$/],
    [
      file('ETHUSDT-zip.csv', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0xff)),
      /ETHUSDT-zip\.csv: expected CSV, a captured stream, or gzip, found a zip archive; unpack it$/,
    ],
    [mkdtemp(join(folder, 'empty-')), /expected files ending in \.csv, \.jsonl or either with \.gz, found none$/],
  ];
  for (const [path, message] of refusals) {
    await assert.rejects(importReplay(await path, floor), (error) => {
      assert(error instanceof ReplayImportError);
      assert.match(error.message, message);
      return true;
    });
  }
});
