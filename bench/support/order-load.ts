/**
 * What the loads of signed orders have in common, however they reach the server: each connection places an order far from the market
 * and cancels it by turns, one request at a time; requests are signed in advance, well within `recvWindow`, and a client id is used
 * again when its order is gone. The first second warms up and does not count.
 */
import { quantile } from './report.ts';

/** Orders signed at a time by each connection, and for how long. */
export const ordersSigned = 32;
const signedMs = 20_000;
const warmUpMs = 1_000;

export class OrderLoad {
  readonly #seconds: number;
  readonly #from = performance.now() + warmUpMs;
  readonly #until: number;
  readonly #latencies: number[] = [];
  #refused = 0;
  #firstRefusal = '';

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#until = this.#from + seconds * 1000;
  }

  /** `sign` makes the requests of one connection: placing, cancelling, placing, and so on. */
  turns<Request>(sign: () => readonly Request[]): Turns<Request> {
    return new Turns(sign, this.#until);
  }

  /** One answer: what it was refused with, undefined when it was not. Milliseconds of this process's clock. */
  answered(sentAt: number, refusal: string | undefined): void {
    const now = performance.now();
    if (refusal !== undefined) {
      this.#refused++;
      this.#firstRefusal ||= refusal;
    } else if (sentAt >= this.#from && now <= this.#until) this.#latencies.push(now - sentAt);
  }

  /** One JSON object on stdout. */
  print(): void {
    const result = {
      perSecond: this.#latencies.length / this.#seconds,
      p50Ms: quantile(this.#latencies, 0.5),
      p99Ms: quantile(this.#latencies, 0.99),
      refused: this.#refused,
      firstRefusal: this.#firstRefusal,
    };
    console.log(JSON.stringify(result));
  }
}

export class Turns<Request> {
  /** When the last request was handed out. */
  sentAt = 0;
  readonly #sign: () => readonly Request[];
  readonly #until: number;
  #requests: readonly Request[] = [];
  #signedAt = Number.NEGATIVE_INFINITY;
  #next = 0;

  constructor(sign: () => readonly Request[], until: number) {
    this.#sign = sign;
    this.#until = until;
  }

  /** Undefined when the time is over and nothing of it rests on the book. */
  next(): Request | undefined {
    this.sentAt = performance.now();
    if (this.sentAt >= this.#until && this.#next % 2 === 0) return undefined;
    if (this.#next === this.#requests.length) this.#next = 0;
    if (this.#next === 0 && this.sentAt - this.#signedAt > signedMs) {
      this.#requests = this.#sign();
      this.#signedAt = this.sentAt;
    }
    return this.#requests[this.#next++];
  }
}
