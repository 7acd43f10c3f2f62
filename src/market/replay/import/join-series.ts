/**
 * All files of one symbol become one series: in time order, of one kind, without overlap, in ticks and lots of one grid.
 *
 * The grid is read off the data: the finest decimal that occurs is the tick, and the step. Both can be given instead; then every
 * price and quantity must lie on them. A volume of fewer lots than its bar has turning points (open, high, low, close) could not
 * be traded along the bar, so the step is then made ten times finer.
 */

import type { Slices } from '../../../core/snapshot/slices.ts';
import { barPoints } from '../bar-points.ts';
import type { ReplaySeries, SeriesKind } from '../feed.ts';
import { priceMax, pricesPerRow } from '../feed.ts';
import { detectBarLength } from './bar-length.ts';
import { power } from './columns.ts';
import { decimalText, readDecimal } from './decimal-text.ts';
import { ReplayImportError } from './import-error.ts';
import type { RawSeries } from './raw-series.ts';
import type { SymbolName } from './symbol-name.ts';
import { utcText } from './utc-text.ts';

export interface GridOptions {
  /** Decimal strings that replace what the data's decimals tell. */
  readonly tickSize?: string;
  readonly stepSize?: string;
}

/** Prices and quantities on the wire have eight decimals, so no grid is finer. */
const gridDecimalsMax = 8;
/** Values that are worked through at once: a few milliseconds. */
const rowsOfSlice = 200_000;

/** Throws `ReplayImportError`. `files` is not empty. */
export function* joinSeries(name: SymbolName, files: readonly RawSeries[], options: GridOptions): Slices<ReplaySeries> {
  const parts = [...files].sort((a, b) => a.times.at(0) - b.times.at(0));
  const first = parts[0];
  if (first === undefined) throw new ReplayImportError(name.symbol, 0, 'a file', 'none');
  const { kind } = first;
  checkJoin(name, parts);
  const barUs = kind === 'bars' ? detectBarLength(parts) : 0;
  const width = pricesPerRow(kind);
  const rows = parts.reduce((sum, { times }) => sum + times.length, 0);
  const priceGrid = gridOf(
    first.file,
    parts.map(({ prices }) => prices.scale),
    options.tickSize,
    'tick',
  );
  const stepDecimals = Math.max(...parts.map(({ quantities }) => quantities.scale));
  const series = {
    times: new Float64Array(rows),
    prices: new Int32Array(rows * width),
    quantities: new Float64Array(rows),
    flags: new Uint8Array(kind === 'bars' ? 0 : rows),
  };
  let row = 0;
  for (const part of parts) {
    series.times.set(part.times.view(), row);
    if (kind !== 'bars') series.flags.set(part.flags.view(), row);
    yield* toGrid(
      part.file,
      part.prices.view(),
      part.prices.scale,
      priceGrid,
      priceMax,
      'price',
      series.prices,
      row * width,
    );
    row += part.times.length;
  }
  const given = options.stepSize === undefined ? undefined : readGrid(first.file, options.stepSize, 'step');
  for (let decimals = Math.min(stepDecimals, gridDecimalsMax + 1); ; decimals++) {
    const grid = given ?? { step: 1, scale: decimals };
    if (grid.scale > gridDecimalsMax) {
      throw new ReplayImportError(first.file, 0, `quantities of at most ${gridDecimalsMax} decimals`, 'finer ones');
    }
    row = 0;
    for (const part of parts) {
      const lotsMax = Number.MAX_SAFE_INTEGER;
      yield* toGrid(
        part.file,
        part.quantities.view(),
        part.quantities.scale,
        grid,
        lotsMax,
        'quantity',
        series.quantities,
        row,
      );
      row += part.times.length;
    }
    if (kind !== 'bars' || barsFit(series.prices, series.quantities)) {
      const [tickSize, stepSize] = [gridText(priceGrid), gridText(grid)];
      return { ...name, kind, tickSize, stepSize, barUs, rows, ...series };
    }
    if (given !== undefined) {
      throw new ReplayImportError(first.file, 0, 'bars of at least as many lots as turning points', 'fewer');
    }
  }
}

function checkJoin(name: SymbolName, parts: readonly RawSeries[]): void {
  let before: RawSeries | undefined;
  for (const part of parts) {
    if (before !== undefined) {
      if (part.kind !== before.kind) {
        const kinds = `${kindNames[before.kind]} in ${before.file}`;
        throw new ReplayImportError(part.file, 0, `${name.symbol} once, as ${kinds}`, kindNames[part.kind]);
      }
      const end = before.times.at(before.times.length - 1);
      const start = part.times.at(0);
      if (start < end || (part.kind === 'bars' && start === end)) {
        throw new ReplayImportError(
          part.file,
          0,
          `${name.symbol} after the end of ${before.file} (${utcText(end)})`,
          utcText(start),
        );
      }
    }
    before = part;
  }
}

const kindNames: Readonly<Record<SeriesKind, string>> = { trades: 'trades', bars: 'klines', book: 'a captured stream' };

/** One step is `step` × 10^-scale. */
interface Grid {
  readonly step: number;
  readonly scale: number;
}

function gridOf(file: string, scales: readonly number[], given: string | undefined, what: string): Grid {
  if (given !== undefined) return readGrid(file, given, what);
  const scale = Math.max(...scales);
  if (scale > gridDecimalsMax) {
    throw new ReplayImportError(file, 0, `prices of at most ${gridDecimalsMax} decimals`, `${scale}`);
  }
  return { step: 1, scale };
}

function readGrid(file: string, text: string, what: string): Grid {
  const decimal = readDecimal(text);
  if (decimal === undefined || decimal.digits === 0 || decimal.decimals > gridDecimalsMax) {
    throw new ReplayImportError(file, 0, `a ${what} size above 0 of at most ${gridDecimalsMax} decimals`, `'${text}'`);
  }
  return { step: decimal.digits, scale: decimal.decimals };
}

function gridText(grid: Grid): string {
  return decimalText(grid.step, grid.scale);
}

function* toGrid(
  file: string,
  values: Float64Array,
  scale: number,
  grid: Grid,
  max: number,
  what: string,
  target: Int32Array | Float64Array,
  at: number,
): Slices<void> {
  const up = grid.scale >= scale ? power(grid.scale - scale) : 1;
  const down = (grid.scale >= scale ? 1 : power(scale - grid.scale)) * grid.step;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] ?? 0) * up;
    const count = value / down;
    if (!Number.isSafeInteger(value) || count > max) {
      const found = decimalText(values[i] ?? 0, scale);
      throw new ReplayImportError(file, 0, `a ${what} of at most ${max} steps of ${gridText(grid)}`, found);
    }
    if (value % down !== 0) {
      throw new ReplayImportError(
        file,
        0,
        `a ${what} on the step ${gridText(grid)}`,
        decimalText(values[i] ?? 0, scale),
      );
    }
    target[at + i] = count;
    if (i % rowsOfSlice === 0) yield;
  }
}

function barsFit(prices: Int32Array, quantities: Float64Array): boolean {
  for (let row = 0; row < quantities.length; row++) {
    const lots = quantities[row] ?? 0;
    if (lots > 0 && lots < 4 && lots < barPoints(prices, row).length) return false;
  }
  return true;
}
