/**
 * A captured stream (one message a line) read into one recorder per symbol. Recorders outlive a file: the next file of a
 * capture goes on where this one ended.
 */
import { BookRecorder } from './book-recorder.ts';
import { ReplayImportError } from './import-error.ts';
import { readStreamLine, type StreamMessage } from './stream-message.ts';

/** Longest line: a snapshot of 5000 levels a side is under 1 MiB. */
const lineBytesMax = 8 * 1024 * 1024;
const lf = 10;

export class StreamLines {
  readonly #file: string;
  readonly #recorders: Map<string, BookRecorder>;
  #carried: Uint8Array = new Uint8Array(0);
  #line = 0;
  #messages = 0;
  /** A snapshot doesn't always name its symbol: it is the only one of the file. */
  #waiting: { readonly line: number; readonly message: StreamMessage & { readonly type: 'snapshot' } } | undefined;
  #symbol: string | undefined;

  /** `recorders` by symbol as the stream writes it; new symbols are added. */
  constructor(file: string, recorders: Map<string, BookRecorder>) {
    this.#file = file;
    this.#recorders = recorders;
  }

  push(piece: Uint8Array): void {
    const bytes = new Uint8Array(this.#carried.length + piece.length);
    bytes.set(this.#carried);
    bytes.set(piece, this.#carried.length);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(lf, start);
      if (end < 0) break;
      this.#readLine(textOf(bytes, start, end));
      start = end + 1;
    }
    this.#carried = bytes.slice(start);
    if (this.#carried.length > lineBytesMax) {
      throw new ReplayImportError(
        this.#file,
        this.#line + 1,
        `a line of at most ${lineBytesMax} bytes`,
        'a longer one',
      );
    }
  }

  end(): void {
    if (this.#carried.length > 0) this.push(Uint8Array.of(lf));
    if (this.#messages === 0) throw new ReplayImportError(this.#file, 0, 'depth updates and trades', 'none');
    if (this.#waiting !== undefined) {
      throw new ReplayImportError(this.#file, this.#waiting.line, 'depth updates to the snapshot', 'none');
    }
  }

  #readLine(text: string): void {
    this.#line++;
    if (text.trim() === '' || text.includes('@bookTicker"')) return;
    const message = readStreamLine(this.#file, this.#line, text);
    if (message.type === 'snapshot' && (message.snapshot.symbol ?? this.#symbol) === undefined) {
      this.#waiting = { line: this.#line, message };
      return;
    }
    this.#take(this.#line, message);
  }

  #take(line: number, message: StreamMessage): void {
    switch (message.type) {
      case 'update':
        this.#recorder(message.update.symbol).update(this.#file, line, message.update);
        break;
      case 'trade':
        this.#recorder(message.trade.symbol).trade(this.#file, line, message.trade);
        break;
      case 'snapshot':
        this.#recorder(message.snapshot.symbol ?? this.#symbol ?? '').snapshot(this.#file, line, message.snapshot);
        break;
      case 'other':
        return;
    }
    this.#messages++;
    const waiting = this.#waiting;
    if (waiting !== undefined && message.type !== 'snapshot') {
      this.#waiting = undefined;
      this.#take(waiting.line, waiting.message);
    }
  }

  #recorder(symbol: string): BookRecorder {
    this.#symbol ??= symbol;
    let recorder = this.#recorders.get(symbol);
    if (recorder === undefined) {
      recorder = new BookRecorder(this.#file, symbol);
      this.#recorders.set(symbol, recorder);
    }
    return recorder;
  }
}

/** Bytes as text, one character a byte: streams are ASCII. In slices, since an argument list has a limit. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const slice = 8192;
  let text = '';
  for (let at = start; at < end; at += slice) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + slice)));
  }
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
