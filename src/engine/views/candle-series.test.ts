import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClosedCandle } from './candle.ts';
import { type CandlePart, CandleSeries } from './candle-series.ts';

const minuteUs = 60_000_000;
const startUs = Date.UTC(2026, 1, 27) * 1000;
/** Rows of the series here at most; a leap over more than three quarters of them leaves none from before it. */
const rowsMax = 400;

function tradeAt(minute: number): CandlePart {
  return {
    ...{ time: startUs + minute * minuteUs, open: 5, high: 5, low: 5, close: 5, volume: 1, quote: 5, trades: 1 },
    ...{ takerVolume: 0, takerQuote: 0, firstTradeId: minute, lastTradeId: minute },
  };
}

const minuteOf = ({ openTimeUs }: ClosedCandle) => (openTimeUs - startUs) / minuteUs;

for (const leap of [299, 300, 301, 5_000]) {
  test(`a candle with trades is handed to the store, also when ${leap} quiet minutes follow at once`, () => {
    const series = new CandleSeries('1m', rowsMax);
    for (let minute = 0; minute < 150; minute++) series.add(tradeAt(minute));
    series.takeClosed(3, '1m');
    for (let minute = 150; minute < 160; minute++) series.add(tradeAt(minute));
    series.reach(startUs + (159 + leap) * minuteUs);
    const taken = series.takeClosed(3, '1m');
    const traded = taken.filter(({ trades }) => trades > 0);
    assert.deepEqual(
      traded.map(minuteOf),
      Array.from({ length: 11 }, (_, index) => 149 + index),
    );
    assert.ok(taken.every(({ symbol, interval }) => symbol === 3 && interval === '1m'));
    assert.deepEqual(series.takeClosed(3, '1m'), [], 'once');
  });
}

test('what was stored before a leap and behind it comes back without a hole', () => {
  const series = new CandleSeries('1m', rowsMax);
  for (let minute = 0; minute < 200; minute++) series.add(tradeAt(minute));
  const store = series.takeClosed(0, '1m');
  const last = 200 + 320;
  series.reach(startUs + last * minuteUs);
  store.push(...series.takeClosed(0, '1m'));
  const holes = (minutes: readonly number[]) => minutes.filter((minute, i) => i > 0 && minutes[i - 1] !== minute - 1);
  assert.equal(holes(store.map(minuteOf)).length, 1, 'the leap was over more than is kept');

  const again = new CandleSeries('1m', rowsMax);
  again.add(tradeAt(last));
  again.load(store.slice(-rowsMax));
  const opened = Array.from({ length: again.count }, (_, row) => ((again.openTime[row] ?? 0) - startUs) / minuteUs);
  assert.deepEqual(holes(opened), []);
  assert.equal(opened.at(-1), last);
  assert.ok(
    again.takeClosed(0, '1m').every(({ trades }) => trades === 0),
    'what is stored is not stored again',
  );
});
