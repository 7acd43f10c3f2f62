/**
 * A feed as a small header and pieces of bytes, so that a floor can be played again without the files it came from. Column by
 * column, differences as varints: a trade takes about seven bytes. The digest is over the bytes and the header's series.
 */

import type { Slices } from '../../core/snapshot/slices.ts';
import { digestBytes } from './digest.ts';
import { pricesPerRow, type ReplayFeed, type ReplaySeries, type SeriesKind } from './feed.ts';
import { VarintReader, VarintWriter } from './varint.ts';

export interface EncodedSeries {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly kind: SeriesKind;
  readonly tickSize: string;
  readonly stepSize: string;
  readonly barUs: number;
  readonly rows: number;
}

/** Plain JSON. */
export interface ReplayHeader {
  readonly format: 1;
  readonly digest: string;
  readonly bytes: number;
  readonly series: readonly EncodedSeries[];
}

export interface EncodedReplay {
  readonly header: ReplayHeader;
  /** In order; each at most `chunkBytesMax`. */
  readonly chunks: readonly Uint8Array[];
}

export const chunkBytesMax = 1024 * 1024;
/** Written or read at once: a few milliseconds. */
const valuesOfSlice = 100_000;

/** The stored form cannot be read: cut, altered, or of another release. */
export class ReplayFormatError extends Error {
  override readonly name = 'ReplayFormatError';
}

export function* encodeReplay(feed: Pick<ReplayFeed, 'series'>): Slices<EncodedReplay> {
  const writer = new VarintWriter();
  for (const series of feed.series) yield* writeSeries(writer, series);
  const bytes = writer.take();
  const series = feed.series.map(({ symbol, base, quote, kind, tickSize, stepSize, barUs, rows }) => {
    return { symbol, base, quote, kind, tickSize, stepSize, barUs, rows };
  });
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytesMax) chunks.push(bytes.slice(at, at + chunkBytesMax));
  return { header: { format: 1, digest: yield* digestOf(series, bytes), bytes: bytes.length, series }, chunks };
}

/** Throws `ReplayFormatError` when the pieces are not what the header says. */
export function* decodeReplay(header: ReplayHeader, chunks: readonly Uint8Array[]): Slices<ReplayFeed> {
  if (header.format !== 1) throw new ReplayFormatError(`replay format: expected 1, found ${header.format}`);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (bytes.length !== header.bytes) {
    throw new ReplayFormatError(`replay ${header.digest}: expected ${header.bytes} bytes, found ${bytes.length}`);
  }
  const digest = yield* digestOf(header.series, bytes);
  if (digest !== header.digest)
    throw new ReplayFormatError(`replay: expected digest ${header.digest}, found ${digest}`);
  const reader = new VarintReader(bytes);
  const series: ReplaySeries[] = [];
  for (const encoded of header.series) series.push(yield* readSeries(reader, encoded));
  if (!reader.atEnd) throw new ReplayFormatError(`replay ${header.digest}: expected the end after its last series`);
  return { digest, series };
}

/** Gives series their fingerprint. */
export function* createFeed(series: readonly ReplaySeries[]): Slices<ReplayFeed> {
  const sorted = [...series].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return { digest: (yield* encodeReplay({ series: sorted })).header.digest, series: sorted };
}

function* writeSeries(writer: VarintWriter, series: ReplaySeries): Slices<void> {
  const { times, prices, quantities, flags } = series;
  let before = 0;
  let step = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    // Bars come at one distance: the difference of differences is 0.
    writer.signed(time - before - step);
    step = time - before;
    before = time;
    if (i % valuesOfSlice === 0) yield;
  }
  before = 0;
  for (let i = 0; i < prices.length; i++) {
    writer.signed((prices[i] as number) - before);
    before = prices[i] as number;
    if (i % valuesOfSlice === 0) yield;
  }
  for (let i = 0; i < quantities.length; i++) {
    writer.whole(quantities[i] as number);
    if (i % valuesOfSlice === 0) yield;
  }
  for (let i = 0; i < flags.length; i++) writer.whole(flags[i] as number);
}

function* readSeries(reader: VarintReader, encoded: EncodedSeries): Slices<ReplaySeries> {
  const { rows, kind } = encoded;
  const times = new Float64Array(rows);
  const prices = new Int32Array(rows * pricesPerRow(kind));
  const quantities = new Float64Array(rows);
  const flags = new Uint8Array(kind === 'bars' ? 0 : rows);
  let before = 0;
  let step = 0;
  for (let i = 0; i < rows; i++) {
    step += reader.signed();
    before += step;
    times[i] = before;
    if (i % valuesOfSlice === 0) yield;
  }
  before = 0;
  for (let i = 0; i < prices.length; i++) {
    before += reader.signed();
    prices[i] = before;
    if (i % valuesOfSlice === 0) yield;
  }
  for (let i = 0; i < rows; i++) {
    quantities[i] = reader.whole();
    if (i % valuesOfSlice === 0) yield;
  }
  for (let i = 0; i < flags.length; i++) flags[i] = reader.whole();
  return { ...encoded, times, prices, quantities, flags };
}

function digestOf(series: readonly EncodedSeries[], bytes: Uint8Array): Slices<string> {
  const text = series
    .map(({ symbol, base, quote, kind, tickSize, stepSize, barUs, rows }) =>
      [symbol, base, quote, kind, tickSize, stepSize, barUs, rows].join(' '),
    )
    .join('\n');
  return digestBytes(text, bytes);
}
