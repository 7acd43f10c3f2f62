import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireCandle } from '../wire/rest.ts';
import type { CandleEvent } from '../wire/stream.ts';
import { Candles, candlesMax, candlesSpare } from './candles.ts';

const minute = 60_000;

function row(index: number, close: string): WireCandle {
  return [index * minute, '10', '12', '9', close, '1', (index + 1) * minute - 1];
}

function event(index: number, close: string): CandleEvent {
  const k = { t: index * minute, i: '1m', o: '10', h: '12', l: '9', c: close, v: '2', x: false };
  return { e: 'kline', E: 0, s: 'BTCUSDT', k };
}

function closes(candles: Candles): number[] {
  return candles.list.map((candle) => candle.close);
}

test('older pages come in front and overlaps are not doubled', () => {
  const candles = new Candles();
  candles.page([row(3, '13'), row(4, '14')]);
  candles.page([row(1, '11'), row(2, '12'), row(3, '13')]);
  assert.deepEqual(closes(candles), [11, 12, 13, 14]);
});

test('a page that does not touch what is here takes its place: no gap stays', () => {
  const candles = new Candles();
  candles.page([row(1, '11'), row(2, '12')]);
  candles.event(event(9, '19'));
  candles.page([row(7, '17'), row(8, '18')]);
  assert.deepEqual(closes(candles), [17, 18, 19]);
  candles.page([row(5, '15'), row(6, '16')]);
  assert.deepEqual(closes(candles), [15, 16, 17, 18, 19]);
});

test('a gap further back goes, too: on a fast floor the stream begins long after the first page, and a second page behind it', () => {
  const candles = new Candles();
  candles.page([row(1, '11'), row(2, '12')]);
  for (const index of [5, 6, 7, 8, 9]) candles.event(event(index, `1${index}`));
  candles.page([row(7, '17'), row(8, '18')]);
  assert.deepEqual(closes(candles), [15, 16, 17, 18, 19]);
});

test('a page that follows at once joins what is here', () => {
  const candles = new Candles();
  candles.page([row(1, '11'), row(2, '12')]);
  candles.page([row(3, '13'), row(4, '14')]);
  assert.deepEqual(closes(candles), [11, 12, 13, 14]);
});

test('what the stream brought while a page was on its way is kept', () => {
  const candles = new Candles();
  candles.event(event(4, '14.5'));
  candles.page([row(3, '13'), row(4, '14')]);
  assert.deepEqual(closes(candles), [13, 14.5]);
});

test('an event replaces the candle under construction or begins the next; a late one is dropped', () => {
  const candles = new Candles();
  candles.page([row(3, '13'), row(4, '14')]);
  candles.event(event(4, '14.5'));
  candles.event(event(5, '15'));
  assert.equal(candles.event(event(4, '99')), undefined);
  assert.deepEqual(closes(candles), [13, 14.5, 15]);
});

test('a trade moves the last candle’s close and extremes, but only within its time', () => {
  const candles = new Candles();
  candles.page([row(4, '11')]);
  assert.notEqual(candles.trade(4 * minute + 1, 12.5, minute), undefined);
  assert.deepEqual(
    candles.list.map(({ high, low, close, volume }) => [high, low, close, volume]),
    [[12.5, 9, 12.5, 1]],
  );
  assert.equal(candles.trade(5 * minute, 20, minute), undefined);
  assert.equal(candles.trade(4 * minute - 1, 20, minute), undefined);
});

test('on a fast floor the oldest candles are forgotten, and a page brings them back in front', () => {
  const candles = new Candles();
  candles.page([row(0, '10')]);
  const last = 3 * candlesMax;
  let forgotten = 0;
  for (let index = 1; index <= last; index += 1) {
    if (candles.event(event(index, '11'))?.kind === 'forgotten') forgotten += 1;
    assert.ok(candles.list.length <= candlesMax + candlesSpare);
  }
  assert.ok(forgotten > 0 && forgotten <= (last - candlesMax) / candlesSpare);
  assert.ok(candles.list.length >= candlesMax);
  assert.equal(candles.list.at(-1)?.time, last * 60);
  const oldest = (candles.list[0]?.time ?? 0) / 60;
  candles.page([row(oldest - 2, '8'), row(oldest - 1, '9')]);
  assert.deepEqual(closes(candles).slice(0, 3), [8, 9, 11]);
});
