/** Bars become prints from which the same bars can be built again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BarRow, barFeed, candlesOf, ReplayFloor, startUs } from '../../../test/replay/replay-floor.ts';
import { BarTape } from './bar-tape.ts';

const bar = fc
  .tuple(fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
  .chain(([low, up, spread]) => {
    const price = fc.integer({ min: low, max: low + up });
    return fc.tuple(
      price,
      price,
      fc.constant(low),
      fc.constant(low + up),
      fc.integer({ min: 4, max: 100 + spread * 1000 }),
    );
  })
  .map(([open, close, low, high, volume]): BarRow => [open, high, low, close, volume]);

test('candles of the replayed prints are the recorded bars, and a missing bar has none', () => {
  fc.assert(
    fc.property(fc.array(fc.option(bar, { nil: undefined, freq: 6 }), { minLength: 2, maxLength: 12 }), (rows) => {
      const bars = [...rows, [10, 10, 10, 10, 5] as const, [10, 12, 9, 11, 5] as const];
      const replay = new ReplayFloor(barFeed(bars));
      replay.play(bars.length * 60_000);
      const candles = candlesOf(replay.trades, 0, 60_000_000);
      const expected = bars.flatMap((row, i) => (row === undefined ? [] : [[startUs + i * 60_000_000, row]]));
      assert.deepEqual([...candles], expected);
      replay.floor.checkInvariants();
    }),
    { numRuns: 60 },
  );
});

test('a bar without volume has no prints', () => {
  const [series] = barFeed([
    [100, 110, 90, 105, 50],
    [105, 105, 105, 105, 0],
    [105, 105, 105, 105, 1],
  ]).series;
  assert(series !== undefined);
  const tape = new BarTape(series, 1);
  const rows = new Map<number, number>();
  for (; tape.time < Number.POSITIVE_INFINITY; tape.next()) rows.set(tape.row, (rows.get(tape.row) ?? 0) + 1);
  assert.deepEqual(
    [...rows],
    [
      [0, 16],
      [2, 1],
    ],
  );
});

test('the extreme nearer to the open is visited first', () => {
  const order = (row: BarRow) => {
    const [series] = barFeed([row, row]).series;
    assert(series !== undefined && row !== undefined);
    const tape = new BarTape(series, 7);
    const prices: number[] = [];
    for (; tape.row === 0; tape.next()) prices.push(tape.price);
    return prices.indexOf(row[1]) < prices.indexOf(row[2]) ? 'high first' : 'low first';
  };
  assert.equal(order([1000, 1010, 900, 950, 500]), 'high first');
  assert.equal(order([1000, 1100, 990, 1050, 500]), 'low first');
  assert.equal(order([1000, 1100, 900, 1050, 500]), 'low first', 'equal distance, rising');
  assert.equal(order([1000, 1100, 900, 950, 500]), 'high first', 'equal distance, falling');
});

test('a print found by its row and step is the print met on the way', () => {
  const [series] = barFeed([[100, 110, 90, 105, 50], undefined, [105, 130, 100, 120, 900]]).series;
  assert(series !== undefined);
  const walked = new BarTape(series, 3);
  const sought = new BarTape(series, 3);
  for (; walked.time < Number.POSITIVE_INFINITY; walked.next()) {
    sought.seek(walked.row, walked.step);
    const { time, price, quantity, side } = sought;
    assert.deepEqual([time, price, quantity, side], [walked.time, walked.price, walked.quantity, walked.side]);
  }
});
