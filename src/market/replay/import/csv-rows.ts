/**
 * Rows of a CSV file straight from bytes into columns of exact whole numbers; no row becomes a string unless it is wrong.
 * Bytes come in pieces of any size. LF and CRLF, a byte order mark and empty lines at the end are fine; anything else that is
 * not the layout's is refused with its line. Measured rates: docs/benchmarks.md.
 */
import { decimalsMax, power } from './columns.ts';
import { type CsvLayout, columnRole, detectLayout } from './csv-layout.ts';
import { excerpt, ReplayImportError } from './import-error.ts';
import { createRawSeries, note, type RawSeries } from './raw-series.ts';
import { RowCheck } from './row-check.ts';

/** Longest line of a CSV file. */
const lineBytesMax = 65_536;
const lf = 10;
const cr = 13;
const comma = 44;
const point = 46;
const zero = 48;
const nine = 57;

export class CsvRows {
  readonly #file: string;
  #layout: CsvLayout | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #line = 1;
  #emptyLine = 0;
  readonly #bySymbol = new Map<string, RawSeries>();
  #series: RawSeries | undefined;
  #seriesName = '';
  #check: RowCheck;
  readonly #checks = new Map<RawSeries, RowCheck>();
  // The decimal read last.
  #digits = 0;
  #decimals = 0;

  constructor(file: string) {
    this.#file = file;
    this.#check = new RowCheck(file);
  }

  /** Takes the next bytes. Throws `ReplayImportError`. */
  push(piece: Uint8Array): void {
    const carried = this.#bytes.length - this.#at;
    const joined = carried === 0 ? piece : joinBytes(this.#bytes.subarray(this.#at), piece);
    this.#bytes = joined;
    this.#at = 0;
    const end = joined.lastIndexOf(lf) + 1;
    this.#readLines(end);
    if (joined.length - this.#at > lineBytesMax)
      this.#refuse(`a line of at most ${lineBytesMax} bytes`, 'a longer one');
  }

  /** The last line may lack its line feed. Returns one series per symbol that the rows name, or one without a name. */
  end(): RawSeries[] {
    if (this.#at < this.#bytes.length) this.push(Uint8Array.of(lf));
    const all = this.#series === undefined ? [] : [...this.#bySymbol.values()];
    if (all.every(({ times }) => times.length === 0)) this.#refuse('rows', 'none');
    return all;
  }

  #readLines(end: number): void {
    while (this.#at < end) {
      if (this.#skipEmptyLine()) continue;
      if (this.#emptyLine > 0) this.#refuse('a row', `an empty line at ${this.#emptyLine}`);
      if (this.#layout === undefined) {
        if (!this.#readLayout()) continue;
      }
      this.#readRow();
      this.#line++;
    }
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

  /** True when the first line is a row already. */
  #readLayout(): boolean {
    const bytes = this.#bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && this.#at === 0) this.#at = 3;
    const layout = detectLayout(this.#file, this.#lineText(this.#at));
    this.#layout = layout;
    if (!layout.roles.includes(columnRole.symbol)) this.#useSeries('');
    if (!layout.hasHeader) return true;
    this.#at = bytes.indexOf(lf, this.#at) + 1;
    this.#line++;
    return false;
  }

  #readRow(): void {
    const { kind, roles } = this.#layout ?? { kind: 'trades', roles: [] };
    const start = this.#at;
    const last = roles.length - 1;
    let [time, price, priceDecimals, quantity, quantityDecimals, flag, id] = [0, 0, 0, 0, 0, 0, -1];
    let [open, openDecimals, high, highDecimals, low, lowDecimals] = [0, 0, 0, 0, 0, 0];
    for (let column = 0; column <= last; column++) {
      switch (roles[column]) {
        case columnRole.skip:
          this.#skipCell();
          break;
        case columnRole.id:
          id = this.#whole('id', start);
          break;
        case columnRole.time:
          time = this.#whole('time', start);
          break;
        case columnRole.price:
        case columnRole.close:
          this.#decimal('price', start);
          price = this.#digits;
          priceDecimals = this.#decimals;
          break;
        case columnRole.quantity:
          this.#decimal('quantity', start);
          quantity = this.#digits;
          quantityDecimals = this.#decimals;
          break;
        case columnRole.open:
          this.#decimal('open', start);
          open = this.#digits;
          openDecimals = this.#decimals;
          break;
        case columnRole.high:
          this.#decimal('high', start);
          high = this.#digits;
          highDecimals = this.#decimals;
          break;
        case columnRole.low:
          this.#decimal('low', start);
          low = this.#digits;
          lowDecimals = this.#decimals;
          break;
        case columnRole.buyerIsMaker:
          flag = this.#truth(start);
          break;
        case columnRole.side:
          flag = this.#side(start);
          break;
        case columnRole.symbol:
          this.#useSeries(this.#cell());
          break;
      }
      if (column < last && this.#bytes[this.#at++] !== comma) this.#refuseColumns(start);
    }
    this.#endOfRow(start);

    const series = this.#series;
    if (series === undefined) return;
    const check = this.#check;
    check.line = this.#line;
    const timeUs = check.time(time, kind);
    if (kind === 'trades') {
      check.id(id);
      if (!check.trade(price, quantity)) {
        note(series, 'trades with price 0 and quantity 0 left out');
        return;
      }
      this.#keep(series.prices.push(price, priceDecimals), 'price');
      series.flags.push(flag);
    } else {
      this.#keep(series.prices.push(open, openDecimals), 'open');
      this.#keep(series.prices.push(high, highDecimals), 'high');
      this.#keep(series.prices.push(low, lowDecimals), 'low');
      this.#keep(series.prices.push(price, priceDecimals), 'close');
      check.bar(series.prices);
    }
    this.#keep(series.quantities.push(quantity, quantityDecimals), 'quantity');
    series.times.push(timeUs);
    if (check.movedTime) note(series, 'trades stamped up to a second before their predecessor, given its time');
  }

  #useSeries(name: string): void {
    if (this.#series !== undefined && name === this.#seriesName) return;
    let series = this.#bySymbol.get(name);
    if (series === undefined) {
      series = createRawSeries(this.#file, name === '' ? undefined : name, this.#layout?.kind ?? 'trades');
      this.#bySymbol.set(name, series);
      this.#checks.set(series, new RowCheck(this.#file));
    }
    this.#series = series;
    this.#seriesName = name;
    this.#check = this.#checks.get(series) ?? this.#check;
  }

  #skipCell(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (;;) {
      const byte = bytes[at] ?? lf;
      if (byte === comma || byte === lf) break;
      at++;
    }
    this.#at = at;
  }

  #cell(): string {
    const start = this.#at;
    this.#skipCell();
    return asciiText(this.#bytes, start, this.#at).trim();
  }

  #whole(name: string, rowStart: number): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte < zero || byte > nine) break;
      value = value * 10 + (byte - zero);
      at++;
    }
    this.#at = at;
    if (at === start || value > Number.MAX_SAFE_INTEGER || !this.#atCellEnd()) {
      this.#refuseCell(`${name} in decimal digits`, start, rowStart);
    }
    return value;
  }

  /** Reads `digits[.digits]`; trailing zeros behind the point don't count. */
  #decimal(name: string, rowStart: number): void {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let digits = 0;
    let decimals = 0;
    let byte = bytes[at] ?? 0;
    while (byte >= zero && byte <= nine) {
      digits = digits * 10 + (byte - zero);
      byte = bytes[++at] ?? 0;
    }
    let wellFormed = at > start;
    if (byte === point) {
      const fraction = at + 1;
      let zeros = 0;
      byte = bytes[++at] ?? 0;
      while (byte >= zero && byte <= nine) {
        if (byte === zero) zeros++;
        else {
          digits = digits * power(zeros + 1) + (byte - zero);
          decimals += zeros + 1;
          zeros = 0;
        }
        byte = bytes[++at] ?? 0;
      }
      wellFormed &&= at > fraction;
    }
    this.#at = at;
    // A number too long for a double is not NaN here but above the limit, or NaN from `power`: both fail the comparison.
    if (!wellFormed || !(digits <= Number.MAX_SAFE_INTEGER) || decimals > decimalsMax || !this.#atCellEnd()) {
      this.#refuseCell(`${name} as a plain decimal of at most 15 digits`, start, rowStart);
    }
    this.#digits = digits;
    this.#decimals = decimals;
  }

  /** Is the buyer the maker? Then the taker sold. True, true, TRUE, 1 and their opposites. */
  #truth(rowStart: number): number {
    const start = this.#at;
    this.#skipCell();
    const first = (this.#bytes[start] ?? 0) | lowerCase;
    let end = this.#at;
    if (this.#bytes[end - 1] === cr) end--;
    const word = first === letterT ? trueWord : first === letterF ? falseWord : undefined;
    if (word !== undefined && end - start === word.length) {
      let same = true;
      for (let i = 1; i < word.length; i++) same &&= ((this.#bytes[start + i] ?? 0) | lowerCase) === word[i];
      if (same) return first === letterT ? 1 : 0;
    }
    const digit = (this.#bytes[start] ?? 0) - zero;
    if (end - start === 1 && (digit === 0 || digit === 1)) return digit;
    this.#refuseCell('true or false', start, rowStart);
  }

  #side(rowStart: number): number {
    const start = this.#at;
    const word = this.#cell().toLowerCase();
    if (word !== 'buy' && word !== 'sell') this.#refuseCell('buy or sell', start, rowStart);
    return word === 'buy' ? 0 : 1;
  }

  #atCellEnd(): boolean {
    const byte = this.#bytes[this.#at];
    return byte === comma || byte === lf || byte === cr;
  }

  #endOfRow(start: number): void {
    if (this.#bytes[this.#at] === cr) this.#at++;
    if (this.#bytes[this.#at++] !== lf) this.#refuseColumns(start);
  }

  #keep(kept: boolean, name: string): void {
    if (!kept) this.#refuse(`${name}s of at most 15 digits at one scale`, 'a finer or larger one');
  }

  #lineText(start: number): string {
    const end = this.#bytes.indexOf(lf, start);
    return asciiText(this.#bytes, start, end < 0 ? this.#bytes.length : end).trimEnd();
  }

  #refuseColumns(rowStart: number): never {
    const text = this.#lineText(rowStart);
    const found = `${text.split(',').length}: ${excerpt(text)}`;
    this.#refuse(`${this.#layout?.roles.length ?? 0} columns as in the first line`, found);
  }

  #refuseCell(expected: string, start: number, rowStart: number): never {
    const columns = this.#lineText(rowStart).split(',').length;
    if (columns !== this.#layout?.roles.length) this.#refuseColumns(rowStart);
    this.#at = start;
    this.#skipCell();
    this.#refuse(expected, excerpt(asciiText(this.#bytes, start, this.#at).trimEnd()));
  }

  #refuse(expected: string, found: string): never {
    throw new ReplayImportError(this.#file, this.#line, expected, found);
  }
}

const lowerCase = 32;
const letterT = 116;
const letterF = 102;
const trueWord = Uint8Array.of(letterT, 114, 117, 101);
const falseWord = Uint8Array.of(letterF, 97, 108, 115, 101);

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

function joinBytes(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}
