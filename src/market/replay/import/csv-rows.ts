/**
 * Rows of a CSV file into columns of exact whole numbers, one series per symbol that the rows name. Bytes come in pieces of any
 * size. LF and CRLF, a byte order mark and empty lines at the end are fine; anything else that is not the layout's is refused
 * with its line. Its rate: `npm run bench -- replay`.
 */
import { CellReader, cell } from './cell-reader.ts';
import type { DecimalColumn } from './columns.ts';
import { type CsvLayout, columnRole, detectLayout } from './csv-layout.ts';
import { excerpt, ReplayImportError } from './import-error.ts';
import { createRawSeries, note, type RawSeries } from './raw-series.ts';
import { RowCheck } from './row-check.ts';

/** Longest line of a CSV file. */
const lineBytesMax = 65_536;
const lf = 10;
const cr = 13;

interface Format extends CsvLayout {
  readonly reader: CellReader;
  /** Column of each role; -1 when the layout has none. */
  readonly id: number;
  readonly time: number;
  readonly quantity: number;
  /** The taker's side, as a truth about the buyer or as a word. */
  readonly taker: number;
  readonly symbol: number;
  /** One for trades; open, high, low, close for bars. */
  readonly prices: readonly number[];
}

export class CsvRows {
  readonly #file: string;
  #format: Format | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #line = 1;
  #emptyLine = 0;
  readonly #bySymbol = new Map<string, { readonly series: RawSeries; readonly check: RowCheck }>();
  #current: { readonly series: RawSeries; readonly check: RowCheck } | undefined;
  #currentName = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Rows kept so far. */
  get count(): number {
    let count = 0;
    for (const { series } of this.#bySymbol.values()) count += series.times.length;
    return count;
  }

  /** Takes the next bytes. Throws `ReplayImportError`. */
  push(piece: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? piece : joinBytes(rest, piece);
    this.#at = 0;
    const end = this.#bytes.lastIndexOf(lf) + 1;
    while (this.#at < end) this.#readLine();
    if (this.#bytes.length - this.#at > lineBytesMax) {
      this.#refuse(`a line of at most ${lineBytesMax} bytes`, 'a longer one');
    }
  }

  /** The last line may lack its line feed. Returns one series per symbol that the rows name, or one without a name. */
  end(): RawSeries[] {
    if (this.#at < this.#bytes.length) this.push(Uint8Array.of(lf));
    const all = [...this.#bySymbol.values()].map(({ series }) => series);
    if (all.every(({ times }) => times.length === 0)) this.#refuse('rows', 'none');
    return all;
  }

  #readLine(): void {
    if (this.#skipEmptyLine()) return;
    if (this.#emptyLine > 0) this.#refuse('a row', `an empty line at ${this.#emptyLine}`);
    if (this.#format === undefined) {
      this.#format = this.#readFormat();
      if (this.#format.hasHeader) {
        this.#at = this.#bytes.indexOf(lf, this.#at) + 1;
        this.#line++;
        return;
      }
    }
    const { reader } = this.#format;
    const next = reader.read(this.#bytes, this.#at);
    if (next < 0) this.#refuseRow(this.#format);
    this.#keepRow(this.#format);
    this.#at = next;
    this.#line++;
  }

  #skipEmptyLine(): boolean {
    const bytes = this.#bytes;
    const isCrLf = bytes[this.#at] === cr && bytes[this.#at + 1] === lf;
    if (bytes[this.#at] !== lf && !isCrLf) return false;
    this.#at += isCrLf ? 2 : 1;
    if (this.#emptyLine === 0) this.#emptyLine = this.#line;
    this.#line++;
    return true;
  }

  #readFormat(): Format {
    const bytes = this.#bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && this.#at === 0) this.#at = 3;
    const layout = detectLayout(this.#file, this.#lineText());
    const at = (role: number) => layout.roles.indexOf(role);
    const { price, open, high, low, close, buyerIsMaker, side } = columnRole;
    return {
      ...layout,
      reader: new CellReader(layout.roles.map((role) => cellOfRole.get(role) ?? cell.skip)),
      id: at(columnRole.id),
      time: at(columnRole.time),
      quantity: at(columnRole.quantity),
      taker: Math.max(at(buyerIsMaker), at(side)),
      symbol: at(columnRole.symbol),
      prices: layout.kind === 'trades' ? [at(price)] : [at(open), at(high), at(low), at(close)],
    };
  }

  #keepRow(format: Format): void {
    const { values } = format.reader;
    const { series, check } = this.#seriesOfRow(format);
    check.line = this.#line;
    const timeUs = check.time(values[format.time] ?? 0, format.kind);
    if (format.id >= 0) check.id(values[format.id] ?? 0);
    if (format.kind === 'trades' && !check.trade(values[format.prices[0] ?? 0] ?? 0, values[format.quantity] ?? 0)) {
      note(series, 'trades with price 0 and quantity 0 left out');
      return;
    }
    for (const column of format.prices) this.#keep(series.prices, format, column, 'prices');
    if (format.kind === 'bars') check.bar(series.prices);
    else series.flags.push(values[format.taker] ?? 0);
    this.#keep(series.quantities, format, format.quantity, 'quantities');
    series.times.push(timeUs);
    if (check.movedTime) note(series, 'trades stamped up to a second before their predecessor, given its time');
  }

  #seriesOfRow(format: Format): { readonly series: RawSeries; readonly check: RowCheck } {
    const name = format.symbol < 0 ? '' : this.#cellText(format, format.symbol).trim();
    if (this.#current !== undefined && name === this.#currentName) return this.#current;
    const known = this.#bySymbol.get(name) ?? {
      series: createRawSeries(this.#file, name === '' ? undefined : name, format.kind),
      check: new RowCheck(this.#file),
    };
    this.#bySymbol.set(name, known);
    this.#current = known;
    this.#currentName = name;
    return known;
  }

  #keep(column: DecimalColumn, { reader }: Format, at: number, name: string): void {
    if (column.push(reader.values[at] ?? 0, reader.decimals[at] ?? 0)) return;
    this.#refuse(`${name} of at most 15 digits at one scale`, 'a finer or larger one');
  }

  #refuseRow(format: Format): never {
    const text = this.#lineText();
    const columns = text.split(',').length;
    if (columns !== format.roles.length) {
      this.#refuse(`${format.roles.length} columns as in the first line`, `${columns}: ${excerpt(text)}`);
    }
    const role = format.roles[format.reader.fault] ?? columnRole.skip;
    this.#refuse(expectedOfRole(role), excerpt(this.#cellText(format, format.reader.fault)));
  }

  #cellText({ reader }: Format, column: number): string {
    return textOf(this.#bytes, reader.starts[column] ?? 0).split(',', 1)[0] ?? '';
  }

  #lineText(): string {
    return textOf(this.#bytes, this.#at);
  }

  #refuse(expected: string, found: string): never {
    throw new ReplayImportError(this.#file, this.#line, expected, found);
  }
}

const cellOfRole: ReadonlyMap<number, number> = new Map([
  [columnRole.id, cell.whole],
  [columnRole.time, cell.whole],
  [columnRole.buyerIsMaker, cell.truth],
  [columnRole.side, cell.side],
  [columnRole.symbol, cell.text],
  ...(['price', 'quantity', 'open', 'high', 'low', 'close'] as const).map((name) => {
    return [columnRole[name], cell.decimal] as const;
  }),
]);

function expectedOfRole(role: number): string {
  const name = Object.entries(columnRole).find(([, code]) => code === role)?.[0] ?? 'cell';
  switch (cellOfRole.get(role)) {
    case cell.whole:
      return `${name} in decimal digits`;
    case cell.decimal:
      return `${name} as a plain decimal of at most 15 digits`;
    case cell.truth:
      return 'true or false';
    case cell.side:
      return 'buy or sell';
    default:
      return name;
  }
}

/** From an offset to the end of its line. */
function textOf(bytes: Uint8Array, start: number): string {
  const found = bytes.indexOf(lf, start);
  const end = found < 0 ? bytes.length : found;
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function joinBytes(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}
