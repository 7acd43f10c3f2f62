/**
 * Files in, series out: tells what each file is, reads its bytes as they come, and joins the files of each symbol. Knows no
 * file system: the engine's import feeds it. Files of a capture must come in the order they were recorded.
 */
import type { Slices } from '../../../core/snapshot/slices.ts';
import type { ReplaySeries } from '../feed.ts';
import type { BookRecorder } from './book-recorder.ts';
import { CsvRows } from './csv-rows.ts';
import { ReplayImportError } from './import-error.ts';
import type { ImportNote } from './import-notes.ts';
import { type GridOptions, joinSeries } from './join-series.ts';
import type { RawSeries } from './raw-series.ts';
import { StreamLines } from './stream-lines.ts';
import { isCoinMargined, type SymbolName, splitSymbol, symbolOfFile } from './symbol-name.ts';

export interface ImporterOptions extends GridOptions {
  /** The symbol of files that don't tell theirs; of files with several symbols, the one to take. */
  readonly symbol?: string;
  /** Trades, bars, and changes of levels, of all files together. Default: `replayRowsMax`. */
  readonly rowsMax?: number;
}

/** A floor keeps its recording in memory, 21 bytes a row and 45 a bar, on every server; while it is read it takes some six times that. */
export const replayRowsMax = 20_000_000;

/** Takes one file's bytes, in pieces of any size. */
export interface FileIntake {
  push(bytes: Uint8Array): void;
  end(): void;
}

export interface ImportedSeries {
  readonly series: readonly ReplaySeries[];
  readonly notes: readonly ImportNote[];
}

export class ReplayImporter {
  readonly #options: ImporterOptions;
  readonly #wanted: SymbolName | undefined;
  readonly #raw: { readonly name: SymbolName; readonly series: RawSeries }[] = [];
  readonly #recorders = new Map<string, BookRecorder>();

  /** Throws `ReplayImportError` for a symbol that can't be split into base and quote. */
  constructor(options: ImporterOptions) {
    this.#options = options;
    this.#wanted = options.symbol === undefined ? undefined : splitOrRefuse('--symbol', options.symbol);
  }

  /** `file` is the path as errors name it; its ending (before .gz) tells captured streams (.jsonl) from CSV. */
  open(file: string): FileIntake {
    if (isCoinMargined(file)) refuseCoinMargined(file, file);
    if (/\.(jsonl|ndjson)(\.gz)?$/i.test(file)) {
      const lines = new StreamLines(file, this.#recorders);
      return {
        push: (bytes) => {
          lines.push(bytes);
          this.#checkRows(file, 0);
        },
        end: () => {
          lines.end();
          this.#checkRows(file, 0);
        },
      };
    }
    const rows = new CsvRows(file);
    return {
      push: (bytes) => {
        rows.push(bytes);
        this.#checkRows(file, rows.count);
      },
      end: () => {
        for (const series of rows.end()) this.#add(file, series);
      },
    };
  }

  /** All series, sorted by symbol. Throws `ReplayImportError`. */
  *finish(): Slices<ImportedSeries> {
    for (const recorder of this.#recorders.values()) {
      const series = yield* recorder.end();
      this.#add(series.file, series);
    }
    const bySymbol = new Map<string, { name: SymbolName; files: RawSeries[] }>();
    for (const { name, series } of this.#raw) {
      const entry = bySymbol.get(name.symbol) ?? { name, files: [] };
      entry.files.push(series);
      bySymbol.set(name.symbol, entry);
    }
    if (bySymbol.size === 0) {
      throw new ReplayImportError('replay', 0, `rows of ${this.#wanted?.symbol ?? 'some symbol'}`, 'none');
    }
    const sorted = [...bySymbol.values()].sort((a, b) => (a.name.symbol < b.name.symbol ? -1 : 1));
    const notes = sorted.flatMap(({ name, files }) => files.flatMap((series) => notesOf(name, series)));
    const series: ReplaySeries[] = [];
    for (const { name, files } of sorted) series.push(yield* joinSeries(name, files, this.#options));
    return { series, notes };
  }

  /** `open`: rows of the file that is being read and has not been added. */
  #checkRows(file: string, open: number): void {
    const most = this.#options.rowsMax ?? replayRowsMax;
    let rows = open;
    for (const { series } of this.#raw) rows += series.times.length;
    for (const recorder of this.#recorders.values()) rows += recorder.rows;
    if (rows > most) throw new ReplayImportError(file, 0, `at most ${most} rows on one floor`, 'more');
  }

  #add(file: string, series: RawSeries): void {
    const name = this.#nameOf(file, series);
    if (series.symbol !== undefined && this.#wanted !== undefined && this.#wanted.symbol !== name.symbol) return;
    if (series.times.length > 0) this.#raw.push({ name, series });
  }

  #nameOf(file: string, series: RawSeries): SymbolName {
    if (series.symbol !== undefined) {
      if (isCoinMargined(series.symbol)) refuseCoinMargined(file, series.symbol);
      return splitOrRefuse(file, series.symbol);
    }
    const name = this.#wanted ?? symbolOfFile(file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1));
    if (name === undefined) {
      throw new ReplayImportError(file, 0, 'a symbol in the file name (BTCUSDT-trades.csv), or --symbol', 'none');
    }
    return name;
  }
}

function splitOrRefuse(where: string, text: string): SymbolName {
  const name = splitSymbol(text);
  if (name === undefined) {
    throw new ReplayImportError(where, 0, 'a symbol that ends with a known quote asset, or BASE/QUOTE', `'${text}'`);
  }
  return name;
}

function refuseCoinMargined(file: string, symbol: string): never {
  throw new ReplayImportError(file, 0, 'a spot or USD-margined symbol', `coin-margined contracts (${symbol})`);
}

function notesOf(name: SymbolName, series: RawSeries): ImportNote[] {
  return [...series.notes].map(([text, count]) => ({ symbol: name.symbol, text, count }));
}
