/**
 * Real recordings, when a directory of them is at hand (test/support/reference-data.ts): candles, tapes
 * and books come out of the floor as they were recorded, and a user's place in a real queue is respected.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { cancelById, limit, place } from '../../../test/core/small-floor.ts';
import { candlesOf, ReplayFloor } from '../../../test/replay/replay-floor.ts';
import { referencePath, skipWithout } from '../../../test/support/reference-data.ts';
import type { OrderId, SymbolIndex } from '../../core/units/brand.ts';
import { definitionFromReplay } from '../../market/replay/definition-from-replay.ts';
import { bookRow, feedEnd, feedStart } from '../../market/replay/feed.ts';
import { importReplay } from './import-replay.ts';

const skip = skipWithout('');
const symbol = 0 as SymbolIndex;

async function replayOf(daysBefore: number, ...paths: string[]) {
  const options = { name: 'recorded', seed: 'seed' };
  const { feed } = await importReplay(
    paths.map((path) => referencePath(path)),
    options,
  );
  const [series] = feed.series;
  assert(series !== undefined);
  const definition = definitionFromReplay(feed, {
    ...options,
    startTimeUs: feedStart(feed) + daysBefore * 86_400_000_000,
  });
  return {
    feed,
    series,
    replay: new ReplayFloor(feed, definition),
    lastMs: (feedEnd(feed) - definition.startTimeUs) / 1000,
  };
}

for (const [path, daysBefore] of [
  ['binance-spot-1m-2021-05-crash/BTCUSDT-1m.csv.gz', 0],
  ['binance-spot-1m-2020-06-calm/NEOUSDT-1m.csv.gz', 25],
  ['binance-klines-12col-sample/ADABTC-1m-2021-11-28.csv', 0],
] as const) {
  test(`candles of the replay are the recorded ones, holes and silent minutes included: ${path}`, {
    skip,
  }, async () => {
    const { series, replay, lastMs } = await replayOf(daysBefore, path);
    const candles = new Map<number, number[]>();
    for (let at = 0; at < lastMs; at += 86_400_000) {
      replay.play(Math.min(lastMs, at + 86_400_000));
      candlesOf(replay.trades, 0, series.barUs, candles);
      replay.trades.length = 0;
    }
    let traded = 0;
    const startUs = replay.floor.definition.startTimeUs;
    for (const [row, time] of series.times.entries()) {
      if (series.quantities[row] === 0 || time < startUs) continue;
      traded++;
      const [open, high, low, close] = series.prices.subarray(row * 4, row * 4 + 4);
      assert.deepEqual(candles.get(time), [open, high, low, close, series.quantities[row]]);
    }
    assert.equal(candles.size, traded);
    replay.floor.checkInvariants();
  });
}

for (const path of [
  'spot_BTCUSDT-trades-2024-08-08_2354-0005.csv.gz',
  'spot_ETHUSDT-trades-2024-08-08_2354-0005.csv.gz',
  'spot_TRXUSDT-trades-2025-03-04.csv.gz',
  'spot_XRPETH-aggTrades-2019-10-11_13.csv.gz',
  'usdm_BTCUSDT-trades-2024-08-08_2354-2359.csv.gz',
]) {
  test(`every recorded trade happens at its time, price, size and side: ${path}`, { skip }, async () => {
    const { series, replay, lastMs } = await replayOf(0, `binance-trades/${path}`);
    replay.play(lastMs);
    assert.equal(replay.trades.length, series.rows);
    for (const [row, { time, price, quantity, side }] of replay.trades.entries()) {
      const recorded = [series.times[row], series.prices[row], series.quantities[row], series.flags[row]];
      assert.deepEqual([time, price, quantity, side === 'buy' ? 0 : 1], recorded);
    }
  });
}

interface DepthLine {
  readonly data: { E: number; U: number; u: number; b: [string, string][]; a: [string, string][] };
}
interface QuoteLine {
  readonly data: { u: number; b: string; B: string; a: string; A: string };
}

/** The README's rules of rebuilding, once more and by other means: whole book and best quotes after every update. */
function* recordedBooks(paths: readonly string[]) {
  const lines = paths.flatMap((path) =>
    gunzipSync(readFileSync(referencePath(path)))
      .toString()
      .trim()
      .split('\n'),
  );
  const json = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  const quotes = new Map<number, QuoteLine['data']>();
  for (const text of json) {
    if (!text.includes('@bookTicker')) continue;
    const { data } = JSON.parse(text) as QuoteLine;
    quotes.set(data.u, data);
  }
  const found = json.find((text) => text.startsWith('{"lastUpdateId"'));
  assert(found !== undefined);
  const start = JSON.parse(found) as { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] };
  const bids = new Map(start.bids.map(([price, lots]) => [Number(price), Number(lots)]));
  const asks = new Map(start.asks.map(([price, lots]) => [Number(price), Number(lots)]));
  for (const text of json) {
    if (!text.includes('"depthUpdate"')) continue;
    const { data } = JSON.parse(text) as DepthLine;
    if (data.u <= start.lastUpdateId) continue;
    for (const [side, levels] of [[bids, data.b] as const, [asks, data.a] as const]) {
      for (const [price, lots] of levels) {
        if (Number(lots) === 0) side.delete(Number(price));
        else side.set(Number(price), Number(lots));
      }
    }
    yield { timeMs: data.E, bids, asks, quote: quotes.get(data.u) };
  }
}

const captures = {
  BTCUSDT: ['spot_btcusdt_20240808.jsonl.gz', 'spot_btcusdt_20240809.jsonl.gz'],
  ETHUSDT: ['spot_ethusdt_20240808.jsonl.gz'],
};

for (const [name, files] of Object.entries(captures)) {
  const paths = files.map((path) => `binance-l2-stream-2024-08/${path}`);
  test(`the book of the floor is the recorded book after every update: spot ${name}`, { skip }, async () => {
    const { series, replay, lastMs } = await replayOf(0, ...paths);
    const startMs = (series.times[0] ?? 0) / 1000;
    const tick = Number(series.tickSize);
    const lot = Number(series.stepSize);
    const book = replay.floor.book(symbol);
    let quotes = 0;
    let updates = 0;
    for (const { timeMs, bids, asks, quote } of recordedBooks(paths)) {
      replay.play(timeMs - startMs);
      assert(book.bestBid() < book.bestAsk(), 'never crossed');
      if (quote !== undefined) {
        quotes++;
        const best = [
          book.bestBid(),
          book.levelQuantity('buy', book.bestBid()),
          book.bestAsk(),
          book.levelQuantity('sell', book.bestAsk()),
        ];
        const recorded = [Number(quote.b) / tick, Number(quote.B) / lot, Number(quote.a) / tick, Number(quote.A) / lot];
        assert.deepEqual(best, recorded.map(Math.round));
      }
      if (updates++ % 50 !== 0) continue;
      for (const [side, levels] of [['buy', bids] as const, ['sell', asks] as const]) {
        const sorted = [...levels].sort(([a], [b]) => (side === 'buy' ? b - a : a - b));
        assert.deepEqual(
          book.depth(side, 10_000),
          sorted.flatMap(([price, lots]) => [Math.round(price / tick), Math.round(lots / lot)]),
        );
      }
    }
    replay.play(lastMs);
    const recordedTrades = series.flags.filter((flag) => flag <= bookRow.sell).length;
    assert.equal(replay.trades.length, recordedTrades);
    assert(quotes > 100 && updates > 3000, `${quotes} best quotes and ${updates} updates compared`);
    replay.floor.checkInvariants();
  });
}

test('an order in a real queue moves forward only, and fills when the market has come through', { skip }, async () => {
  const { replay, lastMs } = await replayOf(0, 'binance-l2-stream-2024-08/spot_ethusdt_20240808.jsonl.gz');
  const book = replay.floor.book(symbol);
  const lots = 1000;
  let waiting: { id: OrderId; price: number; ahead: number; bought: number; since: number } | undefined;
  let [filled, advanced] = [0, 0];
  for (let at = 1000; at < lastMs; at += 100) {
    replay.trades.length = 0;
    replay.play(at);
    assert(book.bestBid() < book.bestAsk());
    if (waiting === undefined) {
      const price = book.bestBid();
      const ahead = book.levelQuantity('buy', price);
      const result = replay.apply(place(1000, `${at}`, 'buy', limit(price, lots)));
      assert(result.ok && result.value.type === 'order_placed');
      waiting = { id: result.value.order.orderId, price, ahead, bought: 0, since: at };
      assert.equal(book.queueAhead(waiting.id), ahead, 'it stands behind what was there');
      continue;
    }
    for (const { makerAccount, price, quantity } of replay.trades) {
      if (makerAccount !== 1000) continue;
      assert.equal(price, waiting.price);
      waiting.bought += quantity;
    }
    const ahead = book.queueAhead(waiting.id);
    if (ahead === undefined) {
      assert.equal(waiting.bought, lots);
      filled++;
      waiting = undefined;
      continue;
    }
    assert(ahead <= waiting.ahead, `${ahead} lots ahead after ${waiting.ahead}`);
    if (ahead < waiting.ahead) advanced++;
    waiting.ahead = ahead;
    if (at - waiting.since < 10_000) continue;
    assert(replay.apply(cancelById(1000, waiting.id)).ok);
    waiting = undefined;
  }
  assert(filled > 10 && advanced > 10, `${filled} filled, ${advanced} steps forward`);
  replay.floor.checkInvariants();
});
