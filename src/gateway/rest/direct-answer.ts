/** An answer, head and body, written to its socket in one go, in the form that Node's own answers have. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { keepAliveMs } from './http-limits.ts';

const keptOpen = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveMs / 1000}\r\n\r\n`;
const closed = 'Connection: close\r\n\r\n';

/** Characters from which on joining head and text costs more than handing them over one by one. */
const apartFrom = 16 * 1024;

export class DirectAnswer {
  /** 0 until it was sent. */
  statusCode = 0;
  readonly #socket: Socket;
  readonly #isLast: () => boolean;
  readonly #sent: () => void;

  /** `isLast`: whether the connection ends behind it. `sent` is told once it was written. */
  constructor(socket: Socket, isLast: () => boolean, sent: () => void) {
    this.#socket = socket;
    this.#isLast = isLast;
    this.#sent = sent;
  }

  /** `fixed` and `varying`: names and values in turn; a fixed list is the same object each time. */
  send(
    status: number,
    fixed: readonly string[],
    varying: readonly string[],
    text: string,
    encoding: 'latin1' | 'utf8',
  ): void {
    this.statusCode = status;
    const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
    const head = `${line}${fixedLines(fixed)}${lines(varying)}${dateLine()}${this.#isLast() ? closed : keptOpen}`;
    if (this.#socket.writable) this.#write(head, text, encoding);
    this.#sent();
  }

  /** In one system call either way. */
  #write(head: string, text: string, encoding: 'latin1' | 'utf8'): void {
    if (text.length < apartFrom) {
      this.#socket.write(head + text, encoding);
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#socket.write(text, encoding);
    this.#socket.uncork();
  }
}

const knownLines = new WeakMap<readonly string[], string>();

function fixedLines(fixed: readonly string[]): string {
  const known = knownLines.get(fixed);
  if (known !== undefined) return known;
  const made = lines(fixed);
  knownLines.set(fixed, made);
  return made;
}

function lines(headers: readonly string[]): string {
  let text = '';
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return text;
}

let dateSecond = 0;
let dateText = '';

function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateText;
}
