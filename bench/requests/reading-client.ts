/**
 * One kept connection that reads whole answers into one buffer and keeps nothing of them: a client that makes garbage of each
 * (200 kB in pieces, with node:http) is stopped by its own collector for 3 to 8 ms every thirty answers, and takes the server's
 * processor meanwhile, which was most of what the slowest hundredth showed. Requests go one after the other.
 */
import { connect, type Socket } from 'node:net';

const readBytes = 1 << 18;
const headEnd = '\r\n\r\n';
const statusOk = 'HTTP/1.1 200 ';

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

export class ReadingClient {
  readonly #socket: Socket;
  readonly #host: string;
  #waiting: Waiting | undefined;
  #asked = '';
  /** Of the answer being read; undefined before its head is there. */
  #bytesLeft: number | undefined;

  constructor(url: string) {
    const { host, hostname, port } = new URL(url);
    this.#host = host;
    const onread = {
      buffer: Buffer.allocUnsafe(readBytes),
      callback: (bytes: number, buffer: Uint8Array) => {
        this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
        return true;
      },
    };
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () =>
      this.#waiting?.reject(new Error(`${this.#asked}: the server closed the connection`)),
    );
  }

  /** Path and query. Rejects when it is refused, or when there is nothing in the answer. */
  get(target: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries({ host: this.#host, ...headers }).map(([name, value]) => `${name}: ${value}`);
    this.#asked = target;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write([`GET ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  /** The head is in one piece: it is short, and comes first. */
  #read(piece: Buffer): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    let bytes = piece.length;
    if (this.#bytesLeft === undefined) {
      const end = piece.indexOf(headEnd);
      const head = piece.toString('latin1', 0, end);
      const length = Number(/^content-length: *([0-9]+)\r?$/im.exec(head)?.[1]);
      if (!head.startsWith(statusOk) || !(length > 2)) {
        waiting.reject(new Error(`${this.#asked} was answered with ${piece.toString('latin1', 0, 500)}`));
        return;
      }
      this.#bytesLeft = length;
      bytes -= end + headEnd.length;
    }
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft > 0) return;
    this.#bytesLeft = undefined;
    waiting.resolve();
  }
}
