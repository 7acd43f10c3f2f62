/**
 * One connection as long as all that comes over it is plain (plain-request.ts): a request, its answer, the next request. With
 * the first bytes that are not, the connection goes to Node's HTTP server, with those bytes and for good.
 *
 * One request is under way at a time, until its answer is on its way. What comes meanwhile is kept and the socket read no
 * further, so that what is kept is bounded by what the kernel hands over at once, and what is written by one answer.
 */
import type { Socket } from 'node:net';
import { DirectAnswer } from './direct-answer.ts';
import { headersMs, keepAliveMs, silenceMs } from './http-limits.ts';
import { type PlainFields, type PlainHead, readPlainHead } from './plain-request.ts';

const headEnd = Buffer.from('\r\n\r\n');
/** For the second piece of a request: some clients send a head and its body one after the other. More pieces are Node's. */
const pieceMs = 1_000;
/** Longer than a client was told that it may rest: it sends its last request just before. As Node does. */
const keptLongerMs = 1_000;
/** Fields kept by one connection, each of so many characters at most: 4 KB. */
const knownMax = 4;
const knownCharactersMax = 1_024;

export interface PlainExchange {
  readonly head: PlainHead;
  /** Latin-1; undefined without one. */
  readonly body: string | undefined;
  readonly socket: Socket;
  readonly response: DirectAnswer;
}

export interface PlainConnectionParts {
  /** Who answers such a request here; undefined when it is Node's. */
  readonly answererOf: (head: PlainHead) => ((exchange: PlainExchange) => void) | undefined;
  /** Node's HTTP server has the connection from now on, and these bytes come first. */
  readonly handOver: (socket: Socket, bytes: Buffer) => void;
  /** Nothing came in time: says so and closes. */
  readonly refuseLate: (socket: Socket) => void;
  /** Told once, when this has nothing to do with the connection any more. */
  readonly left: (socket: Socket) => void;
}

export class PlainConnection {
  readonly #socket: Socket;
  readonly #parts: PlainConnectionParts;
  #isAnswering = false;
  /** Between two requests, for as long as connections are kept open; not before the first nor within one. */
  #mayRest = false;
  /** When its last answer was on its way. */
  #answeredAtMs = 0;
  /** The first piece of a request, or what came behind the one under way. */
  #kept: Buffer | undefined;
  /** Of its last requests that differed: placing and cancelling by turns, as bots do, has two. */
  readonly #known: PlainFields[] = [];
  /** The time of a connection has passed over its answer: it is given once more. */
  #isOverdue = false;
  /** The client sends no more; nothing more is to be read. */
  #clientEnded = false;
  #closing = false;

  constructor(socket: Socket, parts: PlainConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    socket.setTimeout(headersMs);
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
  }

  /** Since when it waits for a next request; undefined within one and before the first. */
  get restsSinceMs(): number | undefined {
    return this.#mayRest && !this.#isAnswering ? this.#answeredAtMs : undefined;
  }

  /** Ends the connection behind the request that is under way, or behind its first: who has just come is still answered. */
  close(): void {
    this.#closing = true;
    if (!this.#isAnswering && this.#mayRest) this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #listeners: readonly (readonly [string, (data: Buffer) => void])[] = [
    ['data', (chunk) => this.#received(chunk)],
    ['end', () => this.#ended()],
    ['timeout', () => this.#timedOut()],
    // The socket closes by itself.
    ['error', () => {}],
    ['close', () => this.#parts.left(this.#socket)],
  ];

  #received(chunk: Buffer): void {
    const kept = this.#kept;
    this.#kept = undefined;
    const bytes = kept === undefined ? chunk : Buffer.concat([kept, chunk]);
    if (this.#isAnswering) this.#keep(bytes);
    else this.#read(bytes, kept !== undefined);
  }

  /** `isWhole`: no other piece is waited for. */
  #read(bytes: Buffer, isWhole: boolean): void {
    const headTo = bytes.indexOf(headEnd);
    const head = headTo === -1 ? undefined : readPlainHead(bytes.toString('latin1', 0, headTo), this.#known);
    const answer = head === undefined ? undefined : this.#parts.answererOf(head);
    if (head === undefined || answer === undefined) {
      this.#handOver(bytes);
      return;
    }
    const bodyFrom = headTo + headEnd.length;
    const bodyTo = bodyFrom + head.fields.bodyLength;
    if (bodyTo > bytes.length) {
      if (isWhole) this.#handOver(bytes);
      else this.#awaitPiece(bytes);
      return;
    }
    this.#remember(head.fields);
    this.#isAnswering = true;
    if (bodyTo < bytes.length) this.#keep(bytes.subarray(bodyTo));
    const body = bodyTo === bodyFrom ? undefined : bytes.toString('latin1', bodyFrom, bodyTo);
    const response = new DirectAnswer(this.#socket, this.#isLast, this.#answered);
    answer({ head, body, socket: this.#socket, response });
  }

  #remember(fields: PlainFields): void {
    if (this.#known.includes(fields) || fields.text.length > knownCharactersMax) return;
    if (this.#known.length === knownMax) this.#known.shift();
    this.#known.push(fields);
  }

  #keep(bytes: Buffer): void {
    this.#kept = bytes;
    this.#socket.pause();
  }

  #awaitPiece(bytes: Buffer): void {
    this.#kept = bytes;
    this.#mayRest = false;
    this.#socket.setTimeout(pieceMs);
  }

  readonly #isLast = (): boolean => this.#closing || (this.#clientEnded && this.#kept === undefined);

  /** Who doesn't read its answers is given no more. */
  readonly #answered = (): void => {
    if (this.#socket.writableNeedDrain && !this.#isLast()) this.#socket.once('drain', this.#goOn);
    else this.#goOn();
  };

  readonly #goOn = (): void => {
    if (this.#isLast()) {
      this.#socket.destroySoon();
      return;
    }
    if (!this.#mayRest || this.#isOverdue) this.#socket.setTimeout(keepAliveMs + keptLongerMs);
    this.#mayRest = true;
    this.#answeredAtMs = performance.now();
    this.#isOverdue = false;
    // In a turn of its own: many small requests at once, each refused at once, would fill the stack.
    if (this.#kept !== undefined) setImmediate(this.#readKept);
    else this.#isAnswering = false;
  };

  readonly #readKept = (): void => {
    const bytes = this.#kept;
    if (bytes === undefined || this.#socket.destroyed) return;
    this.#kept = undefined;
    this.#isAnswering = false;
    this.#socket.resume();
    this.#read(bytes, this.#clientEnded);
  };

  #ended(): void {
    this.#clientEnded = true;
    if (!this.#isAnswering) this.#socket.destroySoon();
  }

  #timedOut(): void {
    if (this.#isAnswering) {
      if (this.#isOverdue) this.#socket.destroy();
      this.#isOverdue = true;
      this.#socket.setTimeout(silenceMs);
    } else if (this.#kept !== undefined) this.#handOver(this.#kept);
    else if (this.#mayRest) this.#socket.destroy();
    else this.#parts.refuseLate(this.#socket);
  }

  #handOver(bytes: Buffer): void {
    this.#kept = undefined;
    for (const [event, listener] of this.#listeners) this.#socket.off(event, listener);
    this.#socket.setTimeout(0);
    this.#parts.left(this.#socket);
    this.#parts.handOver(this.#socket, bytes);
    // It has been told here already, and would not be again.
    if (this.#clientEnded && !this.#socket.destroyed) this.#socket.emit('end');
  }
}
