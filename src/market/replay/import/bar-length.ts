/**
 * The length of bars, read off their open times: the shortest distance that occurs, which all others are multiples of. Files whose
 * names tell different lengths are no series, though an hour is a multiple of a minute.
 */
import { ReplayImportError } from './import-error.ts';
import type { RawSeries } from './raw-series.ts';

const minuteUs = 60_000_000;
const hourUs = 60 * minuteUs;
const dayUs = 24 * hourUs;

/** By the name that files carry. Months differ in length and are left out. */
const lengths: ReadonlyMap<string, number> = new Map([
  ['1s', 1_000_000],
  ...[1, 3, 5, 15, 30].map((count) => [`${count}m`, count * minuteUs] as const),
  ...[1, 2, 4, 6, 8, 12].map((count) => [`${count}h`, count * hourUs] as const),
  ['1d', dayUs],
  ['3d', 3 * dayUs],
  ['1w', 7 * dayUs],
]);

/** Microseconds. Holes in the data are fine: nothing traded there. Throws `ReplayImportError`. */
export function detectBarLength(parts: readonly RawSeries[]): number {
  checkNames(parts);
  const file = parts[0]?.file ?? '';
  let shortest = Number.POSITIVE_INFINITY;
  eachStep(parts, (step) => {
    if (step < shortest) shortest = step;
  });
  if (shortest === Number.POSITIVE_INFINITY) shortest = lengthInName(file);
  if (![...lengths.values()].includes(shortest)) {
    const known = [...lengths.keys()].join(', ');
    throw new ReplayImportError(file, 0, `bars of ${known}`, `open times ${shortest / 1_000_000} s apart`);
  }
  eachStep(parts, (step, part, row) => {
    if (step % shortest === 0) return;
    const expected = `an open time a multiple of ${shortest / 1_000_000} s after its predecessor`;
    throw new ReplayImportError(part.file, 0, expected, `${step / 1_000_000} s at row ${row + 1}`);
  });
  return shortest;
}

function checkNames(parts: readonly RawSeries[]): void {
  let told: { readonly file: string; readonly name: string } | undefined;
  for (const { file } of parts) {
    const name = nameOfLength(file);
    if (name === undefined) continue;
    told ??= { file, name };
    if (name === told.name) continue;
    throw new ReplayImportError(file, 0, `bars of ${told.name} as in ${told.file}`, `bars of ${name}`);
  }
}

/** A single row has no distance: the file's name may tell. */
function lengthInName(file: string): number {
  return lengths.get(nameOfLength(file) ?? '') ?? Number.NaN;
}

/** As in `BTCUSDT-1m-2024-08.csv`. */
function nameOfLength(path: string): string | undefined {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return [...lengths.keys()].find((length) => new RegExp(`[^a-zA-Z0-9]${length}([^a-zA-Z0-9]|$)`).test(file));
}

function eachStep(parts: readonly RawSeries[], visit: (step: number, part: RawSeries, row: number) => void): void {
  let before = Number.NaN;
  for (const part of parts) {
    for (let row = 0; row < part.times.length; row++) {
      const time = part.times.at(row);
      if (!Number.isNaN(before)) visit(time - before, part, row);
      before = time;
    }
  }
}
