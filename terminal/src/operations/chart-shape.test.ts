import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agoText, minuteText } from './ago.ts';
import { chartShape, niceTop } from './chart-shape.ts';
import { columnOf, type Status } from './status.ts';
import { shortFigure } from './vitals-table.ts';

const window = { fromMs: 0, toMs: 100_000 };

test('points are joined, from zero at the bottom to the top of the scale', () => {
  const { lines, top } = chartShape(
    [
      { atMs: 0, value: 0 },
      { atMs: 5_000, value: 50 },
    ],
    window,
    10,
  );
  assert.equal(top, 50);
  assert.equal(lines, 'M-1.5 100.00h1.5L50.0 0.00');
});

test('where nothing was measured, and where the server did not run, the line has a gap', () => {
  const at = (atMs: number, value: number | null) => ({ atMs, value });
  const { lines } = chartShape([at(0, 1), at(5_000, null), at(10_000, 1), at(40_000, 1), at(45_000, 1)], window, 1);
  assert.equal(lines.match(/M/g)?.length, 3);
  assert.equal(lines.match(/L/g)?.length, 1);
});

test('what is older than the window is left out, and quiet noise stays at the bottom of the scale', () => {
  assert.equal(chartShape([{ atMs: -1, value: 3 }], window, 10).lines, '');
  assert.equal(chartShape([{ atMs: 1, value: 0.1 }], window, 10).top, 10);
});

test('a scale ends at a round figure that holds the value', () => {
  assert.deepEqual([0.03, 1, 1.01, 7, 10, 480].map(niceTop), [0.05, 1, 2, 10, 10, 500]);
});

test('a column is found by its name, with its unit changed, and is empty where the server has none', () => {
  const status = {
    vitals: {
      columns: ['atMs', 'x'],
      rows: [
        [5, 2],
        [6, null],
      ],
    },
  } as unknown as Status;
  assert.deepEqual(columnOf(status, 'x', 100), [
    { atMs: 5, value: 200 },
    { atMs: 6, value: null },
  ]);
  assert.deepEqual(columnOf(status, 'y'), []);
});

test('figures and ages are short', () => {
  assert.deepEqual([0.1234, 12.34, 123.4, 12, 12_345, 3_000_000].map(shortFigure), [
    '0.12',
    '12.3',
    '123',
    '12',
    '12.3 k',
    '3.0 M',
  ]);
  const times = [-5, 900, 61_000, 3 * 3_600_000 + 60_000, 72 * 3_600_000].map(agoText);
  assert.deepEqual(times, ['0 s', '0 s', '1 min', '3 h 1 min', '3 d']);
  assert.equal(minuteText('2026-11-22T06:40:01.000Z'), '2026-11-22 06:40');
});
