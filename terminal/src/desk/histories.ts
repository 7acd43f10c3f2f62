/**
 * Asks for the history of one symbol after the other, and not faster than an address may: two calls of a symbol weigh as
 * much as a minute has room for a hundred and fifty times, and all of the page's other calls come from the same address.
 */
import { type Sleep, sleep } from '../net/asker.ts';

/** Symbols at once after a rest, and then one each `pauseMs`: at most 70 in a minute. */
const atOnce = 10;
const pauseMs = 1_000;

export interface HistoryPorts {
  /** Resolves when it is there, or is not wanted any more. */
  fetch(symbol: string): Promise<void>;
  /** How many symbols are still to come. */
  left(count: number): void;
}

export class Histories {
  readonly #ports: HistoryPorts;
  readonly #sleep: Sleep;
  readonly #nowMs: () => number;
  /** Asked for or there. */
  #known = new Set<string>();
  #waiting: string[] = [];
  #isRunning = false;
  #allowed = atOnce;
  #allowedAtMs: number;

  constructor(ports: HistoryPorts, nowMs: () => number = () => performance.now(), pause: Sleep = sleep) {
    this.#ports = ports;
    this.#nowMs = nowMs;
    this.#sleep = pause;
    this.#allowedAtMs = nowMs();
  }

  /** What is wanted last comes first; what is there already is not asked for again. */
  want(symbols: readonly string[]): void {
    const waiting = new Set(this.#waiting);
    const first = symbols.filter((symbol) => !this.#known.has(symbol) || waiting.has(symbol));
    for (const symbol of first) this.#known.add(symbol);
    this.#waiting = [...first, ...this.#waiting.filter((symbol) => !first.includes(symbol))];
    this.#tell();
    void this.#run();
  }

  /** Nothing counts as there any more, and nothing is wanted. */
  drop(): void {
    this.#known = new Set();
    this.#waiting = [];
    this.#tell();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#turn();
        const symbol = this.#waiting.shift();
        if (symbol === undefined) break;
        await this.#ports.fetch(symbol);
        this.#tell();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** Waits until another may be asked for. */
  async #turn(): Promise<void> {
    const now = this.#nowMs();
    this.#allowed = Math.min(atOnce, this.#allowed + (now - this.#allowedAtMs) / pauseMs);
    this.#allowedAtMs = now;
    if (this.#allowed < 1) await this.#sleep((1 - this.#allowed) * pauseMs);
    this.#allowed -= 1;
  }

  #tell(): void {
    this.#ports.left(this.#waiting.length);
  }
}
